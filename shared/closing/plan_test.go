package closing_test

import (
	"context"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/closing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// town has two schools; 3A eats on three days, 1B of the other school on Mondays alone.
type town struct {
	closures []school.Closure
	sheets   map[string]school.ClassDay // of every day, by class
	batches  map[calendar.Day]map[string]ledger.Batch
}

func (t town) known() closing.Known {
	return closing.Known{Closures: t.closures, Classes: []school.Class{
		{ID: "3A", School: "PRI", Weekdays: []time.Weekday{time.Monday, time.Tuesday, time.Thursday}},
		{ID: "4A", School: "PRI", Weekdays: []time.Weekday{time.Monday}},
		{ID: "1B", School: "SEC", Weekdays: []time.Weekday{time.Monday}},
	}}
}

func (t town) Sheets(_ context.Context, _ string, _ []string, _ calendar.Day) (map[string]school.ClassDay, error) {
	return t.sheets, nil
}

func (t town) BatchesOf(_ context.Context, _ string, day calendar.Day) (map[string]ledger.Batch, error) {
	return t.batches[day], nil
}

func november(n int) calendar.Day { return calendar.NewDay(2026, 11, n) }

// debited is a town in which Monday 16 and Tuesday 17 November were debited.
func debited() town {
	return town{
		sheets: map[string]school.ClassDay{
			"3A": {Marks: map[string]school.Mark{"a": "P", "b": "B", "c": "A"}}, "1B": {Marks: map[string]school.Mark{"d": "P"}},
		},
		batches: map[calendar.Day]map[string]ledger.Batch{
			november(16): {"3A": {Run: 1, Meals: 2, Total: 900}, "1B": {Run: 1, Meals: 1, Total: 500}},
			november(17): {"3A": {Run: 1, Meals: 2, Total: 900}},
		},
	}
}

func planner(t town) closing.Planner {
	return closing.Planner{School: t, Ledger: t, Clock: calendar.Fixed(time.Date(2026, 11, 20, 12, 0, 0, 0, calendar.Rome()))}
}

// Goal: a plan enters the days on which somebody would have the service, and knows what of them was debited. Method: a
// week for everybody, a school, a class, a service, and days that are closed already.
func TestPlanOfAClosure(t *testing.T) {
	for _, c := range []struct {
		name                    string
		what                    school.Closure
		days, meals, cents, who int
	}{
		{"everybody", school.Closure{School: "*", Service: school.Canteen}, 3, 5, 2300, 3},
		{"a school", school.Closure{School: "PRI", Service: school.Canteen}, 3, 4, 1800, 2},
		{"a class", school.Closure{School: "PRI", Class: "4A", Service: school.Canteen}, 1, 0, 0, 0},
		{"the other school, all services", school.Closure{School: "SEC"}, 6, 1, 500, 1},
		{"the bus", school.Closure{School: "*", Service: school.Bus}, 6, 0, 0, 0},
	} {
		plan, err := planner(debited()).Close(t.Context(), "c_x000", debited().known(),
			closing.Period{Closure: c.what, From: november(16), To: november(22)})
		if err != nil || len(plan.Closures) != c.days || plan.Meals != c.meals || int(plan.Total) != c.cents || plan.Pupils != c.who {
			t.Errorf("%s: %+v, %v", c.name, plan, err)
		}
	}
	there := debited()
	there.closures = []school.Closure{{Day: november(16), School: "*"}, {Day: november(17), School: "PRI", Service: school.Canteen}}
	plan, err := planner(there).Close(t.Context(), "c_x000", there.known(), closing.Period{
		Closure: school.Closure{School: "PRI", Service: school.Canteen}, From: november(16), To: november(17),
	})
	if err != nil || len(plan.Closures) != 1 || len(plan.Before) != 1 || plan.Meals != 0 {
		t.Errorf("closed already: %+v, %v", plan, err)
	}
}

// Goal: the end of a suspension tells of all meals that the evening debits, also of a class that was never debited because it was
// suspended before its evening; not of those that are debited already. Method: a Monday with a class given back, one with a sheet and
// no marker, and one that is debited.
func TestPlanOfAReopening(t *testing.T) {
	there := debited()
	there.sheets["4A"] = school.ClassDay{Marks: map[string]school.Mark{"e": "P", "f": "A"}}
	there.batches[november(16)]["3A"] = ledger.Batch{Run: 2, Closed: true}
	there.closures = []school.Closure{{Day: november(16), School: school.EverySchool, Service: school.Canteen}}
	plan, err := planner(there).Reopen(t.Context(), "c_x000", there.known(), closing.Period{
		Closure: there.closures[0], From: november(16), To: november(16),
	})
	if err != nil || plan.Meals != 3 || plan.Pupils != 3 || len(plan.Days) != 1 || plan.Days[0].Classes != 2 || plan.Total != 0 {
		t.Errorf("%+v, %v", plan, err)
	}
}

// Goal: a meal that cost nothing is none to give back. Method: a Monday of two meals, one free, then both.
func TestPlanCountsNoFreeMeals(t *testing.T) {
	there := debited()
	monday := closing.Period{
		Closure: school.Closure{School: "PRI", Service: school.Canteen}, From: november(16), To: november(16),
	}
	for _, c := range []struct {
		batch      ledger.Batch
		meals, who int
	}{
		{ledger.Batch{Run: 1, Meals: 2, Total: 450, Free: map[string]string{"b": "Z"}}, 1, 1},
		{ledger.Batch{Run: 1, Meals: 2, Free: map[string]string{"a": "Z", "b": "Z"}}, 0, 0},
	} {
		there.batches[november(16)]["3A"] = c.batch
		plan, err := planner(there).Close(t.Context(), "c_x000", there.known(), monday)
		if err != nil || plan.Meals != c.meals || plan.Pupils != c.who || len(plan.Days) != c.meals {
			t.Errorf("%+v: %+v, %v", c.batch, plan, err)
		}
	}
}

// Goal: meals and pupils of a plan are of the same register: of one that was corrected since, who was debited is not known. Method: a
// Monday whose register says that one has eaten less by now, that another one has, and that as many have as were debited.
func TestPlanOfACorrectedRegister(t *testing.T) {
	for _, c := range []struct {
		register     school.ClassDay
		unpriced     int
		meals, known int
	}{
		{school.ClassDay{Version: 2, Marks: map[string]school.Mark{"a": "P", "b": "A", "c": "A"}}, 0, 2, 0},
		{school.ClassDay{Version: 2, Marks: map[string]school.Mark{"a": "P", "b": "A", "c": "P"}}, 0, 2, 0},
		{school.ClassDay{Version: 1, Marks: map[string]school.Mark{"a": "P", "b": "P", "c": "P"}}, 1, 2, 0},
		{school.ClassDay{Version: 1, Marks: map[string]school.Mark{"a": "P", "b": "B", "c": "A"}}, 0, 2, 2},
	} {
		there := debited()
		there.sheets["3A"] = c.register
		there.batches[november(16)]["3A"] = ledger.Batch{Run: 1, Presence: 1, Meals: 2, Total: 900, Unpriced: c.unpriced}
		plan, err := planner(there).Close(t.Context(), "c_x000", there.known(), closing.Period{
			Closure: school.Closure{School: "PRI", Service: school.Canteen}, From: november(16), To: november(16),
		})
		if err != nil || plan.Meals != c.meals || plan.Pupils != c.known || plan.Total != 900 {
			t.Errorf("%+v: %+v, %v", c, plan, err)
		}
	}
}

// Goal: what a plan counts is what the evening gives back: also of a class that ate on the day before its weekdays changed. Method: a
// Tuesday that was debited of the class that eats on Mondays alone.
func TestPlanOfADayOfOtherWeekdays(t *testing.T) {
	there := debited()
	there.batches[november(17)]["1B"] = ledger.Batch{Run: 1, Meals: 1, Total: 500}
	plan, err := planner(there).Close(t.Context(), "c_x000", there.known(), closing.Period{
		Closure: school.Closure{School: school.EverySchool, Service: school.Canteen}, From: november(17), To: november(17),
	})
	if err != nil || plan.Meals != 3 || plan.Total != 1400 || plan.Pupils != 3 {
		t.Errorf("%+v, %v", plan, err)
	}
}

// Goal: opening a day again debits what was given back, and only where nothing else keeps it closed. Method: one of two
// closures, the only closure, one that the same form or another has withdrawn.
func TestPlanOfReopening(t *testing.T) {
	there := debited()
	one := school.Closure{Day: november(16), School: "PRI", Service: school.Canteen}
	there.closures = []school.Closure{one, {Day: november(16), School: "*"}}
	there.batches[november(16)] = map[string]ledger.Batch{"3A": {Run: 2, Closed: true}}
	period := closing.Period{Closure: one, From: november(16), To: november(16)}
	plan, err := planner(there).Reopen(t.Context(), "c_x000", there.known(), period)
	if err != nil || len(plan.Closures) != 1 || plan.Meals != 0 {
		t.Errorf("one of two: %+v, %v", plan, err)
	}
	there.closures = there.closures[:1]
	plan, err = planner(there).Reopen(t.Context(), "c_x000", there.known(), period)
	if err != nil || len(plan.Closures) != 1 || plan.Meals != 2 || plan.Pupils != 2 {
		t.Errorf("the only one: %+v, %v", plan, err)
	}
	period.Entry = "f1"
	there.closures[0].Withdrawn, there.closures[0].Entry = true, "f1"
	if plan, err = planner(there).Reopen(t.Context(), "c_x000", there.known(), period); err != nil || !plan.Repeated || len(plan.Closures) > 0 {
		t.Errorf("the same form again: %+v, %v", plan, err)
	}
	there.closures[0].Entry = "f2"
	if _, err = planner(there).Reopen(t.Context(), "c_x000", there.known(), period); !problem.Is(err, problem.Conflict) {
		t.Errorf("none: %v", err)
	}
}

// Goal: what makes no sense is refused. Method: backwards, too long, too long ago, days without the service.
func TestPlansThatMakeNoSense(t *testing.T) {
	for name, days := range map[string][2]calendar.Day{
		"backwards": {november(17), november(16)}, "too long": {november(21), november(21).AddDays(closing.MaxDays)},
		"many past days": {november(20).AddDays(-closing.MaxPastDays), november(20)},
		"long ago":       {november(19).AddDays(-closing.MaxAgo), november(19).AddDays(-closing.MaxAgo)},
		"a weekend":      {november(21), november(22)},
	} {
		_, err := planner(debited()).Close(t.Context(), "c_x000", debited().known(), closing.Period{
			Closure: school.Closure{School: "*", Service: school.Canteen}, From: days[0], To: days[1],
		})
		if !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
