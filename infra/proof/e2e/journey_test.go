package e2e_test

import (
	"slices"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

// Goal: a parent comes in from the first page and finds credit, what is due and the six services.
// Method: click through from the first page to Riepilogo, Conto and Refezione.
func TestArrival(t *testing.T) {
	first := guest(t).Open("/").Expect(200, "Servizi scolastici")
	home := identify(first.Follow("Accedi"), maria).Expect(200, "Riepilogo", "Giulia", "Luca", "Da pagare")
	for _, service := range []string{
		"Scheda anagrafica", "Refezione scolastica", "Documenti contabili", "Conto corrente virtuale",
		"Pagamento servizi scolastici", "Ricariche con pagoPA",
	} {
		home.Follow(service).Expect(200)
	}
	home.Follow("Conto corrente virtuale").Expect(200, "Giulia Ferrari", "Pasto", "Saldo iniziale", "Saldo")
	home.Follow("Refezione scolastica").Expect(200, "novembre 2026", "Presente", "€")
}

// Goal: two children topped up with one payment have the new credit as soon as the receipt is there,
// and not before. Method: pay at once while the node holds its receipts, look, release them; then ask
// the node whether the station's three operations led there.
func TestTopUpNow(t *testing.T) {
	p := logIn(t, maria)
	before := p.credits("A001", "A002")
	portal.Behave(t, stack.Behaviour{Hold: true})
	mask := p.topUp(map[string]string{"A001": "20", "A002": "35,50"}).Expect(200, "55,50 €")
	waiting := payNow(mask).Expect(200, "Pagamento in verifica", "Non pagare di nuovo")
	p.Open("/pagamenti").Expect(200, "In verifica")
	expectCredits(t, p, before)
	p.Open(waiting.URL.Path+"?da=ok").Expect(200, "Pagamento in verifica")

	portal.Release(t)
	stack.Until(t, "the payment has succeeded", func() bool {
		return p.Open(waiting.URL.String()).Shows("Pagamento riuscito")
	})
	expectCredits(t, p, map[string]money.Cents{"A001": before["A001"] + 2000, "A002": before["A002"] + 3550})
	p.Open("/conto?figlio=A002").Expect(200, "Ricarica", "35,50")
	p.Open("/ricariche/storico").Expect(200, "Pagata", "20,00 €", "35,50 €")
	asked := portal.Operations(t)
	for _, operation := range []pagopa.Operation{pagopa.Verify, pagopa.GetPaymentV2, pagopa.SendRTV2} {
		if !slices.Contains(asked, string(operation)) {
			t.Errorf("the money came without %s", operation)
		}
	}
}

// Goal: who leaves Checkout or meets an error there has paid nothing and can go on.
// Method: leave by each of the two doors, then pay the same notices.
func TestTopUpInterrupted(t *testing.T) {
	p := logIn(t, verdi)
	before := p.credit("A010")
	mask := p.topUp(map[string]string{"A010": "10"})
	left := toCheckout(mask).Press("Annulla", nil).Expect(200, "Pagamento annullato", "Non risulta pagato nulla", "Da pagare")
	for _, path := range []string{"/pagamenti", "/riepilogo", "/ricariche", "/ricariche/storico", "/conto"} {
		if page := p.Open(path); page.Shows("In verifica") || page.Shows("in verifica") {
			t.Errorf("%s says that a payment that was given up is being verified", path)
		}
	}
	failed := toCheckout(left.Follow("Riprova il pagamento")).Press("Simula un errore", nil)
	failed.Expect(200, "Pagamento in verifica", "pagoPA ha segnalato un errore", "in verifica fino alle")
	for _, path := range []string{"/pagamenti", "/riepilogo", "/ricariche", "/ricariche/storico", "/conto"} {
		if page := p.Open(path); !page.Shows("In verifica") && !page.Shows("Ricariche in verifica") {
			t.Errorf("%s does not say that the payment is being verified", path)
		}
	}
	expectCredits(t, p, map[string]money.Cents{"A010": before})
	payNow(failed.Follow("Riprova il pagamento"))
	stack.Until(t, "the credit is there", func() bool { return p.credit("A010") == before+1000 })
}

// Goal: the logout ends the session on the server, not only in the browser.
// Method: leave, then come back with the old cookie.
func TestLogout(t *testing.T) {
	p := logIn(t, giuseppe)
	kept := p.Cookies()
	p.Open("/riepilogo").Expect(200).Press("Esci", nil).Expect(200, "Servizi scolastici")
	p.SetCookies(kept)
	if page := p.Open("/conto"); page.URL.Path != "/accesso" {
		t.Errorf("the old cookie still opens %s", page.URL)
	}
}

// Goal: a citizen without children here is told so kindly, and has no session.
// Method: log in as the demo's parent without pupils, and as a stranger.
func TestNoChildren(t *testing.T) {
	for _, who := range []string{elena, "Una persona senza figli iscritti"} {
		v := guest(t)
		identify(v.Open("/accesso"), who).Expect(200, "Non risultano figli iscritti", "Ufficio")
		for _, path := range []string{"/riepilogo", "/conto", "/ricariche", "/pagamenti", "/documenti"} {
			if page := v.Open(path); page.URL.Path != "/accesso" {
				t.Errorf("%s reaches %s", who, page.URL)
			}
		}
	}
}

func expectCredits(t *testing.T, p parent, want map[string]money.Cents) {
	t.Helper()
	for pupil, amount := range want {
		if got := p.credit(pupil); got != amount {
			t.Errorf("the credit of %s is %s, want %s", pupil, got, amount)
		}
	}
}
