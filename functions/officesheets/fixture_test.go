package main

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// friday is a day of canteen, and at is half past eight in the morning of it; the kitchen counts at 9:30.
func friday() calendar.Day { return calendar.NewDay(2026, time.November, 20) }

func at(hour, minute, second int) time.Time {
	return time.Date(2026, 11, 20, hour, minute, second, 0, calendar.Rome())
}

const class = "PRI-3A"

// town is a Comune with a primary school, a secondary one of another kitchen, and a class in each.
type town struct {
	*testing.T
	now      time.Time
	own      rightstest.Set // with the function's rights
	people   school.Store
	notices  absence.Store
	accounts ledger.Store
	audit    office.Log
	searches office.Store
	figures  figures.Store
}

func newTown(t *testing.T) *town {
	t.Helper()
	c := &town{T: t, now: at(8, 30, 0)}
	clock := calendar.Clock(func() time.Time { return c.now })
	tables := rightstest.Tables(t)
	c.own = tables.As(t, "officesheets")
	c.people = school.Store{Core: tables.Core, Presence: tables.Presence, Clock: clock}
	c.notices = absence.Store{Presence: tables.Presence}
	c.accounts = ledger.Store{Ledger: tables.Ledger, Clock: clock}
	c.audit = office.Log{Table: tables.Audit, Clock: clock}
	c.searches = office.Store{Ops: tables.Ops, Clock: clock}
	c.figures = figures.Store{Ops: tables.Ops}
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	limit := calendar.TimeOfDay(9*60 + 30)
	for _, s := range []school.School{
		{ID: "PRI", Name: "Scuola primaria", AbsenceLimit: limit}, {ID: "SEC", Name: "Scuola secondaria", AbsenceLimit: limit, Kitchen: "NORD"},
	} {
		must(t)(c.people.SaveSchool(t.Context(), webtest.Tenant, s))
	}
	must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{
		ID: class, Name: "3A", School: "PRI", SchoolName: "Scuola primaria", Weekdays: week,
	}))
	must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{
		ID: "SEC-1A", Name: "1A", School: "SEC", SchoolName: "Scuola secondaria", Weekdays: week,
	}))
	must(t)(c.people.SaveTariff(t.Context(), webtest.Tenant, school.Tariff{
		Year: 2026, Service: school.Canteen, Band: "B", Price: 450, From: calendar.NewDay(2026, 9, 14),
	}))
	for pupil, name := range map[string]string{"A001": "Anna", "A002": "Bruno", "A003": "Carla"} {
		c.enrol(pupil, name, class, "B")
	}
	c.enrol("A009", "Zeno", "SEC-1A", "B")
	return c
}

func must(t *testing.T) func(bool, error) {
	return func(_ bool, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (c *town) enrol(pupil, name, class, band string) {
	c.Helper()
	must(c.T)(c.people.SavePupil(c.Context(), webtest.Tenant, school.Pupil{ID: pupil, Name: name, FamilyName: "Rossi"}, nil))
	must(c.T)(c.people.SaveEnrolments(c.Context(), webtest.Tenant, pupil, []school.Enrolment{{
		Year: 2026, Service: school.Canteen, Class: class, Band: band,
		From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 30),
	}}))
}

// diet gives a pupil another code of a diet, or only the flag.
func (c *town) diet(pupil, code string, flag bool) {
	c.Helper()
	of, version, err := c.people.PupilVersion(c.Context(), webtest.Tenant, pupil)
	if err == nil {
		of.Diet = flag
		err = c.people.CorrectPupil(c.Context(), webtest.Tenant, version, of)
	}
	if err != nil {
		c.Fatal(err)
	}
	c.reenrol(pupil, func(e *school.Enrolment) { e.Diet = code })
}

// reenrol changes a pupil's enrolment.
func (c *town) reenrol(pupil string, change func(*school.Enrolment)) {
	c.Helper()
	enrolments, err := c.people.Enrolments(c.Context(), webtest.Tenant, pupil)
	if err != nil {
		c.Fatal(err)
	}
	change(&enrolments[0])
	if _, err := c.people.SaveEnrolments(c.Context(), webtest.Tenant, pupil, enrolments); err != nil {
		c.Fatal(err)
	}
}

// tell keeps what a parent told of a meal of the day.
func (c *town) tell(pupil string, day calendar.Day, mark school.Mark) {
	c.Helper()
	err := c.notices.Tell(c.Context(), webtest.Tenant, []absence.Notice{{
		Pupil: pupil, Day: day, Class: class, Mark: mark, Number: "482190375512", Guardian: webtest.Guardian,
		At: at(8, 12, 0), Until: at(9, 30, 0),
	}})
	if err != nil {
		c.Fatal(err)
	}
}

// as is the site as an operator with some roles sees it now.
func (c *town) as(roles ...office.Role) http.Handler { return c.of(webtest.Operator(roles...)) }

func (c *town) of(who office.Operator) http.Handler {
	c.Helper()
	return c.handler(who).Routes()
}

// handler is what serves that site.
func (c *town) handler(who office.Operator) Handler {
	c.Helper()
	files, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		c.Fatal(err)
	}
	site, err := webtest.OfficeSite(files, who)
	if err != nil {
		c.Fatal(err)
	}
	site.Clock = calendar.Clock(func() time.Time { return c.now })
	people := school.Store{Core: c.own.Core, Presence: c.own.Presence, Clock: site.Clock}
	accounts := ledger.Store{Ledger: c.own.Ledger, Clock: site.Clock}
	return Handler{
		Site: site, Audit: office.Log{Table: c.own.Audit, Clock: site.Clock}, Asks: people, Offer: people,
		Debts:    figures.Store{Ops: c.own.Ops},
		Searches: office.Store{Ops: c.own.Ops, Clock: site.Clock},
		Sheets: presence.Store{
			School: people, Notices: absence.Store{Presence: c.own.Presence}, Figures: figures.Store{Ops: c.own.Ops},
			Kept:  presence.CountStore{Ops: c.own.Ops},
			Offer: &presence.Offer{Clock: site.Clock},
		},
		Prices: debit.Preview{
			Accounts: debit.Accounts{School: people, Ledger: accounts}, Offer: people, Done: accounts,
		},
	}
}

// sheet is a form with the marks of A001, A002 and A003.
func sheet(day calendar.Day, version, marks string) url.Values {
	form := url.Values{"giorno": {day.String()}, "versione": {version}}
	for i, mark := range marks {
		form.Set("stato-A00"+string(rune('1'+i)), string(mark))
	}
	return form
}

// plus is a form with some more fields.
func plus(form url.Values, fields ...string) url.Values {
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return form
}

// register returns the marks of the class in the order of its pupils, and its version.
func (c *town) register(day calendar.Day) (string, int) {
	c.Helper()
	stored, err := c.people.ClassDay(context.Background(), webtest.Tenant, class, day)
	if err != nil {
		c.Fatal(err)
	}
	marks := ""
	for _, pupil := range []string{"A001", "A002", "A003"} {
		marks += string(stored.Marks[pupil])
	}
	return marks, stored.Version
}

// holds fails unless the register is as it should be.
func (c *town) holds(day calendar.Day, marks string, version int) {
	c.Helper()
	if got, at := c.register(day); got != marks || at != version {
		c.Errorf("register %q, version %d; want %q, %d", got, at, marks, version)
	}
}

// records are the deeds that the log has of the day's month, the newest first.
func (c *town) records() []office.Record {
	c.Helper()
	records, _, err := c.audit.Month(context.Background(), webtest.Tenant, friday().Month(), "", 50)
	if err != nil {
		c.Fatal(err)
	}
	return records
}

// charge posts a meal as an evening did.
func (c *town) charge(pupil string, day calendar.Day, price money.Cents, band string) {
	c.Helper()
	must(c.T)(c.accounts.PostMeal(c.Context(), webtest.Tenant, pupil, day, ledger.MealDetail{
		Class: class, Mark: "P", Band: band, Price: price, Presence: 1,
	}))
}
