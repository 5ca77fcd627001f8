package calendar

import (
	"fmt"
	"time"
)

// Month is a civil month.
type Month struct {
	year  int
	month time.Month
}

// ParseMonth reads "2026-11". The error is ErrDay.
func ParseMonth(text string) (Month, error) {
	at, err := time.Parse("2006-01", text)
	if err != nil || at.Year() <= 1900 {
		return Month{}, fmt.Errorf("%w: month %q", ErrDay, text)
	}
	return Month{at.Year(), at.Month()}, nil
}

// Key returns "2026-11", the form of addresses and keys.
func (m Month) Key() string { return fmt.Sprintf("%04d-%02d", m.year, m.month) }

// String returns "novembre 2026".
func (m Month) String() string { return fmt.Sprintf("%s %d", monthNames()[(m.month+11)%12], m.year) }

// monthNames are the names of the months, from January.
func monthNames() []string {
	return []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
		"settembre", "ottobre", "novembre", "dicembre"}
}

// First returns the first day of the month.
func (m Month) First() Day { return NewDay(m.year, m.month, 1) }

// Last returns the last day of the month.
func (m Month) Last() Day { return NewDay(m.year, m.month+1, 0) }

// Next returns the following month.
func (m Month) Next() Month { return m.First().AddDays(31).Month() }

// Previous returns the month before.
func (m Month) Previous() Month { return m.First().AddDays(-1).Month() }

// Before reports whether m comes before n.
func (m Month) Before(n Month) bool { return m.First().Before(n.First()) }

// SchoolYear names a school year by its first calendar year: "2026/2027".
func SchoolYear(first int) string { return fmt.Sprintf("%d/%d", first, first+1) }

// WeekdayName returns the Italian name of a day of the week, "lunedì".
func WeekdayName(day time.Weekday) string {
	return [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}[day%7]
}
