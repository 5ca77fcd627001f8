package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
)

// Goal: an instant falls on the day that the wall clock in Rome shows. Method: both sides of
// midnight, in winter and summer time.
func TestDayOf(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-22T22:59:59Z": "2026-11-22", "2026-11-22T23:00:00Z": "2026-11-23",
		"2026-07-01T21:59:59Z": "2026-07-01", "2026-07-01T22:00:00Z": "2026-07-02",
		"2026-10-25T00:30:00Z": "2026-10-25", "2026-12-31T23:00:00Z": "2027-01-01",
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.DayOf(at).String(); got != want {
			t.Errorf("DayOf(%s) = %s, want %s", text, got, want)
		}
	}
}

// Goal: days are counted as a calendar does, also over the nights on which the clocks change. Method: pairs of days, both ways.
func TestDaysUntil(t *testing.T) {
	for _, pair := range []struct {
		from, to string
		want     int
	}{
		{"2026-11-22", "2026-11-22", 0}, {"2026-11-22", "2026-11-23", 1}, {"2026-10-24", "2026-10-26", 2},
		{"2026-03-28", "2026-03-30", 2}, {"2028-02-28", "2028-03-01", 2}, {"2025-12-31", "2026-12-31", 365},
	} {
		from, err := calendar.ParseDay(pair.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := calendar.ParseDay(pair.to)
		if err != nil {
			t.Fatal(err)
		}
		if got, back := from.DaysUntil(to), to.DaysUntil(from); got != pair.want || back != -pair.want {
			t.Errorf("%s to %s: %d, back %d", from, to, got, back)
		}
	}
}

// Goal: people's forms of a day are read where people write, a program's only where programs do, and
// anything else nowhere. Method: table.
func TestParseDay(t *testing.T) {
	for _, text := range []string{
		"2028-02-29", "29/02/2028", "29/2/28", "29.02.2028", "29-2-28", " 29.2.28 ", "29/2/2028",
		"29 febbraio 2028", "29 Feb 28", "29-feb-28", "29-FEB-2028", "29/feb/2028", "29 feb. 2028",
	} {
		day, err := calendar.ParseTypedDay(text)
		if err != nil || day.Italian() != "29/02/2028" || day.Long() != "29 febbraio 2028" {
			t.Errorf("ParseTypedDay(%q) = %v, %v", text, day, err)
		}
	}
	if day, err := calendar.ParseDay("2028-02-29"); err != nil || day.Italian() != "29/02/2028" {
		t.Errorf("ParseDay = %v, %v", day, err)
	}
	for _, text := range []string{
		"", "2027-02-29", "31/04/2026", "31/4/26", "29/2/27", "1/10", "1/10/6", "1/10/206", "1//26", "/1/26", "1/10-26", "26", "/26", "1 10 26", "29 feb", "29 febbraio", "29-feb", "29 febb 2028", "29 f 2028", "31 apr 2026", "29 feb 206", "29 feb 2028 x",
		"29  feb 2028", "29feb2028", "29 february 2028", "-29 feb 2028", "1/13/26", "0/1/26",
		"2026-13-01", "26-10-2", "0001-01-01", "2026-1-1", "2026-11-22+01:00", "2026-11-22Z",
	} {
		if day, err := calendar.ParseTypedDay(text); err == nil {
			t.Errorf("ParseTypedDay(%q) = %v, want an error", text, day)
		}
	}
	if day, err := calendar.ParseDay("29/02/2028"); err == nil {
		t.Errorf("ParseDay takes a person's writing: %v", day)
	}
}

// Goal: no text makes the parser panic, and what it accepts is a day that reads back the same. Method: fuzzing.
func FuzzParseTypedDay(f *testing.F) {
	for _, seed := range []string{"1/10/26", "29/02/2028", "1.10.2026", "1-10-26", "2026-10-01", "/26", "31/4/26", "-26", "1 ottobre 2026", "1-ott-26", "1 ott. 2026"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, err := calendar.ParseTypedDay(text)
		if err != nil {
			return
		}
		for _, written := range []string{day.Italian(), day.String()} {
			if again, err := calendar.ParseTypedDay(written); err != nil || again != day {
				t.Fatalf("%q -> %q -> %v, %v", text, written, again, err)
			}
		}
	})
}

// Goal: months walk across year ends and know their last day. Method: table.
func TestMonth(t *testing.T) {
	december, err := calendar.ParseMonth("2027-12")
	if err != nil {
		t.Fatal(err)
	}
	if got := december.Next().Key(); got != "2028-01" {
		t.Errorf("Next = %s", got)
	}
	february := december.Next().Next()
	if got := february.Last().String(); got != "2028-02-29" {
		t.Errorf("Last = %s", got)
	}
	if got := february.Previous().Previous().String(); got != "dicembre 2027" {
		t.Errorf("Previous = %s", got)
	}
}

// Goal: the school year turns on 1 September. Method: the days around it.
func TestSchoolYear(t *testing.T) {
	if y := calendar.NewDay(2026, 8, 31).SchoolYear(); y != 2025 {
		t.Errorf("31 August belongs to %d", y)
	}
	if y := calendar.NewDay(2026, 9, 1).SchoolYear(); y != 2026 {
		t.Errorf("1 September belongs to %d", y)
	}
}

// Goal: a day survives JSON, and no day is the empty text. Method: round trip.
func TestJSON(t *testing.T) {
	type record struct{ From, To calendar.Day }
	text, err := json.Marshal(record{From: calendar.NewDay(2026, 11, 22)})
	if err != nil || string(text) != `{"From":"2026-11-22","To":""}` {
		t.Fatalf("%s, %v", text, err)
	}
	var back record
	if err := json.Unmarshal(text, &back); err != nil || back.From.Italian() != "22/11/2026" || !back.To.IsZero() {
		t.Fatalf("%+v, %v", back, err)
	}
}
