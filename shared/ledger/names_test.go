package ledger_test

import (
	"testing"

	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

// Goal: every kind of entry has a name of its own for parents, and which way money went tells some apart. Method: each
// kind, both ways.
func TestEntriesAreNamed(t *testing.T) {
	for _, c := range []struct {
		kind     ledger.Kind
		amount   money.Cents
		corrects string
		want     string
	}{
		{ledger.Meal, -460, "", "Pasto"}, {ledger.TopUp, 2000, "", "Ricarica"}, {ledger.Opening, -100, "", "Saldo iniziale"},
		{ledger.Refund, -500, "", "Rimborso"}, {ledger.Credit, 500, "", "Accredito"}, {ledger.Correction, 460, "E#1", "Storno"},
		{ledger.Correction, -460, "E#1", "Rettifica"}, {ledger.Adjusted, 100, "", "Rettifica dell'ufficio"},
		{ledger.Deposit, 2000, "", "Versamento"}, {ledger.Transfer, -700, "", "Credito spostato"},
		{ledger.Transfer, 700, "", "Credito ricevuto"}, {ledger.Transfer, -700, "E#2", "Credito restituito"},
		{ledger.Transfer, 700, "E#2", "Credito tornato"},
	} {
		if got := (ledger.Entry{Kind: c.kind, Amount: c.amount, Corrects: c.corrects}).Name(); got != c.want {
			t.Errorf("%s of %d is %q, not %q", c.kind, c.amount, got, c.want)
		}
	}
}

// Goal: a parent reads of a new price what it is, and not that a presence was wrong. Method: a meal that got cheaper, dearer or free
// of charge; one eaten after all, one not eaten.
func TestNewPriceIsNamed(t *testing.T) {
	for _, c := range []struct {
		mark          string
		amount, price money.Cents
		want          string
	}{
		{"P", 80, 380, "Prezzo corretto"}, {"B", -80, 460, "Prezzo corretto"}, {"P", 460, 0, "Prezzo corretto"},
		{"P", -460, 460, "Rettifica"}, {"A", 460, 0, "Storno"},
	} {
		entry := ledger.Entry{Kind: ledger.Correction, Amount: c.amount, Meal: &ledger.MealDetail{Mark: c.mark, Price: c.price}}
		if got := entry.Name(); got != c.want {
			t.Errorf("%s, %d at %d is %q, not %q", c.mark, c.amount, c.price, got, c.want)
		}
	}
}
