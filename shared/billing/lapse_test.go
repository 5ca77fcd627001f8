package billing_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
)

// Goal: a top-up that nobody pays ends by itself after its day, not before; the archive is told and the account expects it
// no more; one that is paid, taken back or on its way to pagoPA does not. Kind: promises that never end. Method: one of each,
// on the last day, the day after and once the payment's time is over.
func TestTopUpsLapse(t *testing.T) {
	store := newStore(t)
	open := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	paid := openTopUps(t, store, "form2", billing.PupilAmount{Pupil: "A2", Amount: 2000})[0]
	back := openTopUps(t, store, "form3", billing.PupilAmount{Pupil: "A3", Amount: 2000})[0]
	away := openTopUps(t, store, "form4", billing.PupilAmount{Pupil: "A4", Amount: 2000})
	if _, err := store.Settle(t.Context(), town().ID, receiptFor(paid, "r1")); err != nil {
		t.Fatal(err)
	}
	if err := store.CancelTopUp(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	last := noon.AddDate(0, 0, town().TopUpLasts())
	sweep := func(at time.Time) (lapsed int) {
		late := store
		late.Clock, late.Accounts.Clock = calendar.Fixed(at), calendar.Fixed(at)
		marks, err := late.Lapsed(t.Context(), town().ID)
		for _, mark := range marks {
			if err := late.Lapse(t.Context(), mark); err != nil {
				t.Error(err)
			}
		}
		if err != nil {
			t.Error(err)
		}
		return len(marks)
	}
	expect := func(when string, want map[string]billing.State) {
		listed, err := store.ListOf(t.Context(), town().ID, "g1")
		if err != nil {
			t.Fatal(err)
		}
		for _, position := range listed {
			if position.State != want[position.Pupil] {
				t.Errorf("%s the top-up of %s is %s", when, position.Pupil, position.State)
			}
		}
	}
	if n := sweep(last); n != 0 || open.Due != calendar.DayOf(last) {
		t.Errorf("%d lapse on the last day, %s", n, open.Due)
	}
	leaving := store
	leaving.Clock = calendar.Fixed(last.AddDate(0, 0, 1).Add(-time.Minute))
	if err := leaving.BeginAttempt(t.Context(), "cart", away); err != nil {
		t.Fatal(err)
	}
	if n := sweep(last.AddDate(0, 0, 1)); n != 4 {
		t.Errorf("%d marks on the day after", n)
	}
	expect("the day after", map[string]billing.State{
		"A1": billing.Cancelled, "A2": billing.Paid, "A3": billing.Cancelled, "A4": billing.Open,
	})
	if n := sweep(last.AddDate(0, 0, 1).Add(time.Hour)); n != 1 {
		t.Errorf("%d marks once the payment's time is over", n)
	}
	expect("an hour later", map[string]billing.State{
		"A1": billing.Cancelled, "A2": billing.Paid, "A3": billing.Cancelled, "A4": billing.Cancelled,
	})
	if n := sweep(last.AddDate(0, 0, 2)); n != 0 {
		t.Errorf("%d marks are left", n)
	}
	accounts, err := store.Accounts.Accounts(t.Context(), town().ID, []string{"A1", "A3", "A4"})
	for pupil, account := range accounts {
		if account.Expected != 0 {
			t.Errorf("the account of %s still expects %s", pupil, account.Expected)
		}
	}
	marks, told := store.ToPublish(t.Context(), town().ID)
	for _, mark := range marks {
		if mark.Number == open.Number && mark.Revision == 0 {
			t.Error("the archive is not told")
		}
	}
	if err != nil || told != nil || len(marks) != 4 {
		t.Errorf("%d marks, %v, %v", len(marks), err, told)
	}
}
