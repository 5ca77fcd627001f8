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
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the page tells what the ledger really holds: an opening, a meal, its correction and a paid
// top-up. Method: post them with the domain's own stores on the emulator, then read the page.
func TestStatementFromTheLedger(t *testing.T) {
	tables, clock := rightstest.Tables(t), calendar.Fixed(webtest.Now())
	accounts := ledger.Store{Ledger: tables.Ledger, Clock: clock}
	bills := billing.Store{
		Ledger: tables.Ledger, Ops: tables.Ops, Accounts: accounts, Clock: clock, Random: rand.Reader,
	}
	day := calendar.NewDay(2026, time.November, 18)
	must := func(done bool, err error) {
		t.Helper()
		if err != nil || !done {
			t.Fatalf("%v, %v", done, err)
		}
	}
	eaten := ledger.MealDetail{Class: "PRI-3A", Mark: "P", Band: "B", Price: 460}
	absent := ledger.MealDetail{Class: "PRI-3A", Mark: "A", Band: "B", Price: 460}
	september := calendar.NewDay(2026, time.September, 10)
	must(accounts.PostOpening(t.Context(), webtest.Tenant, "anna", september, "o1", 1000, "Residuo 2025/2026"))
	must(accounts.PostMeal(t.Context(), webtest.Tenant, "anna", day, eaten))
	must(accounts.PostCorrection(t.Context(), webtest.Tenant, "anna", day, 1, 460, absent))
	topUp(t, bills, "anna", 2500)

	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	money := tables.As(t, "account").Ledger
	handler := Handler{
		Site: webtest.Site(parsed), School: newFixture(),
		Ledger: ledger.Store{Ledger: money, Clock: clock}, Billing: billing.Store{Ledger: money, Clock: clock},
	}
	webtest.Get(handler.Routes(), "/conto").Expect(t, http.StatusOK,
		"Badge B-0001 35,00 €", "4 movimenti",
		"Pasto Classe 3A, fascia B, tariffa 4,60 € (ISEE presentato) . Saldo",
		"Storno Presenza corretta: assente. Annulla l'addebito dello stesso giorno . Saldo", "Saldo iniziale Residuo 2025/2026 . Saldo 10,00 € Segnala +10,00 € 10,00 €",
		"+25,00 € 35,00 €", "Saldo alla fine del periodo 35,00 €")
}

// topUp opens a top-up and settles its receipt.
func topUp(t *testing.T, bills billing.Store, pupil string, amount money.Cents) {
	t.Helper()
	town := webtest.Municipality()
	town.Segregation = "02"
	_, err := bills.OpenTopUps(t.Context(), billing.Order{
		Municipality: town, Guardian: webtest.Guardian, Session: "s", Form: "f",
		TopUps: []billing.PupilAmount{{Pupil: pupil, Amount: amount}},
	})
	if err != nil {
		t.Fatal(err)
	}
	positions, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian)
	if err != nil || len(positions) != 1 {
		t.Fatalf("%d positions, %v", len(positions), err)
	}
	outcome, err := bills.Settle(t.Context(), webtest.Tenant, pagopa.ReceiptMessage{
		Version: pagopa.ReceiptMessageVersion, ReceivedAt: webtest.Now(), Receipt: pagopa.Receipt{
			ReceiptID: "R1", NoticeNumber: positions[0].Number, CreditorFiscalCode: town.FiscalCode,
			CreditorReferenceID: positions[0].Number.IUV(), Outcome: "OK", Amount: positions[0].Amount,
			PaidAt: webtest.Now(),
		},
	})
	if err != nil || outcome != billing.Settled {
		t.Fatalf("%s, %v", outcome, err)
	}
}
