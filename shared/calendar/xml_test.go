package calendar_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
)

// Goal: a type of XML Schema is read by the type's own rules, whatever message it comes in. Method:
// days and times in every form of the schema, and in forms that only look like them.
func TestXMLTypesHaveOneReader(t *testing.T) {
	for _, text := range []string{
		"1985-01-02", "1985-01-02Z", "1985-01-02+01:00", "1985-01-02-14:00", " 1985-01-02+02:00\n",
	} {
		if day, err := calendar.ParseXMLDate(text); err != nil || day.String() != "1985-01-02" {
			t.Errorf("ParseXMLDate(%q) = %v, %v", text, day, err)
		}
	}
	for _, text := range []string{
		"", "02/01/1985", "1985-1-2", "1985-02-30", "1985-01-02+1:00", "1985-01-02+14:01", "1985-01-02z",
		"1985-01-02T00:00:00", "85-01-02", "1985-01-02 Z", "0000-00-00",
	} {
		if day, err := calendar.ParseXMLDate(text); err == nil {
			t.Errorf("ParseXMLDate(%q) = %v, want an error", text, day)
		}
	}
	for text, want := range map[string]string{
		"2026-07-01T09:30:00":               "2026-07-01T07:30:00Z",
		"2026-11-22T09:30:00":               "2026-11-22T08:30:00Z",
		"2026-11-22T09:30:00Z":              "2026-11-22T09:30:00Z",
		"2026-11-22T09:30:00.5+01:00":       "2026-11-22T08:30:00.5Z",
		"2026-11-22T09:30:00.1234567890123": "2026-11-22T08:30:00.123456789Z",
		"2026-11-22T24:00:00Z":              "2026-11-23T00:00:00Z",
		" 2026-12-31T24:00:00.00+01:00 ":    "2026-12-31T23:00:00Z",
	} {
		at, err := calendar.ParseXMLTime(text, calendar.Rome())
		if got := at.UTC().Format(time.RFC3339Nano); err != nil || got != want {
			t.Errorf("ParseXMLTime(%q) = %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "2026-11-22", "22/11/2026T09:30:00", "2026-11-22T9:30:00", "2026-11-22T09:30", "2026-11-22 09:30:00",
		"2026-11-22T09:30:00,5Z", "2026-11-22T24:00:01Z", "2026-11-22T24:00:00.5Z", "2026-11-22T09:30:60Z",
		"2026-11-31T09:30:00Z", "2026-11-22T09:30:00+0100", "2026-11-22T09:30:00.Z",
	} {
		if at, err := calendar.ParseXMLTime(text, calendar.Rome()); err == nil {
			t.Errorf("ParseXMLTime(%q) = %v, want an error", text, at)
		}
	}
}
