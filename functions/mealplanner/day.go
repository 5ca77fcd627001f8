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
	// serving are the classes that eat at school on that day of the week, off those that do not, closed those that a
	// closure is for.
	serving, off, closed []string
	batches              map[string]ledger.Batch // completion markers by class; see withBatches
}

func newMealDay(tenant string, day calendar.Day, classes []school.Class, closures []school.Closure) mealDay {
	d := mealDay{tenant: tenant, day: day}
	for _, class := range classes {
		if _, closed := school.ClosureOf(closures, class, day); closed {
			d.closed = append(d.closed, class.ID)
		} else if school.Serves(class, nil, day) {
			d.serving = append(d.serving, class.ID)
		} else {
			d.off = append(d.off, class.ID)
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

// open are the classes that no closure keeps from eating, also those that do not on that day of the week: they may have had
// other weekdays when their sheet was sent (see idle).
func (d mealDay) open() []string { return slices.Concat(d.serving, d.off) }

// idle reports whether a class that does not eat on that day of the week has nothing of it: no sheet, and no marker.
func (d mealDay) idle(class string, sheet school.ClassDay) bool {
	return sheet.Version == 0 && d.batches[class].Run == 0 && slices.Contains(d.off, class)
}

// debited are the closed classes that were debited before their closure was known: whoever ate by the register gets the
// meal back.
func (d mealDay) debited() []string {
	return slices.DeleteFunc(slices.Clone(d.closed), func(class string) bool { return d.batches[class].Run == 0 })
}

// covered reports whether a version of a class's sheet is fully debited, or given back on a closed day.
func (d mealDay) covered(class string, presence int) bool {
	return d.batches[class].Covers(presence, slices.Contains(d.closed, class))
}
