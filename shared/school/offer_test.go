package school_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

func day(t *testing.T, text string) calendar.Day {
	t.Helper()
	d, err := calendar.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Goal: a meal is served on the class's weekdays unless its school is closed.
// Method: days around a weekend and closures of one and of every school.
func TestServes(t *testing.T) {
	class := school.Class{ID: "1A", School: "PRI", Weekdays: []time.Weekday{time.Monday, time.Thursday}}
	closures := []school.Closure{
		{Day: day(t, "2026-11-16"), School: "*"},
		{Day: day(t, "2026-11-19"), School: "INF"},
		{Day: day(t, "2026-11-26"), School: "PRI"},
	}
	for text, want := range map[string]bool{
		"2026-11-12": true,  // Thursday
		"2026-11-13": false, // Friday, not a day of this class
		"2026-11-15": false, // Sunday
		"2026-11-16": false, // every school is closed
		"2026-11-19": true,  // another school is closed
		"2026-11-26": false, // its own school is closed
	} {
		if got := school.Serves(class, closures, day(t, text)); got != want {
			t.Errorf("Serves on %s = %t, want %t", text, got, want)
		}
	}
}

// Goal: the price of a day is that of the version that began last and still holds.
// Method: three versions of one band, another band and another service.
func TestTariffFor(t *testing.T) {
	tariffs := []school.Tariff{
		{Service: "mensa", Band: "B", Price: 450, From: day(t, "2026-11-01"), Version: "second"},
		{Service: "mensa", Band: "B", Price: 430, From: day(t, "2026-09-14"), Version: "first"},
		{Service: "mensa", Band: "B", Price: 100, Version: "short",
			From: day(t, "2026-12-01"), To: day(t, "2026-12-05")},
		{Service: "mensa", Band: "C", Price: 500, From: day(t, "2026-09-14"), Version: "other band"},
		{Service: "trasporto", Band: "B", Price: 9000, From: day(t, "2026-09-14"), Version: "other service"},
	}
	for text, want := range map[string]string{
		"2026-09-13": "", "2026-09-14": "first", "2026-10-31": "first", "2026-11-01": "second",
		"2026-12-01": "short", "2026-12-05": "short", "2026-12-06": "second",
	} {
		got, found := school.TariffFor(tariffs, "mensa", "B", day(t, text))
		if got.Version != want || found != (want != "") {
			t.Errorf("tariff on %s = %q, want %q", text, got.Version, want)
		}
	}
}

// Goal: periods of one service may not share a day; one period replaces itself.
// Method: pairs of periods that touch, overlap, are the same or concern another service.
func TestOverlaps(t *testing.T) {
	autumn := school.Enrolment{
		Year: 2026, Service: "mensa", From: day(t, "2026-09-14"), To: day(t, "2026-10-31"),
	}
	for name, c := range map[string]struct {
		change func(*school.Enrolment)
		want   bool
	}{
		"same period":     {func(*school.Enrolment) {}, false},
		"next day":        {func(e *school.Enrolment) { e.From, e.To = e.To.AddDays(1), e.To.AddDays(9) }, false},
		"last day shared": {func(e *school.Enrolment) { e.From, e.To = e.To, e.To.AddDays(9) }, true},
		"inside":          {func(e *school.Enrolment) { e.From, e.To = e.From.AddDays(1), e.To.AddDays(-1) }, true},
		"open end":        {func(e *school.Enrolment) { e.From, e.To = e.From.AddDays(-9), calendar.Day{} }, true},
		"other service": {func(e *school.Enrolment) {
			e.Service, e.From = "trasporto", e.From.AddDays(1)
		}, false},
	} {
		other := autumn
		c.change(&other)
		if got := autumn.Overlaps(other); got != c.want {
			t.Errorf("%s: Overlaps = %t, want %t", name, got, c.want)
		}
		if got := other.Overlaps(autumn); got != c.want {
			t.Errorf("%s, the other way: Overlaps = %t, want %t", name, got, c.want)
		}
	}
}

// Goal: a guardian's id depends on the key and the code, not on how it is typed.
// Method: compare ids of the same and of different codes and keys.
func TestGuardianID(t *testing.T) {
	id := school.GuardianID([]byte("key"), "RSSMRA80A01H501U")
	if len(id) != 32 || id != school.GuardianID([]byte("key"), " rssmra80a01h501u ") {
		t.Errorf("id %q differs with case and blanks", id)
	}
	if id == school.GuardianID([]byte("other"), "RSSMRA80A01H501U") {
		t.Error("another key gives the same id")
	}
	if id == school.GuardianID([]byte("key"), "VRDFNC85A41H501G") {
		t.Error("another code gives the same id")
	}
}
