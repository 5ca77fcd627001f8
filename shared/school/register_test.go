package school_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/school"
)

func at(hour int) time.Time { return time.Date(2026, 11, 20, hour, 0, 0, 0, calendar.Rome()) }

// Goal: of many who send a class's sheet at once from the same version one is stored, and each of the others either sent
// the same or is told. Method: ten at once with two contents; the history has one version.
func TestSheetsSentAtOnce(t *testing.T) {
	people := school.Store{Core: dynamotest.Table(t), Presence: dynamotest.Table(t), Clock: calendar.Fixed(at(9))}
	empty := school.ClassDay{Class: "3A", Day: calendar.DayOf(at(9))}
	var all sync.WaitGroup
	failed := make([]error, 10)
	for n := range failed {
		all.Go(func() {
			mark := []school.Mark{school.Present, school.Absent}[n%2]
			_, failed[n] = people.SendSheet(t.Context(), "c_x000", empty, school.Sheet{
				Entries: map[string]school.Entry{"A001": {Mark: mark}}, Form: string(rune('a' + n)),
			})
		})
	}
	all.Wait()
	stored, err := people.ClassDay(t.Context(), "c_x000", "3A", empty.Day)
	if err != nil || stored.Version != 1 || len(stored.Sent) != 1 {
		t.Fatalf("%+v, %v", stored, err)
	}
	for n, err := range failed {
		same := stored.Marks["A001"] == []school.Mark{school.Present, school.Absent}[n%2]
		if same && err != nil || !same && !errors.Is(err, school.ErrSheet) {
			t.Errorf("sender %d of %v: %v", n, same, err)
		}
	}
}

// Goal: what the kitchen counted at a moment is known from the register alone, whoever wrote since. Method: a file at eight, a
// sheet at ten, a file at eleven that changes only a reason; registers from before there was a history.
func TestMealsOfAMoment(t *testing.T) {
	now := at(8)
	people := school.Store{
		Core: dynamotest.Table(t), Presence: dynamotest.Table(t), Clock: func() time.Time { return now },
	}
	day := calendar.DayOf(now)
	enter := func(entries map[string]school.Entry) {
		t.Helper()
		if _, err := people.SaveEntries(t.Context(), "c_x000", "3A", day, entries, map[string]string{"A002": "D1"}, false); err != nil {
			t.Fatal(err)
		}
	}
	enter(map[string]school.Entry{"A001": {Mark: "P"}, "A002": {Mark: "P"}})
	now = at(10)
	register, err := people.ClassDay(t.Context(), "c_x000", "3A", day)
	if err != nil {
		t.Fatal(err)
	}
	register, err = people.SendSheet(t.Context(), "c_x000", register, school.Sheet{Read: 1, Entries: map[string]school.Entry{
		"A001": {Mark: school.Plain}, "A002": {Mark: school.Unserved, Reason: school.MealLate},
	}})
	if err != nil || register.Version != 2 {
		t.Fatalf("%+v, %v", register, err)
	}
	now = at(11)
	enter(map[string]school.Entry{"A002": {Mark: school.Unserved, Reason: school.MealWrong}})
	if register, err = people.ClassDay(t.Context(), "c_x000", "3A", day); err != nil || register.Version != 3 {
		t.Fatalf("%+v, %v", register, err)
	}
	for hour, want := range map[int]school.Meals{8: {Normal: 2}, 9: {Normal: 2}, 10: {Plain: 1}, 12: {Plain: 1}} {
		if meals, known := register.MealsAt(at(hour)); meals.All != want || !known {
			t.Errorf("at %d: %+v, %v", hour, meals, known)
		}
	}
	if meals, _ := register.MealsAt(at(9)); meals.Diets["D1"] != (school.Meals{Normal: 1}) {
		t.Errorf("special meals at nine: %+v", meals)
	}
	if _, known := register.MealsAt(at(7)); known {
		t.Error("there were meals before the first register")
	}
	old := school.ClassDay{Version: 1, Updated: at(9), Marks: map[string]school.Mark{"A001": "P"}}
	if meals, known := old.MealsAt(at(10)); meals.Normal() != 1 || !known {
		t.Errorf("a register without a history: %+v, %v", meals, known)
	}
	if _, known := old.MealsAt(at(8)); known {
		t.Error("a register without a history is older than it is")
	}
}

// Goal: the mark of a past day's correction goes away with the version that was debited, and stays for a later one. Method: correct
// twice, settle the first, then the second; today's sheet leaves no mark.
func TestMarkOfACorrection(t *testing.T) {
	people := school.Store{Core: dynamotest.Table(t), Presence: dynamotest.Table(t), Clock: calendar.Fixed(at(9))}
	past := calendar.NewDay(2026, 10, 5)
	register := school.ClassDay{Class: "3A", Day: past}
	for version, mark := range []school.Mark{school.Present, school.Absent} {
		var err error
		register, err = people.SendSheet(t.Context(), "c_x000", register, school.Sheet{
			Read: version, Entries: map[string]school.Entry{"A001": {Mark: mark}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	today := school.ClassDay{Class: "3A", Day: calendar.DayOf(at(9))}
	if _, err := people.SendSheet(t.Context(), "c_x000", today, school.Sheet{}); err != nil {
		t.Fatal(err)
	}
	settled(t, people, past, 1, 1)
	settled(t, people, past, 2, 0)
}

func settled(t *testing.T, people school.Store, day calendar.Day, version, left int) {
	t.Helper()
	if err := people.Settle(t.Context(), "c_x000", school.Corrected{Class: "3A", Day: day, Version: version}); err != nil {
		t.Fatal(err)
	}
	if marked, err := people.CorrectedDays(t.Context(), "c_x000"); err != nil || len(marked) != left {
		t.Errorf("after version %d: %+v, %v", version, marked, err)
	}
}
