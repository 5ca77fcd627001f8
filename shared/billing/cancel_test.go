package billing_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
)

// stateOf returns the state of a notice as it is stored.
func stateOf(t *testing.T, store billing.Store, position billing.Position) billing.State {
	t.Helper()
	found, err := store.Find(t.Context(), position.Creditor, position.Number)
	if err != nil {
		t.Fatal(err)
	}
	return found.State
}

// Goal: Case 39, a cancelled top-up is so for ever; money that comes all the same is
// kept apart.
// Method: cancel twice, then send a receipt.
func TestCancelTopUp(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	if err := store.CancelTopUp(t.Context(), position); err != nil {
		t.Fatal(err)
	}
	if got := stateOf(t, store, position); got != billing.Cancelled {
		t.Errorf("state %s", got)
	}
	if err := store.CancelTopUp(t.Context(), position); !problem.Is(err, problem.Conflict) {
		t.Errorf("cancelled again: %v", err)
	}
	outcome, err := store.Settle(t.Context(), town().ID, receiptFor(position, "r1"))
	if err != nil || outcome != billing.Parked || balance(t, store, "A1") != 0 {
		t.Errorf("a receipt of a cancelled notice: %s, %v, balance %s", outcome, err, balance(t, store, "A1"))
	}
}

// Goal: what is paid stays paid. Method: settle, then cancel with what was read before.
func TestCancelTopUpAfterPayment(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	if _, err := store.Settle(t.Context(), town().ID, receiptFor(position, "r1")); err != nil {
		t.Fatal(err)
	}
	if err := store.CancelTopUp(t.Context(), position); !problem.Is(err, problem.Conflict) {
		t.Errorf("a paid notice was cancelled: %v", err)
	}
	if got := stateOf(t, store, position); got != billing.Paid {
		t.Errorf("state %s", got)
	}
}

// Goal: nothing is cancelled while a payment is under way.
// Method: right after the attempt, and when it is long over.
func TestCancelTopUpInVerification(t *testing.T) {
	store := newStore(t)
	positions := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})
	if err := store.BeginAttempt(t.Context(), "cart", positions); err != nil {
		t.Fatal(err)
	}
	if err := store.CancelTopUp(t.Context(), positions[0]); !problem.Is(err, problem.Conflict) {
		t.Errorf("cancelled under way: %v", err)
	}
	if got := stateOf(t, store, positions[0]); got != billing.Open {
		t.Errorf("state %s", got)
	}
	store.Clock = calendar.Fixed(noon.Add(31 * time.Minute))
	if err := store.CancelTopUp(t.Context(), positions[0]); err != nil {
		t.Errorf("half an hour later: %v", err)
	}
}

// Goal: a document's notice is not the parent's to cancel. Method: the kind alone decides.
func TestCancelTopUpRefusesDocuments(t *testing.T) {
	position := billing.Position{Kind: billing.ForDocument}
	if err := (billing.Store{}).CancelTopUp(t.Context(), position); !problem.Is(err, problem.NotFound) {
		t.Errorf("%v", err)
	}
}
