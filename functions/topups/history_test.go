package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web/webtest"
)

// topUp returns a notice of a top-up; its number follows from n.
func topUp(n int64, pupil string, amount money.Cents, state billing.State) billing.Position {
	number, _ := pagopa.NewNoticeNumber("02", n)
	return billing.Position{
		Number: number, Pupil: pupil, Kind: billing.TopUp, Amount: amount, State: state, Created: webtest.Now(),
	}
}

// past is a history of every kind: open, under way, paid, cancelled, and a document's notice.
func past() []billing.Position {
	all := []billing.Position{
		topUp(1, "A002", 5000, billing.Open), topUp(2, "A001", 2000, billing.Open),
		topUp(3, "A001", 10000, billing.Paid), topUp(4, "A009", 700, billing.Cancelled),
		topUp(5, "A001", 8600, billing.Open),
	}
	all[1].Attempted = webtest.Now().Add(-time.Minute)
	all[4].Kind = billing.ForDocument
	return all
}

// Goal: the history shows top-ups with state and what can be done.
// Method: all states; look for texts and links.
func TestHistory(t *testing.T) {
	all := past()
	page := webtest.Get(serve(t, &books{positions: all}), "/ricariche/storico")
	page.Expect(t, http.StatusOK, "Luca Bianchi", "Da pagare", "In verifica", "Pagata", "Annullata", "100,00 €",
		"Alunno non più collegato", "22/11/2026")
	for i, want := range []struct{ paper, cancel bool }{{true, true}, {true, false}, {}, {}, {}} {
		number := all[i].Number.String()
		if got := strings.Contains(page.Body, "/pagamenti/avvisi/"+number+".pdf"); got != want.paper {
			t.Errorf("notice %d can be printed: %v", i, got)
		}
		if got := strings.Contains(page.Body, `href="`+cancelPath(all[i])+`"`); got != want.cancel {
			t.Errorf("notice %d can be cancelled: %v", i, got)
		}
	}
	webtest.Get(serve(t, &books{}), "/ricariche/storico").
		Expect(t, http.StatusOK, "Non ci sono ancora ricariche")
}
