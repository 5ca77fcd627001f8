package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/paper/pdf/pdftest"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// transferred is the fixture with credit that went to Luca, came back, and once more from the office.
func transferred() *fixture {
	w := newFixture()
	today := calendar.DayOf(webtest.Now())
	to := func(id string) *ledger.TransferDetail { return &ledger.TransferDetail{ID: id, Other: "luca", By: "g"} }
	w.post(ledger.Entry{Key: "E#1", Kind: ledger.Transfer, Day: today, Amount: -2000, Transfer: to("1")})
	w.post(ledger.Entry{Kind: ledger.Transfer, Day: today, Amount: 2000, Corrects: "E#1", Transfer: to("1")})
	w.post(ledger.Entry{Kind: ledger.Transfer, Day: today, Amount: 700, Transfer: to("2"), Note: "Come da richiesta"})
	return w
}

// Goal: moved credit is told apart from payments and meals wherever the account is shown, with the child on the other
// side. Method: the page, its filter, the file, the paper and the chart of an account with transfers.
func TestTransfersAreShown(t *testing.T) {
	routes := transferred().routes(t)
	webtest.Get(routes, "/conto").Expect(t, http.StatusOK,
		"22/11/2026 Credito ricevuto Dal conto di Luca Bianchi. Come da richiesta . Saldo 42,40 € Segnala +7,00 €",
		"Credito tornato Spostamento annullato. Dal conto di Luca Bianchi . Saldo 35,40 € Segnala +20,00 €",
		"Credito spostato Al conto di Luca Bianchi . Saldo 15,40 € Segnala −20,00 €", "Sposta credito dal conto di Anna Bianchi")
	webtest.Get(routes, "/conto?tipo=spostamento").Expect(t, http.StatusOK, "3 movimenti", "Entrate +27,00 €", "Uscite −20,00 €")
	webtest.Get(routes, "/conto?tipo=ricarica").Expect(t, http.StatusOK, "1 movimento")
	if file := webtest.Get(routes, "/conto/movimenti.csv"); !strings.Contains(file.Body, "Credito spostato;Al conto di Luca Bianchi;-20,00;15,40") {
		t.Errorf("the file:\n%s", file.Body)
	}
	paper, err := pdftest.Read([]byte(webtest.Get(routes, "/conto/estratto.pdf").Body))
	if err != nil || !strings.Contains(paper.Words(), "Credito spostato: Al conto di Luca Bianchi") {
		t.Errorf("the paper, %v:\n%s", err, paper.Words())
	}
	webtest.Get(routes, "/conto/spesa").Expect(t, http.StatusOK, "novembre 2026 4,60 €", "Totale 4,60 €")
}

// Goal: who knows one of the children alone does not learn of the other by a transfer, and nobody who pays for one
// child is offered to move. Method: a second adult of Anna, then a parent who pays for Anna alone.
func TestTransfersTellNoOtherChild(t *testing.T) {
	for _, role := range []school.Role{school.Viewer, school.Payer} {
		w := transferred()
		w.links = w.links[:1]
		w.links[0].Role = role
		page := webtest.Get(w.routes(t), "/conto")
		page.Expect(t, http.StatusOK, "Credito spostato Al conto di un altro alunno")
		if strings.Contains(page.Text(), "Luca") || strings.Contains(page.Body, "/ricariche/sposta") {
			t.Errorf("%s reads of Luca", role)
		}
	}
}

// Goal: a payment that the office credited is told by its name on the account, and can be looked for. Method: one such
// entry among others, with and without the filter.
func TestCreditedPaymentIsNamed(t *testing.T) {
	w := newFixture()
	w.post(ledger.Entry{Kind: ledger.Credit, Day: calendar.DayOf(webtest.Now()), Amount: 1500})
	routes := w.routes(t)
	webtest.Get(routes, "/conto").Expect(t, http.StatusOK, "22/11/2026 Accredito Pagamento accreditato dal Comune")
	webtest.Get(routes, "/conto?tipo=accredito").Expect(t, http.StatusOK, "1 movimento", "Entrate +15,00 €")
}
