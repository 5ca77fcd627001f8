package billing_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
)

// states returns a notice's state under its number and in the parent's list.
func states(t *testing.T, store billing.Store, position billing.Position) [2]billing.State {
	t.Helper()
	found, err := store.Find(t.Context(), position.Creditor, position.Number)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := store.ListOf(t.Context(), position.Tenant, position.Guardian)
	if err != nil || len(listed) != 1 {
		t.Fatalf("%d notices in the list, %v", len(listed), err)
	}
	return [2]billing.State{found.State, listed[0].State}
}

// Goal: Case 39, a cancelled top-up is so on both copies, once; money that comes all the same is
// kept apart.
// Method: cancel twice, then send a receipt.
func TestCancelTopUp(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	if err := store.CancelTopUp(t.Context(), position); err != nil {
		t.Fatal(err)
	}
	if got := states(t, store, position); got != [2]billing.State{billing.Cancelled, billing.Cancelled} {
		t.Errorf("states %v", got)
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
	if got := states(t, store, position); got != [2]billing.State{billing.Paid, billing.Paid} {
		t.Errorf("states %v", got)
	}
}

// Goal: nothing is cancelled while a payment is under way.
// Method: right after the attempt, and when it is long over.
func TestCancelTopUpInVerification(t *testing.T) {
	store := newStore(t)
	positions := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})
	if err := store.BeginAttempt(t.Context(), positions); err != nil {
		t.Fatal(err)
	}
	if err := store.CancelTopUp(t.Context(), positions[0]); !problem.Is(err, problem.Conflict) {
		t.Errorf("cancelled under way: %v", err)
	}
	if got := states(t, store, positions[0]); got != [2]billing.State{billing.Open, billing.Open} {
		t.Errorf("states %v", got)
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
