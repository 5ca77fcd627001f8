package calendar

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrYear says that a text is not a year of the portal.
var ErrYear = errors.New("calendar: not a year from 2000 to 2100")

// ParseYear reads a year of four digits, "2026", from 2000 to 2100: a calendar year, or the one in which a school year
// begins. The error is ErrYear.
func ParseYear(text string) (int, error) {
	year, err := strconv.Atoi(text)
	if err != nil || year < 2000 || year > 2100 {
		return 0, fmt.Errorf("%w: %q", ErrYear, text)
	}
	return year, nil
}
