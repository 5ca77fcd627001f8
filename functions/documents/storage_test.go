package main

import (
	"crypto/rand"
	"net/http"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: an issued document goes from "da pagare" over "in verifica" to "pagato" with its receipt.
// Method: the domain's own store on the emulator; the pages are read after each step.
func TestLifeOfADocument(t *testing.T) {
	tables, clock := rightstest.Tables(t), calendar.Fixed(webtest.Now())
	bills := billing.Store{
		Ledger: tables.Ledger, Ops: tables.Ops, Clock: clock, Random: rand.Reader,
		Accounts: ledger.Store{Ledger: tables.Ledger, Clock: clock},
	}
	issue(t, bills, "2026/7", webtest.Guardian)
	issue(t, bills, "2026/8", "another parent")
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	routes := Handler{
		Site: webtest.Site(parsed), School: newFixture(),
		Billing: billing.Store{Ledger: tables.As(t, "documents").Ledger, Clock: clock},
	}.Routes()
	webtest.Get(routes, "/documenti").Expect(t, http.StatusOK, "1 documento", "2026/7", "ottobre 2026", "Da pagare")
	webtest.Get(routes, "/documenti/2026-8").Expect(t, http.StatusNotFound)

	positions, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian)
	if err != nil {
		t.Fatal(err)
	}
	if err := bills.BeginAttempt(t.Context(), "cart", positions); err != nil {
		t.Fatal(err)
	}
	webtest.Get(routes, "/documenti/2026-7").Expect(t, http.StatusOK, "In verifica")
	webtest.Get(routes, "/documenti/2026-7/ricevuta").Expect(t, http.StatusNotFound, "non è ancora arrivata")

	settle(t, bills, positions[0])
	webtest.Get(routes, "/documenti/2026-7").Expect(t, http.StatusOK, "Pagato il 22/11/2026")
	webtest.Get(routes, "/documenti/2026-7/ricevuta").Expect(t, http.StatusOK,
		"Data e ora 22/11/2026, ore 18:00", "Numero unico del pagamento R7", "Banca di Prova")
	webtest.Get(routes, "/documenti/2026-8/ricevuta").Expect(t, http.StatusNotFound)
}

func issue(t *testing.T, bills billing.Store, number, guardian string) {
	t.Helper()
	town := webtest.Municipality()
	town.Segregation = "02"
	issued, err := bills.IssueDocument(t.Context(), town, billing.Document{
		Number: number, Issued: calendar.NewDay(2026, time.November, 2), Service: "mensa", Period: "ottobre 2026",
		Pupil: "anna", Guardian: guardian, Description: "Servizio mensa scolastica", Amount: 8600,
		Due: calendar.NewDay(2026, time.November, 30),
	})
	if err != nil || !issued {
		t.Fatalf("%v, %v", issued, err)
	}
}

func settle(t *testing.T, bills billing.Store, position billing.Position) {
	t.Helper()
	outcome, err := bills.Settle(t.Context(), webtest.Tenant, pagopa.ReceiptMessage{
		Version: pagopa.ReceiptMessageVersion, ReceivedAt: webtest.Now(), Receipt: pagopa.Receipt{
			ReceiptID: "R7", NoticeNumber: position.Number, CreditorFiscalCode: position.Creditor,
			CreditorReferenceID: position.Number.IUV(), Outcome: "OK", Amount: position.Amount,
			PSPName: "Banca di Prova", PaidAt: webtest.Now(),
		},
	})
	if err != nil || outcome != billing.Settled {
		t.Fatalf("%s, %v", outcome, err)
	}
}
