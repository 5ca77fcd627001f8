package e2e_test

import (
	"maps"
	"net/url"
	"slices"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/e2e/visitor"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
)

// Goal: the office finds a pupil, reads the card, adjusts the account and takes a payment, at a desk and on a phone,
// with and without JavaScript. Method: browser/families.mjs drives Chromium; its screenshots are in .local/screenshots.
func TestFamiliesInBrowser(t *testing.T) {
	drive(t, "families.mjs", map[string]string{
		"typed": "prest alb", "name": "Lo Presti Alberto", "child": "Alberto Lo Presti", "payer": "Barbara Dell'Acqua", "code": "100513",
	})
}

// Goal: a payment that the office registers is credit once, also when the operator had no answer, logged in anew and sent the
// same form again. Method: two logins of one operator over the wire; the later one sends what the first one's page would.
func TestDepositAfterANewLogin(t *testing.T) {
	const pupil, button = "A020", "Registra il versamento"
	typed := url.Values{
		"importo": {"12,34"}, "modo": {billing.Cash}, "pagato": {calendar.DayOf(stack.Now()).Italian()}, "motivo": {"allo sportello"},
	}
	ask := func() visitor.Page {
		_, form := enterOffice(t, operatorOf(t, "ragioneria"), "/ufficio/alunni/scheda/"+pupil+"/versamento")
		return form.Expect(200).Press("Continua", typed).Expect(200, "Controlla e conferma")
	}
	balance := func() int64 {
		found, err := ledger.Store{Ledger: portal.Table("LedgerTable")}.Accounts(t.Context(), tenant, []string{pupil})
		if err != nil {
			t.Fatal(err)
		}
		return int64(found[pupil].Balance)
	}
	before, first, later := balance(), ask(), ask()
	at := slices.IndexFunc(first.Forms, func(f visitor.Form) bool { return f.Fields.Has("importo") })
	same := maps.Clone(first.Forms[at].Fields)
	same.Del("csrf")
	taken := first.Press(button, nil).Expect(200, "Versamento registrato")
	again := later.Press(button, same).Expect(200, "Versamento registrato")
	if got := balance() - before; got != 1234 || taken.URL.Path != again.URL.Path {
		t.Errorf("credit rises by %d cents; %s, then %s", got, taken.URL, again.URL)
	}
}
