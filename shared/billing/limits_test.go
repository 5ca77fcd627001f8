package billing_test

import (
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// says checks that an error tells the user so.
func says(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(problem.Of(err).Text, text) {
		t.Errorf("%v does not say %q", err, text)
	}
}

// T21. Goal: as many as pagoPA takes are taken, and not one more: notices of a cart, top-ups of a form,
// shares of a document. Method: the limit and one beyond, each.
func TestAsManyAsPagopaTakes(t *testing.T) {
	store := newStore(t)
	var topUps []billing.PupilAmount
	for i := range pagopa.MaxCartNotices {
		topUps = append(topUps, billing.PupilAmount{Pupil: string(rune('A' + i)), Amount: 100})
	}
	positions := openTopUps(t, store, "five", topUps...)
	cart, err := store.NewCart(t.Context(), town().ID, "g1", positions)
	if err != nil {
		t.Fatal(err)
	}
	_, kept, err := store.CartOf(t.Context(), town().ID, "g1", cart.ID)
	if err != nil || len(kept) != pagopa.MaxCartNotices {
		t.Errorf("the cart keeps %d notices, %v", len(kept), err)
	}
	_, err = store.NewCart(t.Context(), town().ID, "g1", append(positions, positions[0]))
	says(t, err, "da uno a cinque")
	document := sharedDocument()
	document.Guardian = "g2"
	document.Shares = append(document.Shares, document.Shares[1], document.Shares[1])
	if position := issued(t, store, document); len(position.Transfers) != billing.MaxShares+1 {
		t.Errorf("%d parts", len(position.Transfers))
	}
}

// T21. Goal: nothing costs nothing: a top-up, a document and a credit note of zero are refused for that, and
// a cent is enough. Method: zero and one cent, each.
func TestFromACentOn(t *testing.T) {
	store := newStore(t)
	order := billing.Order{Municipality: town(), Guardian: "g1", Session: "s1", Form: "zero"}
	order.TopUps = []billing.PupilAmount{{Pupil: "A1"}}
	_, err := store.OpenTopUps(t.Context(), order)
	says(t, err, "ricarica deve essere maggiore di zero")
	openTopUps(t, store, "cent", billing.PupilAmount{Pupil: "A1", Amount: 1})
	document := billing.Document{Number: "2026/7", Pupil: "A1", Guardian: "g2", Issued: sharedDocument().Issued}
	_, err = store.IssueDocument(t.Context(), town(), document)
	says(t, err, "documento deve essere maggiore di zero")
	document.Amount = 1
	issued(t, store, document)
	note := document
	note.Number, note.Corrects, note.Amount = "2026/8", document.Number, 0
	_, err = store.IssueCreditNote(t.Context(), town(), note)
	says(t, err, "numero, data e importo")
	note.Amount = 1
	if done, err := store.IssueCreditNote(t.Context(), town(), note); err != nil || !done {
		t.Errorf("a note of a cent: %t, %v", done, err)
	}
}

// Goal: a notice is its parent's only. Method: the parent, another one and another municipality ask for it.
func TestNoticeIsPrivate(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	for who, owns := range map[[2]string]bool{
		{town().ID, "g1"}: true, {town().ID, "g2"}: false, {"c_x001", "g1"}: false,
	} {
		found, err := store.FindOf(t.Context(), who[0], who[1], town().FiscalCode, position.Number)
		if owns && (err != nil || found.Number != position.Number) || !owns && !problem.Is(err, problem.NotFound) {
			t.Errorf("%v: %+v, %v", who, found.Number, err)
		}
	}
}
