package calendar_test

import (
	"errors"
	"testing"

	"serviziscolastici/shared/calendar"
)

// Goal: years of the portal are read and nothing else is. Method: both sides of each bound, and what is no number.
func TestParseYear(t *testing.T) {
	for text, want := range map[string]int{
		"2000": 2000, "2026": 2026, "2100": 2100, "1999": 0, "2101": 0, "": 0, "26": 0, "duemila": 0, "2026.0": 0, "-2026": 0,
	} {
		year, err := calendar.ParseYear(text)
		if year != want || (err == nil) != (want != 0) || err != nil && !errors.Is(err, calendar.ErrYear) {
			t.Errorf("%q is %d, %v", text, year, err)
		}
	}
}
