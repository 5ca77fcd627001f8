package billing_test

import (
	"crypto/rand"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
)

var noon = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)

func town() municipality.Municipality {
	return municipality.Municipality{
		ID: "c_x000", Name: "Comune di Prova", FiscalCode: "77777777777", Segregation: "02",
		IBAN: "IT60X0542811101000000123456", TaxonomyMeals: "9/0107101TS/",
	}
}

func newStore(t *testing.T) billing.Store {
	t.Helper()
	table, clock := dynamotest.Table(t), calendar.Fixed(noon)
	return billing.Store{
		Ledger: table, Ops: dynamotest.Table(t), Clock: clock, Random: rand.Reader,
		Accounts: ledger.Store{Ledger: table, Clock: clock},
	}
}

// openTopUps opens one notice a pupil and returns them in order.
func openTopUps(t *testing.T, store billing.Store, form string, topUps ...billing.PupilAmount) []billing.Position {
	t.Helper()
	id, err := store.OpenTopUps(t.Context(), billing.Order{
		Municipality: town(), Guardian: "g1", Session: "s1", Form: form, TopUps: topUps,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, positions, err := store.CartOf(t.Context(), town().ID, "g1", id)
	if err != nil || len(positions) != len(topUps) {
		t.Fatalf("%d positions for %d top-ups, %v", len(positions), len(topUps), err)
	}
	return positions
}

// receiptFor is the receipt of a full payment of a notice.
func receiptFor(position billing.Position, id string) pagopa.ReceiptMessage {
	return pagopa.ReceiptMessage{Version: 1, ReceivedAt: noon, Receipt: pagopa.Receipt{
		ReceiptID: id, NoticeNumber: position.Number, CreditorFiscalCode: position.Creditor,
		CreditorReferenceID: position.Number.IUV(), Outcome: "OK", Amount: position.Amount,
		PSPName: "Banca di Prova", PaidAt: noon,
	}}
}

func balance(t *testing.T, store billing.Store, pupil string) money.Cents {
	t.Helper()
	accounts, err := store.Accounts.Accounts(t.Context(), town().ID, []string{pupil})
	if err != nil {
		t.Fatal(err)
	}
	return accounts[pupil].Balance
}
