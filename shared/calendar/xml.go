package calendar

import (
	"fmt"
	"strings"
	"time"

	"serviziscolastici/shared/pattern"
)

// The forms of xs:date and xs:dateTime (W3C, XML Schema part 2, 3.2.7 and 3.2.9), years of four
// digits. The package time takes more, such as a comma before fractions of a second.
var (
	xmlDates = pattern.Of(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?$`)
	xmlTimes = pattern.Of(`^[0-9]{4}-[0-9]{2}-[0-9]{2}` +
		`T(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)` +
		`(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?$`)
)

// ParseXMLDate reads an xs:date, blanks around it allowed. Its time zone, if any, is dropped: who
// writes a day of birth or of payment means a civil day in Italy, and it is a library that adds
// the zone. The error is ErrDay.
func ParseXMLDate(text string) (Day, error) {
	text = strings.TrimSpace(text)
	if !xmlDates.Matches(text) {
		return Day{}, fmt.Errorf("%w: %q", ErrDay, text)
	}
	return ParseDay(text[:len("2006-01-02")])
}

// ParseXMLTime reads an xs:dateTime, blanks around it allowed; one without a time zone is in the
// given one. The error is ErrDay.
func ParseXMLTime(text string, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	if !xmlTimes.Matches(text) {
		return time.Time{}, fmt.Errorf("%w and time: %q", ErrDay, text)
	}
	layout, days := "2006-01-02T15:04:05", 0
	if strings.ContainsAny(text[len(layout):], "Z+-") {
		layout += "Z07:00"
	}
	if strings.Contains(text, "T24") { // The end of a day is the start of the next.
		text, days = strings.Replace(text, "T24", "T00", 1), 1
	}
	at, err := time.ParseInLocation(layout, text, zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w and time: %q", ErrDay, text)
	}
	return at.AddDate(0, 0, days), nil
}
