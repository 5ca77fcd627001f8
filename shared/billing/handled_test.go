package billing_test

import (
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
)

// Goal: once the office has dealt with a second payment, its list and the notice say so, no
// balance moves, and it is noted once. Method: pay twice, mark, mark again, look everywhere.
func TestHandle(t *testing.T) {
	store := newStore(t)
	paid := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)
	settle(t, store, receiptFor(paid, "r2"), billing.Parked)
	settle(t, store, receiptFor(paid, "r3"), billing.Parked)
	if err := store.Handle(t.Context(), town().ID, "r3", billing.Refunded); err != nil {
		t.Fatal(err)
	}
	want := billing.Handled{Way: billing.Refunded, Day: calendar.DayOf(noon)}
	found, err := store.Find(t.Context(), paid.Creditor, paid.Number)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := store.ListOf(t.Context(), town().ID, "g1")
	if err != nil {
		t.Fatal(err)
	}
	for _, position := range []billing.Position{found, listed[0]} {
		extras := position.Extras
		if len(extras) != 2 || extras[0].Handled != nil || extras[1].Handled == nil || *extras[1].Handled != want {
			t.Errorf("%+v", extras)
		}
	}
	parked, err := store.ParkedReceipts(t.Context(), town().ID)
	if err != nil || len(parked) != 2 || parked[0].Handled != nil || parked[1].Handled == nil {
		t.Errorf("%+v, %v", parked, err)
	}
	if err := store.Handle(t.Context(), town().ID, "r3", billing.Refunded); err != nil {
		t.Errorf("the same again: %v", err)
	}
	for again, want := range map[string]problem.Code{
		"r3": problem.Conflict, "r1": problem.NotFound, "unknown": problem.NotFound,
	} {
		if err := store.Handle(t.Context(), town().ID, again, billing.Credited); !problem.Is(err, want) {
			t.Errorf("%s: %v, want %s", again, err, want)
		}
	}
	if err := store.Handle(t.Context(), town().ID, "r2", billing.Credited); err != nil {
		t.Fatal(err)
	}
	if found, err = store.Find(t.Context(), paid.Creditor, paid.Number); err != nil || found.Extras[0].Handled == nil {
		t.Errorf("the first one: %+v, %v", found.Extras, err)
	}
	if got := balance(t, store, "A1"); got != 2000 {
		t.Errorf("balance %d", got)
	}
}

// Goal: a payment of a notice that nobody knows can be dealt with too. Method: park one, mark it.
func TestHandleUnknownNotice(t *testing.T) {
	store := newStore(t)
	message := receiptFor(openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0], "r1")
	message.Receipt.NoticeNumber = "302202500000012356"
	settle(t, store, message, billing.Parked)
	if err := store.Handle(t.Context(), town().ID, "r1", billing.Credited); err != nil {
		t.Fatal(err)
	}
}

// Goal: a receipt whose id was known with another content can be dealt with too, and leaves the first one as it
// is. Method: a settled receipt comes again with another amount; it is marked by the id that the list gives.
func TestHandleAlteredReceipt(t *testing.T) {
	store := newStore(t)
	paid := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)
	altered := receiptFor(paid, "r1")
	altered.Receipt.Amount = 1
	settle(t, store, altered, billing.Parked)
	parked, err := store.ParkedReceipts(t.Context(), town().ID)
	if err != nil || len(parked) != 1 || parked[0].ID() == "r1" {
		t.Fatalf("%+v, %v", parked, err)
	}
	if err := store.Handle(t.Context(), town().ID, parked[0].ID(), billing.Refunded); err != nil {
		t.Fatal(err)
	}
	parked, err = store.ParkedReceipts(t.Context(), town().ID)
	if err != nil || parked[0].Handled == nil || parked[0].Handled.Way != billing.Refunded {
		t.Errorf("%+v, %v", parked, err)
	}
}
