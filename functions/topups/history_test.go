package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web"
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

// Goal: the history goes by time, hours included. Method: three of one day in the order of their numbers, which is none.
func TestHistoryByHour(t *testing.T) {
	var all []billing.Position
	for i, hour := range []int{9, 17, 12} {
		one := topUp(int64(i+1), "A001", money.Cents(1000*(i+1)), billing.Paid)
		one.Created = time.Date(2026, time.November, 22, hour, 5, 0, 0, calendar.Rome())
		all = append(all, one)
	}
	text := webtest.Get(serve(t, &books{positions: all}), "/ricariche/storico").Text()
	last := -1
	for _, want := range []string{"22/11/2026 ore 17:05", "22/11/2026 ore 12:05", "22/11/2026 ore 9:05"} {
		at := strings.Index(text, want)
		if at <= last {
			t.Errorf("%q is at %d, after %d", want, at, last)
		}
		last = at
	}
}

// Goal: the history can be narrowed to a school year, comes in pages, and a paid top-up has its receipt.
// Method: sixty of this year and one of the last.
func TestHistoryByYear(t *testing.T) {
	var all []billing.Position
	for n := range 60 {
		one := topUp(int64(n+1), "A001", 2000, billing.Paid)
		one.Payment = &billing.Payment{Receipt: "RT", At: webtest.Now()}
		all = append(all, one)
	}
	old := topUp(99, "A001", 3300, billing.Paid)
	old.Created = webtest.Now().AddDate(-1, 0, 0)
	h := serve(t, &books{positions: append(all, old)})
	first := webtest.Get(h, "/ricariche/storico")
	first.Expect(t, http.StatusOK, "61 ricariche", "Pagina 2")
	if rows := strings.Count(first.Body, "/pagamenti/ricevute/"); rows != web.RowsPerPage {
		t.Errorf("%d receipts", rows)
	}
	webtest.Get(h, "/ricariche/storico?anno=2026&pagina=9").Expect(t, http.StatusOK, "60 ricariche")
	webtest.Get(h, "/ricariche/storico?anno=2025").Expect(t, http.StatusOK, "1 ricarica", "33,00 €")
	webtest.Get(h, "/ricariche/storico?anno=2020").Expect(t, http.StatusOK, "Non ci sono ricariche in questo anno")
	webtest.Get(h, "/ricariche/storico?anno=x").Expect(t, http.StatusBadRequest)
}

// Goal: a receipt is offered where the parent can read it. Method: a top-up that pagoPA's receipt of its own paid, one that
// the office paid with a receipt of another notice, and one that was paid at the office.
func TestReceiptsToRead(t *testing.T) {
	all := []billing.Position{
		topUp(1, "A001", 2000, billing.Paid), topUp(2, "A001", 2000, billing.Paid), topUp(3, "A001", 2000, billing.Paid),
	}
	all[0].Payment = &billing.Payment{Receipt: "RT", At: webtest.Now()}
	all[1].Payment = &billing.Payment{Receipt: "of another", At: webtest.Now(), Attached: true}
	all[2].Payment = &billing.Payment{At: webtest.Now(), Elsewhere: true}
	page := webtest.Get(serve(t, &books{positions: all}), "/ricariche/storico")
	for i, one := range all {
		if got := strings.Contains(page.Body, "/pagamenti/ricevute/"+one.Number.String()+".pdf"); got != (i == 0) {
			t.Errorf("top-up %d: a receipt is offered: %v", i+1, got)
		}
	}
}
