package absence_test

import (
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

func day(text string) calendar.Day {
	d, err := calendar.ParseTypedDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", text, calendar.Rome())
	if err != nil {
		panic(err)
	}
	return t
}

// place is a pupil of 3A, Monday to Friday but not on Wednesday, until 8 June, with closures on Friday 4 and Wednesday 2 December.
func place() absence.Place {
	return absence.Place{
		Municipality: municipality.Municipality{AbsenceLimit: 9*60 + 30},
		Schools:      []school.School{{ID: "PRI"}, {ID: "SEC", AbsenceLimit: 8*60 + 30}},
		Classes: []school.Class{
			{ID: "3A", School: "PRI", Weekdays: []time.Weekday{time.Monday, time.Tuesday, time.Thursday, time.Friday}},
			{ID: "1B", School: "SEC", Weekdays: []time.Weekday{time.Monday, time.Sunday}},
		},
		Closures: []school.Closure{
			{Day: day("2026-12-04"), School: "PRI", Reason: "Sciopero"}, {Day: day("2026-12-02"), School: "PRI", Reason: "Neve"},
		},
		Enrolments: []school.Enrolment{{
			Service: school.Canteen, Class: "3A", From: day("2026-09-14"), To: day("2027-06-08"),
		}},
	}
}

// Goal: a meal is told of until its last moment and never later, nor of days on which there is none; the refusal
// says why, and which day comes next. Method: the second before, at and after the limit, past, closed, other and
// far days, the end of the school year.
func TestMealsThatCanBeToldOf(t *testing.T) {
	for _, c := range []struct{ name, now, from, to, want string }{
		{"tomorrow", "2026-11-26 18:00:00", "2026-11-27", "2026-11-27", "2026-11-27"},
		{"today in time", "2026-11-27 09:29:59", "2026-11-27", "2026-11-27", "2026-11-27"},
		{"at the last moment", "2026-11-27 09:30:00", "2026-11-27", "2026-11-27", "2026-11-27"},
		{"a second late", "2026-11-27 09:30:01", "2026-11-27", "2026-11-27", "termine era alle 9:30|lunedì 30/11/2026"},
		{"a range that begins too late", "2026-11-27 09:30:01", "2026-11-27", "2026-11-30", "termine era alle 9:30"},
		{"a range leaves out days without meals", "2026-11-26 18:00:00", "2026-11-27", "2026-12-04",
			"2026-11-27 2026-11-30 2026-12-01 2026-12-03"},
		{"yesterday", "2026-11-27 07:00:00", "2026-11-26", "2026-11-26", "26/11/2026 è passato"},
		{"a range from yesterday", "2026-11-27 07:00:00", "2026-11-26", "2026-11-30", "26/11/2026 è passato"},
		{"just past midnight", "2026-11-27 00:00:00", "2026-11-26", "2026-11-26", "26/11/2026 è passato"},
		{"closed", "2026-11-27 07:00:00", "2026-12-04", "2026-12-04", "sospesa (Sciopero)"},
		{"no day of the class", "2026-11-27 07:00:00", "2026-12-02", "2026-12-02", "mercoledì, la classe non mangia"},
		{"after the school year", "2027-05-31 07:00:00", "2027-06-10", "2027-06-10", "non risulta un'iscrizione"},
		{"before the school year", "2026-09-01 07:00:00", "2026-09-07", "2026-09-07", "non risulta un'iscrizione"},
		{"the last day ahead", "2026-11-05 07:00:00", "2026-12-05", "2026-12-05", "la classe non mangia"},
		{"too far ahead", "2026-11-05 07:00:00", "2026-11-06", "2026-12-06", "fino al 05/12/2026"},
		{"backwards", "2026-11-05 07:00:00", "2026-11-09", "2026-11-06", "viene prima"},
		{"weekend alone", "2026-11-27 07:00:00", "2026-11-28", "2026-11-29", "non ci sono giorni di mensa"},
	} {
		meals, err := place().Between(day(c.from), day(c.to), at(c.now))
		var got []string
		for _, m := range meals {
			got = append(got, m.Day.String())
		}
		told := strings.Join(got, " ")
		if err != nil {
			if !problem.Is(err, problem.Invalid) || len(meals) > 0 {
				t.Errorf("%s: %v with %d meals", c.name, err, len(meals))
			}
			told = problem.Of(err).Text
		}
		for _, part := range strings.Split(c.want, "|") {
			if !strings.Contains(told, part) || err == nil && told != c.want {
				t.Errorf("%s: %q, want %q", c.name, told, part)
			}
		}
	}
}

// Goal: the limit is that of the clock on the wall in Rome, also in a night that changes the clocks, and a school's
// own comes before the Comune's. Method: both sides of both changes, with a class that eats on Sundays.
func TestLimitsFollowTheClockOnTheWall(t *testing.T) {
	p := place()
	p.Enrolments[0].Class = "1B"
	for date, utc := range map[string]string{
		"2026-10-19": "2026-10-19T06:30:00Z", // summer time
		"2026-10-25": "2026-10-25T07:30:00Z", // the day that has 25 hours
		"2027-03-22": "2027-03-22T07:30:00Z", // winter time
		"2027-03-28": "2027-03-28T06:30:00Z", // the day that has 23 hours
	} {
		until, err := time.Parse(time.RFC3339, utc)
		if err != nil {
			t.Fatal(err)
		}
		meal, found := p.MealOn(day(date))
		if !found || !meal.Until.Equal(until) {
			t.Errorf("%s: until %s, want %s", date, meal.Until.UTC(), until)
		}
		for seconds, open := range map[int]bool{-1: true, 0: true, 1: false} {
			now := until.Add(time.Duration(seconds) * time.Second)
			if _, err := p.Between(day(date), day(date), now); (err == nil) != open {
				t.Errorf("%s, %d seconds after the limit: %v", date, seconds, err)
			}
		}
	}
	// An hour that comes twice: 2:30 of 25 October is still Sunday both times, and the day before is over.
	for _, utc := range []string{"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"} {
		now, err := time.Parse(time.RFC3339, utc)
		if err != nil {
			t.Fatal(err)
		}
		if next := p.Next(now, 1); len(next) != 1 || next[0].Day != day("2026-10-25") {
			t.Errorf("%s: %+v", utc, next)
		}
	}
}

// Goal: a Comune that has set no limit promises nothing. Method: the same place without one.
func TestWithoutALimitNothingIsTold(t *testing.T) {
	p := place()
	p.Municipality.AbsenceLimit = 0
	now := at("2026-11-26 18:00:00")
	if _, err := p.Between(day("2026-11-27"), day("2026-11-27"), now); !problem.Is(err, problem.Invalid) {
		t.Errorf("%v", err)
	}
	if next := p.Next(now, 3); len(next) > 0 {
		t.Errorf("%+v", next)
	}
}
