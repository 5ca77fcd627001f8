package calendar

import (
	"errors"
	"fmt"
	"time"
)

// ErrTimeOfDay says that a text is not a time of day.
var ErrTimeOfDay = errors.New("calendar: not a time of day")

// TimeOfDay is what a clock on the wall shows, in minutes since midnight. The zero
// value means "no time".
type TimeOfDay int

// ParseTimeOfDay reads "9:30", "09:30" or "9.30". The error is ErrTimeOfDay.
func ParseTimeOfDay(text string) (TimeOfDay, error) {
	for _, layout := range []string{"15:04", "15.04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return TimeOfDay(at.Hour()*60 + at.Minute()), nil
		}
	}
	return 0, fmt.Errorf("%w: %q", ErrTimeOfDay, text)
}

// String returns "9:30"; "" for no time.
func (t TimeOfDay) String() string {
	if t == 0 {
		return ""
	}
	return fmt.Sprintf("%d:%02d", t/60, t%60)
}

// At returns the instant at which clocks in Rome show the time on the day.
func (d Day) At(t TimeOfDay) time.Time {
	return time.Date(d.year, d.month, d.day, 0, int(t), 0, 0, Rome())
}
