package billing_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

// settle settles a receipt and checks the outcome.
func settle(t *testing.T, store billing.Store, message pagopa.ReceiptMessage, want billing.Outcome) {
	t.Helper()
	got, err := store.Settle(t.Context(), town().ID, message)
	if err != nil || got != want {
		t.Fatalf("outcome %q, %v, want %q", got, err, want)
	}
}

// Goal: Case 28, a receipt credits the account and pays the notice. Method: settle, look.
func TestSettle(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2050})[0]
	settle(t, store, receiptFor(position, "r1"), billing.Settled)

	if got := balance(t, store, "A1"); got != 2050 {
		t.Errorf("balance %d", got)
	}
	found, err := store.Find(t.Context(), position.Creditor, position.Number)
	if err != nil || found.State != billing.Paid || found.Payment == nil || found.Payment.Receipt != "r1" {
		t.Errorf("the notice: %+v, %v", found, err)
	}
	listed, err := store.ListOf(t.Context(), town().ID, "g1")
	if err != nil || listed[0].State != billing.Paid || listed[0].Payment == nil {
		t.Errorf("the list: %+v, %v", listed, err)
	}
	receipt, err := store.ReceiptOf(t.Context(), found)
	if err != nil || receipt.PSPName != "Banca di Prova" {
		t.Errorf("the receipt to print: %+v, %v", receipt, err)
	}
}

// Goal: Cases 29 and 30, one receipt, one effect, however often and however many at once. Method:
// twelve at once, then one more.
func TestSettleRepeated(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2050})[0]
	outcomes := make(chan billing.Outcome, 12)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			outcome, err := store.Settle(t.Context(), town().ID, receiptFor(position, "r1"))
			if err != nil {
				t.Error(err)
			}
			outcomes <- outcome
		})
	}
	all.Wait()
	close(outcomes)
	counts := map[billing.Outcome]int{}
	for outcome := range outcomes {
		counts[outcome]++
	}
	if counts[billing.Settled] != 1 || counts[billing.Duplicate] != 11 {
		t.Errorf("outcomes %v", counts)
	}
	settle(t, store, receiptFor(position, "r1"), billing.Duplicate)
	if got := balance(t, store, "A1"); got != 2050 {
		t.Errorf("balance %d", got)
	}
}

// Goal: Cases 31, 35 and 41, a receipt that fits no open notice is kept once with its reason and
// credits nothing.
// Method: one of each kind, each twice.
func TestMisfitsAreParked(t *testing.T) {
	store := newStore(t)
	positions := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000},
		billing.PupilAmount{Pupil: "A2", Amount: 3000})
	paid, open := positions[0], positions[1]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)

	unknown := receiptFor(open, "r-unknown")
	unknown.Receipt.NoticeNumber = "302202500000012356"
	other := receiptFor(open, "r-other")
	other.Receipt.Amount = 2999
	altered := receiptFor(paid, "r1")
	altered.Receipt.Amount = 1
	for reason, message := range map[billing.Reason]pagopa.ReceiptMessage{
		billing.AlreadyPaid: receiptFor(paid, "r2"), billing.UnknownNotice: unknown,
		billing.OtherAmount: other, billing.AlteredReceipt: altered,
	} {
		settle(t, store, message, billing.Parked)
		settle(t, store, message, billing.Parked)
		if !parkedFor(t, store, reason) {
			t.Errorf("nothing parked for %s", reason)
		}
	}
	parked, err := store.ParkedReceipts(t.Context(), town().ID)
	if err != nil || len(parked) != 4 {
		t.Errorf("%d parked receipts, %v", len(parked), err)
	}
	if balance(t, store, "A1") != 2000 || balance(t, store, "A2") != 0 {
		t.Errorf("balances %d and %d", balance(t, store, "A1"), balance(t, store, "A2"))
	}
	settle(t, store, receiptFor(open, "r3"), billing.Settled)
}

func parkedFor(t *testing.T, store billing.Store, reason billing.Reason) bool {
	t.Helper()
	parked, err := store.ParkedReceipts(t.Context(), town().ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range parked {
		if one.Reason == reason {
			return true
		}
	}
	return false
}

// Goal: Case 31, of two different payments of one notice, one settles and one is kept for refund, in any
// order and at once. Method: both together, several times over.
func TestTwoPaymentsOfOneNotice(t *testing.T) {
	store := newStore(t)
	for round := range 5 {
		pupil := fmt.Sprint("B", round)
		position := openTopUps(t, store, pupil, billing.PupilAmount{Pupil: pupil, Amount: 1000})[0]
		var all sync.WaitGroup
		outcomes := make([]billing.Outcome, 2)
		for i := range outcomes {
			all.Go(func() {
				var err error
				message := receiptFor(position, fmt.Sprintf("%s-%d", pupil, i))
				if outcomes[i], err = store.Settle(t.Context(), town().ID, message); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if outcomes[0] == outcomes[1] || balance(t, store, pupil) != 1000 {
			t.Errorf("outcomes %v, balance %d", outcomes, balance(t, store, pupil))
		}
	}
	if parked, err := store.ParkedReceipts(t.Context(), town().ID); err != nil || len(parked) != 5 {
		t.Errorf("%d parked, %v", len(parked), err)
	}
}

// Goal: paying a document touches no account. Method: issue twice, pay, look at the pupil's account.
func TestDocument(t *testing.T) {
	store := newStore(t)
	document := billing.Document{
		Number: "2026/12", Service: "trasporto", Pupil: "A1", Guardian: "g1", Description: "Trasporto scolastico",
		Amount: 8600, Issued: calendar.NewDay(2026, 10, 1), Due: calendar.NewDay(2026, 11, 30),
	}
	for _, want := range []bool{true, false} {
		if created, err := store.IssueDocument(t.Context(), town(), document); err != nil || created != want {
			t.Fatalf("created %v, %v, want %v", created, err, want)
		}
	}
	changed := document
	changed.Amount = 9000
	if _, err := store.IssueDocument(t.Context(), town(), changed); err == nil {
		t.Error("an issued document was changed")
	}
	kept, err := store.DocumentOf(t.Context(), town().ID, "g1", "2026-12")
	if err != nil || kept.Amount != 8600 {
		t.Fatalf("%+v, %v", kept, err)
	}
	position, err := store.Find(t.Context(), town().FiscalCode, kept.Notice)
	if err != nil {
		t.Fatal(err)
	}
	settle(t, store, receiptFor(position, "r1"), billing.Settled)
	if got := balance(t, store, "A1"); got != money.Cents(0) {
		t.Errorf("balance %d", got)
	}
}

// Goal: a receipt whose time of payment cannot be counts from its arrival. Method: years that the schema lets
// pass, and times around the limits; the day of the entry.
func TestImpossiblePaymentTime(t *testing.T) {
	for paid, want := range map[time.Time]time.Time{
		time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC):      noon,
		time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC): noon,
		noon.AddDate(0, 0, 2):                         noon,
		noon.AddDate(-1, 0, -1):                       noon,
		noon.AddDate(0, 0, -3):                        noon.AddDate(0, 0, -3),
		noon.AddDate(-1, 0, 1):                        noon.AddDate(-1, 0, 1),
	} {
		store := newStore(t)
		message := receiptFor(openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0], "r1")
		message.Receipt.PaidAt = paid
		settle(t, store, message, billing.Settled)
		statement, err := store.Accounts.Statement(t.Context(), town().ID, "A1", calendar.NewDay(2000, 1, 1))
		if err != nil || len(statement.Lines) != 1 || statement.Lines[0].Day != calendar.DayOf(want) {
			t.Errorf("paid %s: %+v, %v", paid, statement.Lines, err)
		}
	}
}

// Goal: a settled receipt keeps the message that brought it, as it came. Method: settle, decompress.
func TestSettledReceiptKeepsItsMessage(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2050})[0]
	message := receiptFor(position, "r1")
	message.Raw = []byte("<soapenv:Envelope>\xff as it came</soapenv:Envelope>")
	settle(t, store, message, billing.Settled)
	var stored billing.StoredReceipt
	if err := store.Ledger.Get(t.Context(), dynamo.Receipt(position.Creditor, "r1"), &stored); err != nil {
		t.Fatal(err)
	}
	reader, err := gzip.NewReader(bytes.NewReader(stored.Raw))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(reader); err != nil || !bytes.Equal(raw, message.Raw) {
		t.Errorf("%q, %v", raw, err)
	}
}

// Goal: a number is used once and for ever, and leads to the notice in the parent's list. Method: open one,
// look under its number, then have the same number drawn again.
func TestNumberIsUsedOnce(t *testing.T) {
	store := newStore(t)
	store.Random = bytes.NewReader(make([]byte, 1<<12))
	first := openTopUps(t, store, "f1", billing.PupilAmount{Pupil: "A1", Amount: 2050})[0]
	// The same number comes again, for another cart: a cart that is there would be refused by itself.
	store.Random = io.MultiReader(bytes.NewReader(bytes.Repeat([]byte{1}, 16)), bytes.NewReader(make([]byte, 1<<12)))
	_, err := store.OpenTopUps(t.Context(), billing.Order{
		Municipality: town(), Guardian: "g2", Session: "s2", Form: "f2",
		TopUps: []billing.PupilAmount{{Pupil: "A2", Amount: 100}},
	})
	if err == nil {
		t.Error("a taken number was given out again")
	}
	found, err := store.Find(t.Context(), first.Creditor, first.Number)
	if err != nil || found.Amount != 2050 || found.Guardian != "g1" {
		t.Errorf("%+v, %v", found, err)
	}
}
