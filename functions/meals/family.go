package main

import (
	"context"
	"slices"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// Notices keeps what parents tell of meals.
type Notices interface {
	Of(ctx context.Context, tenant, pupil string, from, to calendar.Day) ([]absence.Notice, error)
	Tell(ctx context.Context, tenant string, notices []absence.Notice) error
	Withdraw(ctx context.Context, tenant string, notices []absence.Notice, now time.Time) error
}

const (
	// toldDays is how far back the page of absences shows what was told.
	toldDays = 14
	// maxDiners is of how many children one form can tell.
	maxDiners = 20
)

// diner is a child whose meals a parent can tell of.
type diner struct {
	school.Link
	absence.Place
	Told []absence.Notice
}

// notice returns what holds of a day; one without a Number when nothing does.
func (d diner) notice(day calendar.Day) absence.Notice {
	at := slices.IndexFunc(d.Told, func(n absence.Notice) bool { return n.Day == day })
	if at < 0 {
		return absence.Notice{}
	}
	return d.Told[at]
}

// toldBy reports whether a form with the number told of one of the child's meals.
func (d diner) toldBy(number string) bool {
	return slices.ContainsFunc(d.Told, func(n absence.Notice) bool { return n.Number == number })
}

// family reads the named children, or all that the parent can tell for when none is
// named. What is read of the named ones beside the parent's list is dropped unless
// each of them is on it: one that is not looks missing.
func (h Handler) family(ctx context.Context, visit web.Visit, named []string) ([]diner, error) {
	tenant, today := visit.Municipality.ID, visit.Today()
	place := absence.Place{Municipality: visit.Municipality}
	var links []school.Link
	diners := make([]diner, len(named))
	reads := []func() error{
		beside.Into(&links, func() ([]school.Link, error) {
			return h.School.PupilsOf(ctx, tenant, visit.Session.Guardian)
		}),
		beside.Into(&place.Schools, func() ([]school.School, error) { return h.School.Schools(ctx, tenant) }),
		beside.Into(&place.Classes, func() ([]school.Class, error) { return h.School.Classes(ctx, tenant) }),
		beside.Into(&place.Closures, func() ([]school.Closure, error) {
			return h.School.Closures(ctx, tenant, today, place.Last(today))
		}),
	}
	for i, pupil := range named {
		reads = append(reads, h.readDiner(ctx, visit, pupil, &diners[i])...)
	}
	if err := beside.Together(reads...); err != nil {
		return nil, err
	}
	links = slices.DeleteFunc(links, func(l school.Link) bool { return !l.TellsOfMeals() })
	if named == nil {
		diners = make([]diner, len(links))
		reads = nil
		for i, link := range links {
			reads = append(reads, h.readDiner(ctx, visit, link.Pupil, &diners[i])...)
			named = append(named, link.Pupil)
		}
		if err := beside.Together(reads...); err != nil {
			return nil, err
		}
	}
	for i, pupil := range named {
		link, err := linkOf(links, pupil)
		if err != nil {
			return nil, err
		}
		enrolments := diners[i].Enrolments
		diners[i].Link, diners[i].Place = link, place
		diners[i].Enrolments = enrolments
	}
	return diners, nil
}

// readDiner are the reads of one child.
func (h Handler) readDiner(ctx context.Context, visit web.Visit, pupil string, into *diner) []func() error {
	tenant, today := visit.Municipality.ID, visit.Today()
	last := absence.Place{Municipality: visit.Municipality}.Last(today)
	return []func() error{
		beside.Into(&into.Enrolments, func() ([]school.Enrolment, error) {
			return h.School.Enrolments(ctx, tenant, pupil)
		}),
		beside.Into(&into.Told, func() ([]absence.Notice, error) {
			return h.Notices.Of(ctx, tenant, pupil, today.AddDays(-toldDays), last)
		}),
	}
}
