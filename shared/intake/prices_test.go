package intake

import (
	"maps"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// evening debits class 1A on a day as an evening does: A1's meal at a price, or none at 0.
func (h tested) evening(t *testing.T, day calendar.Day, price money.Cents) {
	t.Helper()
	accounts, done := h.Accounts.(ledger.Store), ledger.Batch{Class: "1A", Day: day, Presence: 1}
	if price > 0 {
		detail := ledger.MealDetail{Class: "1A", Mark: "P", Band: "P1", Presence: 1}
		detail.Price = price
		if _, err := accounts.PostMeal(t.Context(), tenant, "A1", day, detail); err != nil {
			t.Fatal(err)
		}
		if err := done.Add("P1", price); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := accounts.SaveBatch(t.Context(), tenant, ledger.Batch{}, done); err != nil {
		t.Fatal(err)
	}
}

// Goal: a file that corrects days which were debited tells first what the evening gives back and debits, and marks those days
// for the evening when it is stored, however old; it says nothing of other days and marks none. Method: a meal taken back at its old
// price and one added, a day that no evening went over, a new day; rehearsed, stored, and rehearsed again.
func TestFileTellsWhatTheEveningPosts(t *testing.T) {
	h := newSmall(t)
	h.mustLoad(t, "presenze.csv", "giorno;classe;alunno;stato\n08/10/2026;1A;A1;P\n12/11/2026;1A;A1;A\n16/11/2026;1A;A1;P\n")
	october, november := calendar.NewDay(2026, 10, 8), calendar.NewDay(2026, 11, 12)
	h.evening(t, october, 520)
	h.evening(t, november, 0)
	piece, wrong := pieceOf(t, "presenze.csv", "giorno;classe;alunno;stato\n08/10/2026;1A;A1;A\n12/11/2026;1A;A1;P\n16/11/2026;1A;A1;A\n"+
		"19/11/2026;1A;A1;P\n", nil)
	plan, err := h.Rehearse(t.Context(), tenant, piece)
	want := map[int]string{
		2: "stato: P → A; restituisce 5,20\u00a0€", 3: "stato: A → P; addebita 4,50\u00a0€", 4: "stato: P → A",
	}
	if err != nil || len(wrong)+len(plan.Wrong) > 0 || !maps.Equal(toldOf(plan, piece), want) || plan.Returned != 520 || plan.Debited != 450 {
		t.Fatalf("%v, returned %s, debited %s; wrong %v, %v, %v", toldOf(plan, piece), plan.Returned, plan.Debited, wrong, plan.Wrong, err)
	}
	h.marked(t)
	for range 2 {
		if stored, err := h.Store(t.Context(), tenant, piece); err != nil || len(stored.Wrong) > 0 {
			t.Fatalf("%+v, %v", stored, err)
		}
		h.marked(t, school.Corrected{Class: "1A", Day: october, Version: 2}, school.Corrected{Class: "1A", Day: november, Version: 2})
	}
	if again, err := h.Rehearse(t.Context(), tenant, piece); err != nil || again.Returned != 0 || again.Debited != 0 {
		t.Errorf("once stored: %+v, %v", again, err)
	}
}

// marked fails unless just these days are marked for the evening.
func (h tested) marked(t *testing.T, want ...school.Corrected) {
	t.Helper()
	marked, err := h.School.CorrectedDays(t.Context(), tenant)
	if err != nil || len(marked) != len(want) {
		t.Fatalf("marked %+v, want %+v, %v", marked, want, err)
	}
	for i := range want {
		if marked[i] != want[i] {
			t.Errorf("marked %+v, want %+v", marked[i], want[i])
		}
	}
}
