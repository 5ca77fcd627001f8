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
	// serving are the classes that eat at school, idle those that do not, closed those of them that a closure is for.
	serving, idle, closed []string
	batches               map[string]ledger.Batch // completion markers by class; see withBatches
}

func newMealDay(tenant string, day calendar.Day, classes []school.Class, closures []school.Closure) mealDay {
	d := mealDay{tenant: tenant, day: day}
	for _, class := range classes {
		if school.Serves(class, closures, day) {
			d.serving = append(d.serving, class.ID)
			continue
		}
		d.idle = append(d.idle, class.ID)
		if _, closed := school.ClosureOf(closures, class, day); closed {
			d.closed = append(d.closed, class.ID)
		}
	}
	return d
}

// withBatches reads the completion markers of the day's classes.
func (p Planner) withBatches(ctx context.Context, d mealDay) (mealDay, error) {
	var err error
	d.batches, err = p.Ledger.BatchesOf(ctx, d.tenant, d.day)
	return d, err
}

// debited are the classes that do not eat and were debited all the same, before a closure was known or before their
// weekdays changed: on a closed day whoever ate by the register gets the meal back.
func (d mealDay) debited() []string {
	return slices.DeleteFunc(slices.Clone(d.idle), func(class string) bool { return d.batches[class].Run == 0 })
}

// covered reports whether a version of a class's sheet is fully debited, or given back on a closed day.
func (d mealDay) covered(class string, presence int) bool {
	return d.batches[class].Covers(presence, slices.Contains(d.closed, class))
}
