package presence

import (
	"context"
	"slices"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// ClassState is a class on a day, in the list of all.
type ClassState struct {
	school.Class
	Service
	Register school.ClassDay // version 0 when nobody sent one
	Limit    time.Time
	// Vacant is whether nobody is enrolled in the class: no sheet is awaited. Only of classes that the morning's figures name.
	Vacant bool
}

// Service is whether a class eats at school on a day.
type Service struct {
	// Serves is whether it does; Suspended whether a closure keeps it from that (see school.Suspension), with its reason
	// in Closed.
	Serves, Suspended bool
	Closed            string
}

func serviceOn(class school.Class, closures []school.Closure, day calendar.Day, sent bool) Service {
	closure, suspended := school.Suspension(closures, class, day, sent)
	return Service{Serves: school.Serves(class, closures, day), Suspended: suspended, Closed: closure.Reason}
}

// Sent reports whether the class's sheet arrived.
func (c ClassState) Sent() bool { return c.Register.Version > 0 }

// Missing reports whether the class eats that day and its sheet has not arrived.
func (c ClassState) Missing() bool { return c.Serves && !c.Sent() && !c.Vacant }

// Late reports whether the kitchen has counted the meals.
func (c ClassState) Late(now time.Time) bool { return late(c.Limit, now) }

// Meals are what the register counts.
func (c ClassState) Meals() school.Meals { return school.Count(c.Register.Counting(c.Suspended).Marks) }

// Classes lists the classes of a municipality as they are on a day, by id, in two steps.
func (s Store) Classes(ctx context.Context, m municipality.Municipality, day calendar.Day) ([]ClassState, error) {
	place := absence.Place{Municipality: m}
	var vacant []string
	err := beside.Together(
		beside.Into(&place.Schools, func() ([]school.School, error) { return s.School.Schools(ctx, m.ID) }),
		beside.Into(&place.Classes, func() ([]school.Class, error) { return s.School.Classes(ctx, m.ID) }),
		beside.Into(&place.Closures, func() ([]school.Closure, error) { return s.School.Closures(ctx, m.ID, day, day) }),
		beside.Into(&vacant, func() ([]string, error) { return s.Figures.Vacant(ctx, m.ID, day) }),
	)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(place.Classes))
	for _, class := range place.Classes {
		ids = append(ids, class.ID)
	}
	var sheets map[string]school.ClassDay
	err = beside.Together(
		beside.Into(&sheets, func() (map[string]school.ClassDay, error) { return s.School.Sheets(ctx, m.ID, ids, day) }),
		beside.Into(&vacant, func() ([]string, error) { return s.stillVacant(ctx, m.ID, vacant, day) }),
	)
	list := make([]ClassState, 0, len(ids))
	for _, class := range place.Classes {
		one := ClassState{Class: class, Register: sheets[class.ID], Limit: place.Limit(class.School, day)}
		one.Vacant = slices.Contains(vacant, class.ID)
		one.Service = serviceOn(class, place.Closures, day, one.Sent())
		list = append(list, one)
	}
	return list, err
}

// stillVacant are those of some classes in which nobody is enrolled: the figures that name them are of the morning.
func (s Store) stillVacant(ctx context.Context, tenant string, classes []string, day calendar.Day) ([]string, error) {
	rosters := make([][]school.RosterRow, len(classes))
	reads := beside.New()
	reads.SetLimit(rostersAtOnce)
	for i, class := range classes {
		reads.Go(beside.Into(&rosters[i], func() ([]school.RosterRow, error) { return s.School.Roster(ctx, tenant, class) }))
	}
	err := reads.Wait()
	var vacant []string
	for i, class := range classes {
		if !school.SeatedOn(rosters[i], day) {
			vacant = append(vacant, class)
		}
	}
	return vacant, err
}
