package main

import (
	"context"
	"slices"

	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// postedBy returns the entries of a day that a class made.
func postedBy(class string, entries []ledger.Entry) []ledger.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e ledger.Entry) bool {
		return e.Meal == nil || e.Meal.Class != class
	})
}

// eatsElsewhere reports whether a pupil who left the class ate that day in the class that the pupil is
// enrolled in now: what is posted for the day is that class's then, whoever posted it.
func (h Handler) eatsElsewhere(ctx context.Context, m ledger.ClassMessage, pupil string) (bool, error) {
	enrolments, err := h.School.Enrolments(ctx, m.Municipality, pupil)
	if err != nil {
		return false, err
	}
	for _, e := range enrolments {
		if e.Service != school.Canteen || e.Class == m.Class || !e.ActiveOn(m.Day) {
			continue
		}
		register, err := h.School.ClassDay(ctx, m.Municipality, e.Class, m.Day)
		if err != nil || register.Marks[pupil].Eaten() {
			return err == nil, err
		}
	}
	return false, nil
}
