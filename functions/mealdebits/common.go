package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// commonTime bounds a read for all classes. One that hangs must not keep them
// all from being done: each reads by itself then.
const commonTime = time.Second

// common is what the classes of an event have in common, read for all of them at
// once when the first one asks: the presence sheets of a day and the tariffs of a
// year. What could not be read together is read by itself.
type common struct {
	school  School
	sheets  map[tenantDay]func() (map[string]school.ClassDay, error)
	tariffs map[tenantYear]func() ([]school.Tariff, error)
}

type tenantDay struct {
	tenant string
	day    calendar.Day
}

type tenantYear struct {
	tenant string
	year   int
}

// together prepares for the given classes and reads nothing yet.
func together(ctx context.Context, from School, asked []ledger.ClassMessage) common {
	c := common{
		school:  from,
		sheets:  make(map[tenantDay]func() (map[string]school.ClassDay, error)),
		tariffs: make(map[tenantYear]func() ([]school.Tariff, error)),
	}
	classes := make(map[tenantDay][]string)
	for _, m := range asked {
		day := tenantDay{m.Municipality, m.Day}
		if !slices.Contains(classes[day], m.Class) { // a batch read refuses to read an item twice
			classes[day] = append(classes[day], m.Class)
		}
		year := tenantYear{m.Municipality, m.Day.SchoolYear()}
		c.tariffs[year] = sync.OnceValues(func() ([]school.Tariff, error) {
			ctx, cancel := context.WithTimeout(ctx, commonTime)
			defer cancel()
			return from.Tariffs(ctx, year.tenant, year.year)
		})
	}
	for day, wanted := range classes {
		c.sheets[day] = sync.OnceValues(func() (map[string]school.ClassDay, error) {
			ctx, cancel := context.WithTimeout(ctx, commonTime)
			defer cancel()
			return from.Sheets(ctx, day.tenant, wanted, day.day)
		})
	}
	return c
}

// firstSheet returns a class's sheet as it was at some moment of the event. That
// is enough for the first pass alone: a careful pass must read the sheet after
// the completion marker.
func (c common) firstSheet(ctx context.Context, m ledger.ClassMessage) (school.ClassDay, error) {
	if read, asked := c.sheets[tenantDay{m.Municipality, m.Day}]; asked {
		if sheets, err := read(); err == nil {
			return sheets[m.Class], nil
		}
	}
	return c.school.ClassDay(ctx, m.Municipality, m.Class, m.Day)
}

// prices returns the tariffs as they were at some moment of the event.
func (c common) prices(ctx context.Context, tenant string, year int) ([]school.Tariff, error) {
	if read, asked := c.tariffs[tenantYear{tenant, year}]; asked {
		if tariffs, err := read(); err == nil {
			return tariffs, nil
		}
	}
	return c.school.Tariffs(ctx, tenant, year)
}
