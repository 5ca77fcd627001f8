package main

import (
	"context"
	"slices"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// register is all that a pupil's month is made of.
type register struct {
	enrolments []school.Enrolment
	classes    []school.Class
	closures   []school.Closure
	sheets     map[calendar.Day]school.ClassDay
	entries    map[calendar.Day][]ledger.Entry
	told       []absence.Notice
}

// read reads a pupil's month in one step. Only when the address did not name the
// child, and the child changed class in this very month, a second step reads the
// registers of the other class.
func (h Handler) read(ctx context.Context, tenant string, asked request) (register, error) {
	pupil, first, last := asked.Child.Pupil, asked.Month.First(), asked.Month.Last()
	found := register{enrolments: asked.enrolments}
	classes := []string{asked.Child.Class}
	if asked.named {
		classes = found.classesIn(asked.Month)
	}
	var sheets []school.ClassDay
	err := beside.Together(
		beside.Into(&found.enrolments, func() ([]school.Enrolment, error) {
			if asked.named {
				return asked.enrolments, nil
			}
			return h.School.Enrolments(ctx, tenant, pupil)
		}),
		beside.Into(&found.classes, func() ([]school.Class, error) { return h.School.Classes(ctx, tenant) }),
		beside.Into(&found.closures, func() ([]school.Closure, error) {
			return h.School.Closures(ctx, tenant, first, last)
		}),
		beside.Into(&found.entries, func() (map[calendar.Day][]ledger.Entry, error) {
			return h.Ledger.MealsOfDays(ctx, tenant, pupil, first, last)
		}),
		beside.Into(&found.told, func() ([]absence.Notice, error) {
			return h.Notices.Of(ctx, tenant, pupil, first, last)
		}),
		beside.Into(&sheets, func() ([]school.ClassDay, error) {
			return h.sheets(ctx, tenant, classes, asked.Month)
		}),
	)
	if err != nil {
		return register{}, err
	}
	others := slices.DeleteFunc(found.classesIn(asked.Month), func(class string) bool {
		return slices.Contains(classes, class)
	})
	more, err := h.sheets(ctx, tenant, others, asked.Month)
	if err != nil {
		return register{}, err
	}
	found.keep(append(sheets, more...))
	return found, nil
}

// sheets reads the registers of several classes at the same time.
func (h Handler) sheets(
	ctx context.Context, tenant string, classes []string, month calendar.Month,
) ([]school.ClassDay, error) {
	found := make([][]school.ClassDay, len(classes))
	reads := make([]func() error, len(classes))
	for i, class := range classes {
		reads[i] = beside.Into(&found[i], func() ([]school.ClassDay, error) {
			if class == "" {
				return nil, nil
			}
			return h.School.ClassDays(ctx, tenant, class, month)
		})
	}
	err := beside.Together(reads...)
	return slices.Concat(found...), err
}

// keep keeps the registers of the days on which the pupil ate with that class.
func (r *register) keep(sheets []school.ClassDay) {
	r.sheets = make(map[calendar.Day]school.ClassDay, len(sheets))
	for _, sheet := range sheets {
		if enrolment, eats := r.enrolmentOn(sheet.Day); eats && enrolment.Class == sheet.Class {
			r.sheets[sheet.Day] = sheet
		}
	}
}

// enrolmentOn returns the pupil's canteen enrolment that holds on a day.
func (r *register) enrolmentOn(day calendar.Day) (school.Enrolment, bool) {
	at := slices.IndexFunc(r.enrolments, func(e school.Enrolment) bool {
		return e.Service == school.Canteen && e.ActiveOn(day)
	})
	if at < 0 {
		return school.Enrolment{}, false
	}
	return r.enrolments[at], true
}

// classesIn lists the classes with which the pupil eats in a month.
func (r *register) classesIn(month calendar.Month) []string {
	var classes []string
	for _, e := range r.enrolments {
		ended := !e.To.IsZero() && e.To.Before(month.First())
		if e.Service != school.Canteen || ended || e.From.After(month.Last()) {
			continue
		}
		if !slices.Contains(classes, e.Class) {
			classes = append(classes, e.Class)
		}
	}
	return classes
}

// maxMonths bounds the choice of months: all the years from the nursery school to
// the end of the lower secondary school.
const maxMonths = 11 * 12

// months lists the months since the pupil's first day at the canteen, newest
// first; none when the pupil was never enrolled or is yet to begin.
func (r *register) months(today calendar.Day) []calendar.Month {
	var first calendar.Day
	for _, e := range r.enrolments {
		if e.Service == school.Canteen && (first.IsZero() || e.From.Before(first)) {
			first = e.From
		}
	}
	var months []calendar.Month
	if first.IsZero() {
		return months
	}
	month := today.Month()
	for len(months) < maxMonths && !month.Before(first.Month()) {
		months = append(months, month)
		month = month.Previous()
	}
	return months
}
