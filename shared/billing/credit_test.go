package billing_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
)

// Goal: a credit note of an open document cancels its notice, once, in full, for its own debtor only.
// Method: issue the wrong ones, the right one twice, and look.
func TestCreditNote(t *testing.T) {
	store := newStore(t)
	m := town()
	original := billing.Document{
		Number: "2026/1", Issued: calendar.NewDay(2026, time.October, 1), Service: "mensa", Pupil: "A001",
		Guardian: "parent", Description: "Quota", Amount: 2500,
	}
	if _, err := store.IssueDocument(t.Context(), m, original); err != nil {
		t.Fatal(err)
	}
	note := original
	note.Number, note.Corrects, note.Issued = "2026/2", "2026/1", calendar.NewDay(2026, time.November, 1)
	for name, change := range map[string]func(*billing.Document){
		"of nothing":     func(d *billing.Document) { d.Corrects = "2026/9" },
		"of another's":   func(d *billing.Document) { d.Guardian = "stranger" },
		"of a sibling's": func(d *billing.Document) { d.Pupil = "A002" },
		"too much":       func(d *billing.Document) { d.Amount = 2600 },
		"a part of open": func(d *billing.Document) { d.Amount = 1000 },
	} {
		wrong := note
		change(&wrong)
		if _, err := store.IssueCreditNote(t.Context(), m, wrong); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, want := range []bool{true, false} {
		if issued, err := store.IssueCreditNote(t.Context(), m, note); err != nil || issued != want {
			t.Fatalf("issued %t, %v", issued, err)
		}
	}
	list, err := store.ListOf(t.Context(), m.ID, "parent")
	if err != nil || len(list) != 1 || list[0].State != billing.Cancelled || list[0].Credited != "2026/2" {
		t.Errorf("%+v, %v", list, err)
	}
	found, err := store.DocumentOf(t.Context(), m.ID, "parent", "2026-1")
	if err != nil || found.Credited != "2026/2" {
		t.Errorf("%+v, %v", found, err)
	}
	if issued, err := store.IssueDocument(t.Context(), m, original); err != nil || issued {
		t.Errorf("the original again: %t, %v", issued, err)
	}
}

// Goal: an amount splits into net and tax to the cent. Method: a table.
func TestTaxSplit(t *testing.T) {
	for _, c := range []struct {
		rate             int
		amount, net, tax money.Cents
	}{{4, 2500, 2404, 96}, {10, 7500, 6818, 682}, {0, 2500, 2500, 0}, {22, 1, 1, 0}} {
		net, tax := billing.Tax{Rate: c.rate}.Split(c.amount)
		if net != c.net || tax != c.tax {
			t.Errorf("%d at %d%%: %d + %d", c.amount, c.rate, net, tax)
		}
	}
}
