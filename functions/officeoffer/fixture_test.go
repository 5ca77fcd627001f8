package main

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/closing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// fixture is the pages with their tables on the emulator: the primary school with 3A, which was debited on Friday
// 20 November, and the secondary with 1B; today is Sunday 22 November 2026.
type fixture struct {
	t      *testing.T
	pages  http.Handler
	school school.Store
	ledger ledger.Store
	audit  office.Log
	looks  *looks
}

// looks remembers what the messenger was asked to look at.
type looks struct{ asked []message.Look }

// SendAll remembers.
func (l *looks) SendAll(_ context.Context, asked []message.Look) error {
	l.asked = append(l.asked, asked...)
	return nil
}

var friday = calendar.NewDay(2026, 11, 20)

func newFixture(t *testing.T, roles ...office.Role) fixture {
	t.Helper()
	clock, tables := calendar.Fixed(webtest.Now()), rightstest.Tables(t)
	stores := func(tables rightstest.Set) (school.Store, ledger.Store, office.Log) {
		return school.Store{Core: tables.Core, Presence: tables.Presence, Clock: clock},
			ledger.Store{Ledger: tables.Ledger, Clock: clock}, office.Log{Table: tables.Audit, Clock: clock}
	}
	f := fixture{t: t, looks: &looks{}}
	f.school, f.ledger, f.audit = stores(tables)
	templates, err := web.NewPages(pages, "pages/*.html")
	f.must(err)
	f.must(templates.Check())
	site, err := webtest.OfficeSite(templates, webtest.Operator(roles...))
	f.must(err)
	people, accounts, audit := stores(tables.As(t, "officeoffer"))
	f.pages = Handler{
		Site: site, School: people, Audit: audit, Looks: f.looks, Served: accounts,
		Closing: closing.Planner{School: people, Ledger: accounts, Clock: clock},
	}.Routes()
	f.fill()
	return f
}

// fill keeps schools, classes, tariffs and the debited Friday.
func (f fixture) fill() {
	f.t.Helper()
	ctx := f.t.Context()
	for id, name := range map[string]string{"PRI": "Scuola primaria Bosco Verde", "SEC": "Scuola secondaria Alta Valle"} {
		_, err := f.school.SaveSchool(ctx, webtest.Tenant, school.School{ID: id, Name: name})
		f.must(err)
	}
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	for id, of := range map[string]string{"3A": "PRI", "1B": "SEC"} {
		_, err := f.school.SaveClass(ctx, webtest.Tenant, school.Class{ID: id, Name: id, School: of, Weekdays: week})
		f.must(err)
	}
	for band, price := range map[string]int64{"B": 450, "C": 520} {
		_, err := f.school.SaveTariff(ctx, webtest.Tenant, school.Tariff{
			Year: 2026, Service: school.Canteen, Band: band, Description: "Fascia " + band, Price: cents(price),
			From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 8, 31),
		})
		f.must(err)
	}
	_, err := f.school.SaveMarks(ctx, webtest.Tenant, "3A", friday, map[string]school.Mark{"A1": "P", "A2": "B", "A3": "A"})
	f.must(err)
	batch := ledger.Batch{Class: "3A", Day: friday, Presence: 1}
	f.must(batch.Add("B", 450))
	f.must(batch.Add("C", 520))
	_, err = f.ledger.SaveBatch(ctx, webtest.Tenant, ledger.Batch{}, batch)
	f.must(err)
}

func (f fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// records returns the actions that the log has, the newest first.
func (f fixture) records() []office.Record {
	f.t.Helper()
	found, _, err := f.audit.Month(f.t.Context(), webtest.Tenant, friday.Month(), "", 50)
	f.must(err)
	return found
}

// closures are those of November that hold.
func (f fixture) closures() []school.Closure {
	f.t.Helper()
	found, err := f.school.Closures(f.t.Context(), webtest.Tenant, friday.Month().First(), calendar.NewDay(2026, 12, 31))
	f.must(err)
	var hold []school.Closure
	for _, c := range found {
		if !c.Withdrawn {
			hold = append(hold, c)
		}
	}
	return hold
}

// form is a form of pairs of names and values.
func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}
