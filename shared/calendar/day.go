// Package calendar knows civil days and months as the Comune lives them, in
// Europe/Rome, and the clock that the portal reads.
package calendar

import (
	"errors"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // The Lambda image has no time zones of its own.

	"serviziscolastici/shared/pattern"
)

// ErrDay says that a text is not a day.
var ErrDay = errors.New("calendar: not a day")

// Day is a civil day in Europe/Rome. The zero value means "no day".
type Day struct {
	year  int
	month time.Month
	day   int
}

// NewDay returns the given civil day, normalised as time.Date does.
func NewDay(year int, month time.Month, day int) Day {
	y, m, d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Date()
	return Day{y, m, d}
}

// DayOf returns the civil day in Rome at the given instant.
func DayOf(instant time.Time) Day {
	y, m, d := instant.In(Rome()).Date()
	return Day{y, m, d}
}

// ParseDay reads "2026-11-22", as programs write a day. The error is ErrDay.
func ParseDay(text string) (Day, error) { return parseDay("2006-01-02", text) }

// ParseTypedDay reads "22/11/2026", "1/10/26", "1.10.2026", "1-10-26", "2026-11-22", "1 ottobre 2026" or
// "1-ott-26", as people, their spreadsheets and their browsers write a day. A year of two digits is of
// this century. The error is ErrDay.
func ParseTypedDay(text string) (Day, error) {
	text = numbered(strings.TrimSpace(text))
	for _, form := range []string{"2/1/2006", "2.1.2006", "2-1-2006"} {
		if day, err := parseDay(form, text); err == nil {
			return day, nil
		}
	}
	if at := len(text) - 2; at > 0 && strings.ContainsRune("/.-", rune(text[at-1])) {
		if day, err := ParseTypedDay(text[:at] + "20" + text[at:]); err == nil {
			return day, nil
		}
	}
	return ParseDay(text)
}

// monthNamed is a day with the name of its month, or the beginning of it.
var monthNamed = pattern.Of(`^([0-9]{1,2})[°º]?[ /.-]([A-Za-z]+)\.?[ /.-]([0-9]+)$`)

// numbered is a day with its month's number in the place of the name, which is whole or of three letters. Any other
// text stays as it is.
func numbered(text string) string {
	parts := monthNamed().FindStringSubmatch(text)
	if parts == nil {
		return text
	}
	for month, name := range monthNames() {
		if typed := strings.ToLower(parts[2]); typed == name || typed == name[:3] {
			return fmt.Sprintf("%s/%d/%s", parts[1], month+1, parts[3])
		}
	}
	return text
}

func parseDay(layout, text string) (Day, error) {
	at, err := time.Parse(layout, text)
	if err != nil || at.Year() <= 1900 {
		return Day{}, fmt.Errorf("%w: %q", ErrDay, text)
	}
	return Day{at.Year(), at.Month(), at.Day()}, nil
}

// IsZero reports whether d is no day at all.
func (d Day) IsZero() bool { return d == Day{} }

// String returns "2026-11-22", the form of keys and machine formats; "" for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Italian returns "22/11/2026", the form of tables; "" for no day.
func (d Day) Italian() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.day, d.month, d.year)
}

// Long returns "22 novembre 2026", the form of sentences; "" for no day.
func (d Day) Long() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s", d.day, d.Month())
}

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Month returns the month that d lies in.
func (d Day) Month() Month { return Month{d.year, d.month} }

// OfMonth returns the day of the month, from 1.
func (d Day) OfMonth() int { return d.day }

// Year returns the calendar year.
func (d Day) Year() int { return d.year }

// AddDays returns the day n days later.
func (d Day) AddDays(n int) Day { return NewDay(d.year, d.month, d.day+n) }

// DaysUntil returns how many days later e is; negative when it is earlier.
func (d Day) DaysUntil(e Day) int { return int(e.utc().Sub(d.utc()) / (24 * time.Hour)) }

// Before reports whether d comes before e.
func (d Day) Before(e Day) bool { return d.utc().Before(e.utc()) }

// After reports whether d comes after e.
func (d Day) After(e Day) bool { return e.Before(d) }

// Within reports whether from ≤ d ≤ to; a zero bound is open.
func (d Day) Within(from, to Day) bool {
	return (from.IsZero() || !d.Before(from)) && (to.IsZero() || !d.After(to))
}

// Start returns the first instant of the day in Rome.
func (d Day) Start() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, Rome()) }

// SchoolYear returns the year in which the school year of d began: September
// starts a new one, so 22 November 2026 and 10 June 2027 both answer 2026.
func (d Day) SchoolYear() int {
	if d.month >= time.September {
		return d.year
	}
	return d.year - 1
}

func (d Day) utc() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC) }

// MarshalText writes the day as String does.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the day as ParseDay does; an empty text is no day.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	day, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = day
	return nil
}
