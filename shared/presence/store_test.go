package presence_test

import (
	"errors"
	"testing"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

const tenant = "c_x000"

// town is a school with a class of one pupil, who eats from Monday to Friday; the kitchen counts at 9:30.
type town struct {
	*testing.T
	now    time.Time
	people school.Store
	store  presence.Store
	comune municipality.Municipality
}

func newTown(t *testing.T) *town {
	t.Helper()
	c := &town{
		T: t, now: time.Date(2026, 11, 20, 9, 30, 0, 0, calendar.Rome()), comune: municipality.Municipality{ID: tenant},
	}
	presences := dynamotest.Table(t)
	c.people = school.Store{
		Core: dynamotest.Table(t), Presence: presences, Clock: func() time.Time { return c.now },
	}
	c.store = presence.Store{
		School: c.people, Notices: absence.Store{Presence: presences}, Figures: figures.Store{Ops: dynamotest.Table(t)},
		Kept:  presence.CountStore{Ops: dynamotest.Table(t)},
		Offer: &presence.Offer{Clock: func() time.Time { return c.now }},
	}
	c.did(c.people.SaveSchool(t.Context(), tenant, school.School{ID: "PRI", AbsenceLimit: calendar.TimeOfDay(9*60 + 30)}))
	c.class("1A")
	c.pupil("A001", "1A")
	return c
}

func (c *town) pupil(id, class string) {
	c.Helper()
	c.did(c.people.SavePupil(c.Context(), tenant, school.Pupil{ID: id, Name: "Anna", FamilyName: "Rossi"}, nil))
	c.did(c.people.SaveEnrolments(c.Context(), tenant, id, []school.Enrolment{{
		Year: 2026, Service: school.Canteen, Class: class, Band: "B",
		From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 30),
	}}))
}

func (c *town) did(_ bool, err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *town) class(id string) {
	c.Helper()
	c.did(c.people.SaveClass(c.Context(), tenant, school.Class{
		ID: id, Name: id, School: "PRI", Weekdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	}))
}

func (c *town) bare(day calendar.Day) presence.Sheet {
	c.Helper()
	sheet, err := c.store.Bare(c.Context(), c.comune, "1A", day)
	if err != nil {
		c.Fatal(err)
	}
	return sheet
}

func absent(reason string) school.Sheet {
	return school.Sheet{Entries: map[string]school.Entry{"A001": {Mark: school.Absent}}, By: "Sara Villa", Reason: reason}
}

// Goal: a kitchen that stays open sees a new class within minutes, and does not read what it knows each time. Method: a class
// that is saved after the first count; count at once, and after the time for which schools and classes are remembered.
func TestKitchenLearnsOfAClass(t *testing.T) {
	c := newTown(t)
	day := calendar.DayOf(c.now)
	classes := func() int {
		t.Helper()
		kitchens, err := c.store.Kitchens(t.Context(), c.comune, day, c.now, func(school.School) bool { return true })
		if err != nil || len(kitchens) != 1 {
			t.Fatalf("%+v, %v", kitchens, err)
		}
		return len(kitchens[0].Schools[0].Classes)
	}
	if got := classes(); got != 1 {
		t.Fatalf("%d classes", got)
	}
	c.class("2A")
	c.pupil("A002", "2A")
	if got := classes(); got != 1 {
		t.Errorf("%d classes at once: what is known was read again", got)
	}
	c.now = c.now.Add(10 * time.Minute)
	if got := classes(); got != 2 {
		t.Errorf("%d classes ten minutes later", got)
	}
}

// Goal: today's sheet is sent until the limit as it is and after it with a reason; another day is no sheet of today. Method: the
// last moment, the moment after, with and without reason, and the days beside it.
func TestWhenASheetIsTaken(t *testing.T) {
	c := newTown(t)
	today := calendar.DayOf(c.now)
	for _, other := range []calendar.Day{today.AddDays(-1), today.AddDays(3)} {
		if _, err := c.store.Send(t.Context(), c.comune, c.bare(other), absent(""), c.now); !problem.Is(err, problem.Conflict) {
			t.Errorf("%s: %v", other, err)
		}
	}
	late := c.now.Add(time.Second)
	if _, err := c.store.Send(t.Context(), c.comune, c.bare(today), absent(""), late); !errors.Is(err, presence.ErrReason) {
		t.Errorf("late and without a reason: %v", err)
	}
	for i, send := range []struct {
		sheet school.Sheet
		at    time.Time
	}{{absent(""), c.now}, {absent("Errore nel registro"), late}} {
		register, err := c.store.Send(t.Context(), c.comune, c.bare(today), send.sheet, send.at)
		if err != nil || register.Marks["A001"] != school.Absent {
			t.Errorf("sheet %d: %+v, %v", i, register, err)
		}
	}
}

// Goal: a past day is corrected with a reason, never today's, and nobody is given a meal on a day without canteen. Method: each
// of them, and a correction that is taken.
func TestWhenADayIsCorrected(t *testing.T) {
	c := newTown(t)
	today := calendar.DayOf(c.now)
	eats := absent("Foglio della maestra")
	eats.Entries = map[string]school.Entry{"A001": {Mark: school.Present}}
	for name, wrong := range map[string]struct {
		day  calendar.Day
		sent school.Sheet
	}{
		"without a reason": {today.AddDays(-1), absent("")}, "today": {today, absent("Errore")}, "a Sunday": {today.AddDays(-5), eats},
	} {
		if register, err := c.store.Correct(t.Context(), c.comune, c.bare(wrong.day), wrong.sent, c.now); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %+v, %v", name, register, err)
		}
		if stored := c.bare(wrong.day); stored.Sent() {
			t.Errorf("%s: stored %+v", name, stored.Register)
		}
	}
	register, err := c.store.Correct(t.Context(), c.comune, c.bare(today.AddDays(-1)), eats, c.now)
	if err != nil || register.Marks["A001"] != school.Present || register.Version != 1 {
		t.Errorf("%+v, %v", register, err)
	}
}
