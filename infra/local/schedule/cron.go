// Package schedule plays EventBridge Scheduler: it reads schedule expressions and invokes the
// functions at their times.
package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Expression is a schedule, read from cron(…) or rate(…).
type Expression struct {
	every                                  time.Duration // of rate(…), 0 for cron
	minutes, hours, days, months, weekdays field
	years                                  field
	zone                                   *time.Location
}

// field is the set of values that one part of a cron expression allows.
type field map[int]bool

// horizon is how many days ahead Next looks, enough for a 29 February.
const horizon = 366 * 5

var monthNames = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}

var weekdayNames = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}

// Parse reads an expression of EventBridge Scheduler: cron(minute hour day month weekday year)
// with lists, ranges and steps, or rate(n minutes|hours|days). L, W and # are refused.
func Parse(text string, zone *time.Location) (Expression, error) {
	kind, inside, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	parts := strings.Fields(inside)
	switch {
	case kind == "cron" && len(parts) == 6:
		return parseCron(parts, zone)
	case kind == "rate" && len(parts) == 2:
		return parseRate(parts)
	}
	return Expression{}, fmt.Errorf("schedule %q is neither cron with six fields nor rate", text)
}

func parseCron(parts []string, zone *time.Location) (Expression, error) {
	e := Expression{zone: zone}
	for i, part := range []struct {
		target   *field
		from, to int
		names    []string
	}{
		{&e.minutes, 0, 59, nil},
		{&e.hours, 0, 23, nil},
		{&e.days, 1, 31, nil},
		{&e.months, 1, 12, monthNames},
		{&e.weekdays, 1, 7, weekdayNames},
		{&e.years, 1970, 2199, nil},
	} {
		values, err := parseField(parts[i], part.from, part.to, part.names)
		if err != nil {
			return Expression{}, err
		}
		*part.target = values
	}
	return e, nil
}

func parseRate(parts []string) (Expression, error) {
	count, err := strconv.Atoi(parts[0])
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	unit := units[strings.TrimSuffix(parts[1], "s")]
	if err != nil || count < 1 || unit == 0 {
		return Expression{}, fmt.Errorf("rate(%s %s) is no number of minutes, hours or days",
			parts[0], parts[1])
	}
	return Expression{every: time.Duration(count) * unit}, nil
}

func parseField(text string, from, to int, names []string) (field, error) {
	values := field{}
	for part := range strings.SplitSeq(text, ",") {
		span, stepText, stepped := strings.Cut(part, "/")
		first, last, err := parseSpan(span, from, to, names)
		if err != nil {
			return nil, err
		}
		step := 1
		if stepped {
			if step, err = strconv.Atoi(stepText); err != nil || step < 1 {
				return nil, fmt.Errorf("step %q in a schedule", stepText)
			}
			if !strings.Contains(span, "-") {
				last = to // 5/10 means from 5 on
			}
		}
		for value := first; value <= last; value += step {
			values[value] = true
		}
	}
	return values, nil
}

// parseSpan reads *, a value or a range, and returns its first and last value.
func parseSpan(text string, from, to int, names []string) (int, int, error) {
	if text == "*" || text == "?" {
		return from, to, nil
	}
	low, high, isRange := strings.Cut(text, "-")
	first, err := parseValue(low, from, to, names)
	if err != nil || !isRange {
		return first, first, err
	}
	last, err := parseValue(high, from, to, names)
	if err == nil && last < first {
		err = fmt.Errorf("the range %s in a schedule goes backwards", text)
	}
	return first, last, err
}

func parseValue(text string, from, to int, names []string) (int, error) {
	for i, name := range names {
		if strings.EqualFold(name, text) {
			return i + 1, nil
		}
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < from || value > to {
		return 0, fmt.Errorf("%q in a schedule is not between %d and %d", text, from, to)
	}
	return value, nil
}

// Next is the first time after the given one, false when there is none in the next years.
func (e Expression) Next(after time.Time) (time.Time, bool) {
	if e.every > 0 {
		return after.Add(e.every), true
	}
	local := after.In(e.zone)
	for day := range horizon {
		date := time.Date(local.Year(), local.Month(), local.Day()+day, 12, 0, 0, 0, e.zone)
		if !e.allows(date) {
			continue
		}
		if at, found := e.firstOf(date, after); found {
			return at, true
		}
	}
	return time.Time{}, false
}

func (e Expression) allows(date time.Time) bool {
	return e.years[date.Year()] && e.months[int(date.Month())] && e.days[date.Day()] &&
		e.weekdays[int(date.Weekday())+1]
}

// firstOf finds the first time of a day that lies after the given one.
func (e Expression) firstOf(date, after time.Time) (time.Time, bool) {
	for hour := range 24 {
		for minute := range 60 {
			if !e.hours[hour] || !e.minutes[minute] {
				continue
			}
			at := time.Date(date.Year(), date.Month(), date.Day(), hour, minute, 0, 0, e.zone)
			if at.After(after) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}
