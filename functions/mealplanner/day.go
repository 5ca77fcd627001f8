package main

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// mealDay is a day of a municipality with its classes, by id.
type mealDay struct {
	tenant string
	day    calendar.Day
	// serving are the classes that eat at school, closed those that a closure keeps from it.
	serving, closed []string
	batches         map[string]ledger.Batch // completion markers by class; see withBatches
}

func newMealDay(tenant string, day calendar.Day, classes []school.Class, closures []school.Closure) mealDay {
	d := mealDay{tenant: tenant, day: day}
	for _, class := range classes {
		switch {
		case school.Serves(class, closures, day):
			d.serving = append(d.serving, class.ID)
		case school.Serves(class, nil, day):
			d.closed = append(d.closed, class.ID)
		}
	}
	return d
}

// none reports whether no class has a meal on the day, closed or not.
func (d mealDay) none() bool { return len(d.serving)+len(d.closed) == 0 }

// withBatches reads the completion markers of the day's classes, if there are any.
func (p Planner) withBatches(ctx context.Context, d mealDay) (mealDay, error) {
	if d.none() {
		return d, nil
	}
	var err error
	d.batches, err = p.Ledger.BatchesOf(ctx, d.tenant, d.day)
	return d, err
}

// debited are the closed classes that were debited before the closure was known: whoever ate by the register gets the
// meal back.
func (d mealDay) debited() []string {
	return slices.DeleteFunc(slices.Clone(d.closed), func(class string) bool { return d.batches[class].Run == 0 })
}
