package main

import (
	"net/http"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the page tells what the tables really hold: a register, its debit and, once the register is
// put right, the correction; nothing of another parent's child. Method: the stores on the emulator.
func TestMonthFromTheTables(t *testing.T) {
	clock := calendar.Fixed(webtest.Now())
	tables := rightstest.Tables(t)
	people := school.Store{Core: tables.Core, Presence: tables.Presence, Clock: clock}
	accounts := ledger.Store{Ledger: tables.Ledger, Clock: clock}
	enrol(t, people, "A001", webtest.Guardian)
	enrol(t, people, "B999", "another parent")
	h := handlerOn(tables.As(t, "meals"), newSite(t)).Routes()

	mark(t, people, school.Present)
	webtest.Get(h, "/refezione?vista=elenco").Expect(t, http.StatusOK, "18/11/2026 mercoledì Presente Segnala da applicare non ancora")

	detail := ledger.MealDetail{Class: "PRI-3A", Mark: "P", Band: "B", Price: 460, Presence: 1}
	if _, err := accounts.PostMeal(t.Context(), webtest.Tenant, "A001", november(18), detail); err != nil {
		t.Fatal(err)
	}
	webtest.Get(h, "/refezione?vista=elenco").Expect(t, http.StatusOK,
		"18/11/2026 mercoledì Presente Segnala fascia B, 4,60 € −4,60 €", "Spesa del mese: 4,60 €")

	mark(t, people, school.Absent)
	detail.Mark = "A"
	_, err := accounts.PostCorrection(t.Context(), webtest.Tenant, "A001", november(18), 1, 460, detail)
	if err != nil {
		t.Fatal(err)
	}
	webtest.Get(h, "/refezione?figlio=A001&mese=2026-11&vista=elenco").Expect(t, http.StatusOK,
		"18/11/2026 mercoledì Assente Segnala fascia B, 4,60 € −4,60 € +4,60 €", "Spesa del mese: 0,00 €",
		"13/11/2026 venerdì Sospeso Sciopero")
	for _, path := range []string{"/refezione?figlio=B999", "/refezione?figlio=nobody"} {
		webtest.Get(h, path).Expect(t, http.StatusNotFound)
	}
}

// handlerOn serves the pages from tables.
func handlerOn(tables rightstest.Set, site *web.Site) Handler {
	return Handler{
		Site: site, School: school.Store{Core: tables.Core, Presence: tables.Presence, Clock: site.Clock},
		Notices: absence.Store{Presence: tables.Presence}, Ledger: ledger.Store{Ledger: tables.Ledger, Clock: site.Clock},
	}
}

// enrol puts a pupil of a guardian at the table of class 3A, in a town with one closure.
func enrol(t *testing.T, people school.Store, pupil, guardian string) {
	t.Helper()
	must := func(_ bool, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	class := school.Class{ID: "PRI-3A", School: "PRI", Weekdays: week}
	must(people.SaveClass(t.Context(), webtest.Tenant, class))
	closure := school.Closure{Day: november(13), School: "PRI", Reason: "Sciopero"}
	must(people.SaveClosure(t.Context(), webtest.Tenant, closure))
	child := school.Pupil{ID: pupil, Name: "Anna", FamilyName: "Rossi"}
	payer := school.Guardianship{Guardian: guardian, Role: school.Payer}
	must(people.SavePupil(t.Context(), webtest.Tenant, child, []school.Guardianship{payer}))
	must(people.SaveEnrolments(t.Context(), webtest.Tenant, pupil, []school.Enrolment{{
		Year: 2026, Service: school.Canteen, Class: "PRI-3A", School: "PRI", Band: "B",
		From: calendar.NewDay(2026, time.September, 14), To: calendar.NewDay(2027, time.June, 30),
	}}))
}

func mark(t *testing.T, people school.Store, as school.Mark) {
	t.Helper()
	marks := map[string]school.Mark{"A001": as, "B999": school.Present}
	if _, err := people.SaveMarks(t.Context(), webtest.Tenant, "PRI-3A", november(18), marks); err != nil {
		t.Fatal(err)
	}
}
