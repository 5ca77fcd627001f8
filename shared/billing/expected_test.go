package billing_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

// Goal: the limit of a pupil's credit counts what is promised, not only what is paid, however many lists are
// confirmed at once. Kind: limits judged on what is settled. Method: lists side by side, then every way on
// which a promise ends or does not; what the account expects is its balance and the open top-ups all along.
func TestCreditCountsWhatIsPromised(t *testing.T) {
	store, m := newStore(t), town()
	m.CreditMax, m.DailyTopUps = 100_00, 1000
	open := func(form string) error {
		_, err := store.OpenTopUps(t.Context(), billing.Order{
			Municipality: m, Guardian: "g1", Session: "s1", Form: form,
			TopUps: []billing.PupilAmount{{Pupil: "A1", Amount: 30_00}},
		})
		return err
	}
	var side sync.WaitGroup
	for n := range 10 {
		side.Go(func() {
			if err := open(fmt.Sprint("side", n)); err != nil && !errors.As(err, new(billing.OverCredit)) {
				t.Error(err)
			}
		})
	}
	side.Wait()
	notices := func(state billing.State) []billing.Position {
		listed, err := store.ListOf(t.Context(), m.ID, "g1")
		if err != nil {
			t.Fatal(err)
		}
		var found []billing.Position
		for _, position := range listed {
			if position.State == state {
				found = append(found, position)
			}
		}
		return found
	}
	expect := func(when string, balance money.Cents, promised int, more bool) {
		t.Helper()
		accounts, err := store.Accounts.Accounts(t.Context(), m.ID, []string{"A1"})
		if err != nil {
			t.Fatal(err)
		}
		if now := notices(billing.Open); len(now) != promised {
			t.Errorf("%s: %d open notices, want %d", when, len(now), promised)
		}
		got, want := accounts["A1"], balance+money.Cents(promised)*30_00
		if got.Balance != balance || got.Expected != want {
			t.Errorf("%s: balance %d, expected %d, want %d and %d", when, got.Balance, got.Expected, balance, want)
		}
		err = open(when)
		if over := errors.As(err, new(billing.OverCredit)); over == more || more && err != nil {
			t.Errorf("%s: one more: %v", when, err)
		}
	}
	expect("three of ten", 0, 3, false)
	if err := store.CancelTopUp(t.Context(), notices(billing.Open)[0]); err != nil {
		t.Fatal(err)
	}
	expect("one cancelled", 0, 2, true)
	if err := store.CancelTopUp(t.Context(), notices(billing.Cancelled)[0]); err == nil {
		t.Error("cancelled twice")
	}
	settle := func(position billing.Position, receipt string, amount money.Cents, want billing.Outcome) {
		t.Helper()
		message := receiptFor(position, receipt)
		message.Receipt.Amount = amount
		for range 2 { // the second time changes nothing
			if got, err := store.Settle(t.Context(), m.ID, message); err != nil || got != want && got != billing.Duplicate {
				t.Fatalf("receipt %s: %s, %v", receipt, got, err)
			}
		}
	}
	settle(notices(billing.Open)[0], "r1", 30_00, billing.Settled)
	expect("one paid", 30_00, 2, false)
	settle(notices(billing.Paid)[0], "r2", 30_00, billing.Parked)
	expect("paid twice", 30_00, 2, false)
	settle(notices(billing.Open)[0], "r3", 20_00, billing.Parked)
	expect("another amount", 30_00, 2, false)
	for day := range 4 {
		posted, err := store.Accounts.PostMeal(t.Context(), m.ID, "A1", store.Clock.Today().AddDays(day), ledger.MealDetail{Price: 5_00})
		if err != nil || !posted {
			t.Fatal(err)
		}
	}
	expect("four meals", 10_00, 2, true)
	if err := open("four meals"); err != nil {
		t.Errorf("the form of the last one again, at the limit: %v", err)
	}
	expect("full again", 10_00, 3, false)
}
