package school_test

import (
	"context"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

const tenant = "c_x000"

func newStore(t *testing.T) school.Store {
	t.Helper()
	now := time.Date(2026, 11, 22, 18, 0, 0, 0, calendar.Rome())
	return school.Store{Core: dynamotest.Table(t), Presence: dynamotest.Table(t), Clock: calendar.Fixed(now)}
}

// changed fails the test unless a save did (or did not) change something.
func changed(t *testing.T, want bool) func(bool, error) {
	t.Helper()
	return func(got bool, err error) {
		t.Helper()
		if err != nil || got != want {
			t.Errorf("save changed %t, error %v; want %t", got, err, want)
		}
	}
}

func canteen(t *testing.T, class, band, from, to string) school.Enrolment {
	t.Helper()
	return school.Enrolment{
		Year: 2026, Service: school.Canteen, Class: class, ClassName: class + " name", School: "PRI",
		SchoolName: "Primaria", Band: band, From: day(t, from), To: day(t, to),
	}
}

// Goal: what a page reads about a pupil follows from what the office saved.
// Method: save a pupil and enrolments, rename, move and unlink; read each view.
func TestPupilAndItsViews(t *testing.T) {
	ctx, store := context.Background(), newStore(t)
	pupil := school.Pupil{ID: "A001", Name: "Niccolò", FamilyName: "D'Angelo", Badge: "B1"}
	both := []school.Guardianship{{Guardian: "g1", Role: school.Payer}, {Guardian: "g2", Role: school.Viewer}}
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, both))
	changed(t, false)(store.SavePupil(ctx, tenant, pupil, both))
	terms := []school.Enrolment{
		canteen(t, "1A", "B", "2026-09-14", "2026-10-31"), canteen(t, "1B", "C", "2026-11-01", "2027-06-30"),
	}
	changed(t, true)(store.SaveEnrolments(ctx, tenant, "A001", terms))
	changed(t, false)(store.SaveEnrolments(ctx, tenant, "A001", terms))

	pupil.Name = "Nicola"
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, both[:1]))

	link, err := store.LinkOf(ctx, tenant, "g1", "A001")
	if err != nil || link.Name != "Nicola" || link.ClassName != "1B name" || !link.Pays() {
		t.Errorf("link of the payer = %+v, %v", link, err)
	}
	if _, err := store.LinkOf(ctx, tenant, "g2", "A001"); !problem.Is(err, problem.NotFound) {
		t.Errorf("the guardian who was left out still has a link: %v", err)
	}
	for class, band := range map[string]string{"1A": "B", "1B": "C"} {
		rows, err := store.Roster(ctx, tenant, class)
		if err != nil || len(rows) != 1 || rows[0].Band != band || rows[0].Name != "Nicola" {
			t.Errorf("roster of %s = %+v, %v", class, rows, err)
		}
	}
	terms[1].Class = "1C"
	changed(t, true)(store.SaveEnrolments(ctx, tenant, "A001", terms[1:]))
	if rows, err := store.Roster(ctx, tenant, "1B"); err != nil || len(rows) != 0 {
		t.Errorf("the class that the pupil left still has %+v, %v", rows, err)
	}
}

// Goal: a pupil of another guardian or municipality looks like one that is not there.
// Method: ask for links across guardians, tenants and with an empty id.
func TestLinkOfSomebodyElse(t *testing.T) {
	ctx, store := context.Background(), newStore(t)
	changed(t, true)(store.SavePupil(ctx, tenant, school.Pupil{ID: "A001"},
		[]school.Guardianship{{Guardian: "g1", Role: school.Payer}}))
	for _, ask := range [][3]string{{tenant, "g2", "A001"}, {"c_x001", "g1", "A001"}, {tenant, "g1", ""}} {
		if _, err := store.LinkOf(ctx, ask[0], ask[1], ask[2]); !problem.Is(err, problem.NotFound) {
			t.Errorf("LinkOf%v: %v", ask, err)
		}
	}
}

// Goal: a price that was in force never changes.
// Method: save a tariff, the same again, then another price under the same first day.
func TestTariffIsImmutable(t *testing.T) {
	ctx, store := context.Background(), newStore(t)
	tariff := school.Tariff{Year: 2026, Service: "mensa", Band: "B", Price: 450, From: day(t, "2026-09-14")}
	changed(t, true)(store.SaveTariff(ctx, tenant, tariff))
	changed(t, false)(store.SaveTariff(ctx, tenant, tariff))
	tariff.Price = 500
	if _, err := store.SaveTariff(ctx, tenant, tariff); !problem.Is(err, problem.Conflict) {
		t.Errorf("another price was not refused: %v", err)
	}
	tariff.From = day(t, "2026-12-01")
	changed(t, true)(store.SaveTariff(ctx, tenant, tariff))
	tariffs, err := store.Tariffs(ctx, tenant, 2026)
	if err != nil || len(tariffs) != 2 || tariffs[0].Version != "2026/mensa/B/2026-09-14" {
		t.Errorf("tariffs = %+v, %v", tariffs, err)
	}
}

// Goal: a register keeps its marks, and each change makes a new version.
// Method: enter marks of two pupils, the same again, a correction; read the month.
func TestRegisterVersions(t *testing.T) {
	ctx, store := context.Background(), newStore(t)
	when := day(t, "2026-11-12")
	for _, step := range []struct {
		marks            map[string]school.Mark
		changes, version int
	}{
		{map[string]school.Mark{"A1": "P", "A2": "A"}, 2, 1},
		{map[string]school.Mark{"A1": "P"}, 0, 1},
		{map[string]school.Mark{"A1": "A", "A2": "A"}, 1, 2},
	} {
		changes, err := store.SaveMarks(ctx, tenant, "1A", when, step.marks)
		if err != nil || changes != step.changes {
			t.Errorf("marks %v: %d changes, %v", step.marks, changes, err)
		}
		register, err := store.ClassDay(ctx, tenant, "1A", when)
		if err != nil || register.Version != step.version || len(register.Marks) != 2 {
			t.Errorf("register = %+v, %v", register, err)
		}
	}
	days, err := store.ClassDays(ctx, tenant, "1A", when.Month())
	if err != nil || len(days) != 1 || days[0].Day != when {
		t.Errorf("registers of the month = %+v, %v", days, err)
	}
}

// Goal: closures are found by day, both ends included.
// Method: four closures around a period.
func TestClosures(t *testing.T) {
	ctx, store := context.Background(), newStore(t)
	for _, text := range []string{"2026-11-01", "2026-11-02", "2026-12-08", "2026-12-09"} {
		changed(t, true)(store.SaveClosure(ctx, tenant, school.Closure{Day: day(t, text), School: "*"}))
	}
	closures, err := store.Closures(ctx, tenant, day(t, "2026-11-02"), day(t, "2026-12-08"))
	if err != nil || len(closures) != 2 {
		t.Errorf("closures = %+v, %v", closures, err)
	}
}
