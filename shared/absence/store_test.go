package absence_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

const tenant = "c_x000"

func told(pupil, date, number string, mark school.Mark) absence.Notice {
	until := day(date).At(9*60 + 30).UTC()
	return absence.Notice{
		Pupil: pupil, Day: day(date), Class: "3A", Mark: mark, Number: number, Guardian: "g1",
		At: until.Add(-time.Hour), Until: until,
	}
}

// Goal: notices are kept together or not at all, the same ones once, and nobody's is lost to another's. Method: two
// forms side by side over the same days, each as it read them; a form sent again; one taken back and told again.
func TestNoticesAreKeptTogether(t *testing.T) {
	store := absence.Store{Presence: dynamotest.Table(t)}
	held := func(pupil string) []absence.Notice {
		t.Helper()
		found, err := store.Of(t.Context(), tenant, pupil, day("2026-11-01"), day("2026-11-30"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	first := []absence.Notice{
		told("anna", "2026-11-26", "000000000001", school.Absent), told("bruno", "2026-11-27", "000000000001", school.Absent),
	}
	for range 2 { // the second is the same form again
		if err := store.Tell(t.Context(), tenant, first); err != nil {
			t.Fatal(err)
		}
	}
	other := []absence.Notice{
		told("carla", "2026-11-27", "000000000002", school.Absent), told("bruno", "2026-11-27", "000000000002", school.Plain),
	}
	if err := store.Tell(t.Context(), tenant, other); !problem.Is(err, problem.Conflict) {
		t.Errorf("over what it did not read: %v", err)
	}
	if n := held("carla"); len(n) > 0 {
		t.Errorf("half of a form was kept: %+v", n)
	}
	bruno := held("bruno")
	if len(bruno) != 1 || bruno[0].Number != "000000000001" || !bruno[0].Holds() || bruno[0].Revision != 1 {
		t.Fatalf("%+v", bruno)
	}
	if err := store.Withdraw(t.Context(), tenant, bruno, bruno[0].Until.Add(time.Second)); !problem.Is(err, problem.Invalid) {
		t.Errorf("a second late: %v", err)
	}
	for range 2 { // the second as it was read before the first
		if err := store.Withdraw(t.Context(), tenant, bruno, bruno[0].Until); err != nil {
			t.Fatal(err)
		}
	}
	if now := held("bruno"); now[0].Holds() || !now[0].Withdrawn.Equal(bruno[0].Until) {
		t.Errorf("%+v", now)
	}
	again := told("bruno", "2026-11-27", "000000000003", school.Plain)
	again.Revision = held("bruno")[0].Revision
	if err := store.Tell(t.Context(), tenant, []absence.Notice{again}); err != nil {
		t.Fatal(err)
	}
	if now := held("bruno"); !now[0].Holds() || now[0].Mark != school.Plain {
		t.Errorf("%+v", now)
	}
	if err := store.Withdraw(t.Context(), tenant, bruno, bruno[0].Until); !problem.Is(err, problem.Conflict) {
		t.Errorf("taking back what is no more: %v", err)
	}
	if n := held("anna"); len(n) != 1 || n[0].Day != day("2026-11-26") {
		t.Errorf("%+v", n)
	}
}

// Goal: a form that tells of more than one transaction holds is refused whole. Method: one meal too many.
func TestOneFormHasALimit(t *testing.T) {
	store := absence.Store{Presence: dynamotest.Table(t)}
	var many []absence.Notice
	for n := range absence.MaxMeals + 1 {
		many = append(many, told("anna", day("2026-09-01").AddDays(n).String(), "000000000001", school.Absent))
	}
	if err := store.Tell(t.Context(), tenant, many); !problem.Is(err, problem.Invalid) {
		t.Errorf("%v", err)
	}
	if err := store.Tell(t.Context(), tenant, many[1:]); err != nil {
		t.Errorf("%v", err)
	}
}

// Goal: a number stands for one form and what it says. Method: the same and others.
func TestNumbers(t *testing.T) {
	number := absence.NumberOf("s", "f", "anna", "A")
	if len(number) != 12 || number != absence.NumberOf("s", "f", "anna", "A") {
		t.Errorf("%q", number)
	}
	for _, other := range []string{
		absence.NumberOf("s", "g", "anna", "A"), absence.NumberOf("t", "f", "anna", "A"),
		absence.NumberOf("s", "f", "anna", "B"), absence.NumberOf("s", "f", "anna"),
	} {
		if other == number {
			t.Errorf("two forms have the number %s", number)
		}
	}
}
