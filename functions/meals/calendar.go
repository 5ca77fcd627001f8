package main

import (
	"slices"
	"strconv"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// sheet is a month as a calendar: one row a week, one column a day of the week.
type sheet struct {
	Weekdays []time.Weekday
	Weeks    [][]cell
	Notable  []line // corrections, notices and closures, in the order of the days
	Shown    int    // days with a meal, or with something to say
}

// Many is how many Notable days a page has room for; more are folded away.
func (s sheet) Many() int { return 5 }

// cell is a day of the calendar; one without a Day belongs to another month.
type cell struct {
	line
	Shown bool // there is a meal, or something to say
	Today bool
}

// Number is the day of the month.
func (c cell) Number() string { return strconv.Itoa(c.Day.OfMonth()) }

// Reportable reports whether a parent may find the day wrong: it was one of canteen, and it is not to come.
func (c cell) Reportable(today calendar.Day) bool { return c.Shown && !c.Day.After(today) }

// Icon stands for the kind of day.
func (c cell) Icon() string {
	switch c.Kind {
	case "ok":
		return "check-circle"
	case "wait":
		return "clock"
	default:
		return "minus-circle"
	}
}

// Cost is what the day costs by now, as a positive amount.
func (l line) Cost() (money.Cents, error) { return money.Sum(-l.Debit, -l.Fix) }

// Posted reports whether the ledger holds anything of the day.
func (l line) Posted() bool { return l.Debited || l.Fixed }

// notable reports whether there is more to say of a day than its state.
func (l line) notable() bool {
	return l.Fixed || l.Back != 0 || l.Told != "" || l.Why != "" || l.Closed != ""
}

// calendar tells the month as a calendar, with the days to come.
func (r *register) calendar(asked request, today calendar.Day) (sheet, error) {
	var result sheet
	weekend := map[time.Weekday]bool{}
	var days []cell
	for day := asked.Month.First(); !day.After(asked.Month.Last()); day = day.AddDays(1) {
		one, shown, err := r.line(day, asked.Child.Pupil, today)
		if err != nil {
			return sheet{}, err
		}
		if shown {
			result.Shown++
			weekend[day.Weekday()] = true
		}
		if shown && one.notable() {
			result.Notable = append(result.Notable, one)
		}
		days = append(days, cell{one, shown, day == today})
	}
	for _, weekday := range []time.Weekday{
		time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
	} {
		if weekday != time.Saturday && weekday != time.Sunday || weekend[weekday] {
			result.Weekdays = append(result.Weekdays, weekday)
		}
	}
	result.fill(days)
	return result, nil
}

// fill puts the days into weeks that begin on Monday. A week without a column of its own,
// such as a month that begins on a Sunday, is left out.
func (s *sheet) fill(days []cell) {
	var week []cell
	for i, one := range days {
		if i == 0 || one.Day.Weekday() == time.Monday {
			week = make([]cell, len(s.Weekdays))
		}
		if at := slices.Index(s.Weekdays, one.Day.Weekday()); at >= 0 {
			week[at] = one
		}
		last := i == len(days)-1 || one.Day.Weekday() == time.Sunday
		if last && slices.ContainsFunc(week, func(c cell) bool { return !c.Day.IsZero() }) {
			s.Weeks = append(s.Weeks, week)
		}
	}
}
