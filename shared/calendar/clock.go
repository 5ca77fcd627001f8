package calendar

import (
	"strings"
	"sync"
	"time"
)

// Clock tells the time. Expiry, due dates and service days depend on it alone,
// so a test moves the whole portal to another night by passing another one.
type Clock func() time.Time

// System is the machine's own clock.
func System() Clock { return time.Now }

// Fixed is a clock that stands still.
func Fixed(at time.Time) Clock { return func() time.Time { return at } }

// Today returns the civil day in Rome.
func (c Clock) Today() Day { return DayOf(c()) }

// rome is the time zone of every civil day. The data is compiled in, so a
// failure to load it cannot happen on a machine where the build passed its tests.
var rome = sync.OnceValue(func() *time.Location {
	location, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.FixedZone("Europe/Rome", 3600)
	}
	return location
})

// Rome returns the time zone Europe/Rome.
func Rome() *time.Location { return rome() }

// ItalianTime returns "9:30" for an instant, in Rome.
func ItalianTime(instant time.Time) string {
	return strings.TrimPrefix(instant.In(Rome()).Format("15:04"), "0")
}

// ItalianMoment is an instant with its day, as people read them: "27/11/2026, 9:05".
func ItalianMoment(instant time.Time) string {
	return DayOf(instant).Italian() + ", " + ItalianTime(instant)
}
