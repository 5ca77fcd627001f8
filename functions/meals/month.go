package main

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// register is all that a pupil's month is made of.
type register struct {
	enrolments []school.Enrolment
	classes    []school.Class
	closures   []school.Closure
	sheets     map[calendar.Day]school.ClassDay
	entries    map[calendar.Day][]ledger.Entry
}

// read reads a pupil's month. The registers are read for the class of the
// pupil's list; other classes of the same month, after a change, come in a
// second step.
func (h Handler) read(ctx context.Context, tenant string, asked request) (register, error) {
	pupil, first, last := asked.Child.Pupil, asked.Month.First(), asked.Month.Last()
	var found register
	var sheets []school.ClassDay
	err := web.Together(
		func() (err error) {
			found.enrolments, err = h.School.Enrolments(ctx, tenant, pupil)
			return err
		},
		func() (err error) {
			found.classes, err = h.School.Classes(ctx, tenant)
			return err
		},
		func() (err error) {
			found.closures, err = h.School.Closures(ctx, tenant, first, last)
			return err
		},
		func() (err error) {
			found.entries, err = h.Ledger.MealsOfDays(ctx, tenant, pupil, first, last)
			return err
		},
		func() (err error) {
			if asked.Child.Class != "" {
				sheets, err = h.School.ClassDays(ctx, tenant, asked.Child.Class, asked.Month)
			}
			return err
		},
	)
	if err != nil {
		return register{}, err
	}
	found.sheets = make(map[calendar.Day]school.ClassDay)
	found.add(sheets)
	for _, class := range found.otherClasses(asked) {
		if sheets, err = h.School.ClassDays(ctx, tenant, class, asked.Month); err != nil {
			return register{}, err
		}
		found.add(sheets)
	}
	return found, nil
}

// add keeps the registers of the days on which the pupil ate with that class.
func (r *register) add(sheets []school.ClassDay) {
	for _, sheet := range sheets {
		if enrolment, eats := r.canteen(sheet.Day); eats && enrolment.Class == sheet.Class {
			r.sheets[sheet.Day] = sheet
		}
	}
}

// canteen returns the pupil's canteen enrolment that holds on a day.
func (r *register) canteen(day calendar.Day) (school.Enrolment, bool) {
	at := slices.IndexFunc(r.enrolments, func(e school.Enrolment) bool {
		return e.Service == school.Canteen && e.ActiveOn(day)
	})
	if at < 0 {
		return school.Enrolment{}, false
	}
	return r.enrolments[at], true
}

// otherClasses lists the classes of the month beside the current one.
func (r *register) otherClasses(asked request) []string {
	var classes []string
	for _, enrolment := range r.enrolments {
		inMonth := enrolment.From.Within(calendar.Day{}, asked.Month.Last()) &&
			(enrolment.To.IsZero() || !enrolment.To.Before(asked.Month.First()))
		if enrolment.Service == school.Canteen && inMonth && enrolment.Class != asked.Child.Class &&
			!slices.Contains(classes, enrolment.Class) {
			classes = append(classes, enrolment.Class)
		}
	}
	return classes
}

// line is a day of the month as the page shows it.
type line struct {
	Day    calendar.Day
	Kind   string // badge: ok, off, wait
	State  string
	Why    string // the reason of a closure, or ""
	Band   string
	Price  money.Cents
	Debit  money.Cents // the meal's entry; 0 when there is none
	Fix    money.Cents // the sum of its corrections
	Fixed  bool
	Priced bool
}

// month is a pupil's month with its totals.
type month struct {
	Lines []line // newest first
	Meals int
	Total money.Cents // what the month cost, as a positive amount
}

// lines tells the month day by day, from today back. Days without canteen are
// left out, unless something was posted on them.
func (r *register) lines(asked request, pupil string, today calendar.Day) (month, error) {
	var result month
	last := asked.Month.Last()
	if today.Before(last) {
		last = today
	}
	for day := last; !day.Before(asked.Month.First()); day = day.AddDays(-1) {
		one, worth := r.line(day, pupil)
		if !worth {
			continue
		}
		result.Lines = append(result.Lines, one)
		sum, err := money.Sum(result.Total, -one.Debit, -one.Fix)
		if err != nil {
			return month{}, err
		}
		result.Total = sum
		if sheet := r.sheets[day]; sheet.Marks[pupil].Eaten() {
			result.Meals++
		}
	}
	return result, nil
}

func (r *register) line(day calendar.Day, pupil string) (line, bool) {
	one := line{Day: day}
	for _, entry := range r.entries[day] {
		if entry.Kind == ledger.Meal {
			one.Debit = entry.Amount
		} else {
			one.Fix, one.Fixed = one.Fix+entry.Amount, true
		}
		if entry.Meal != nil && entry.Meal.Band != "" {
			one.Band, one.Price, one.Priced = entry.Meal.Band, entry.Meal.Price, true
		}
	}
	enrolment, enrolled := r.canteen(day)
	switch mark := r.sheets[day].Marks[pupil]; {
	case mark == school.Present:
		one.Kind, one.State = "ok", "Presente"
	case mark == school.Plain:
		one.Kind, one.State = "ok", "Pasto in bianco"
	case mark == school.Absent:
		one.Kind, one.State = "off", "Assente"
	default:
		return r.unmarked(one, enrolment, enrolled)
	}
	return one, true
}

// unmarked tells why a day has no mark: no service, or not registered yet.
func (r *register) unmarked(one line, enrolment school.Enrolment, enrolled bool) (line, bool) {
	one.Kind, one.State = "off", "Nessuna presenza registrata"
	at := slices.IndexFunc(r.classes, func(c school.Class) bool { return c.ID == enrolment.Class })
	if !enrolled || at < 0 {
		return one, one.Debit != 0 || one.Fixed
	}
	class := r.classes[at]
	switch {
	case school.Serves(class, r.closures, one.Day):
		one.Kind, one.State = "wait", "Non ancora registrata"
	case school.Serves(class, nil, one.Day):
		one.Kind, one.State, one.Why = "off", "Servizio sospeso", r.closure(class, one.Day)
	default:
		return one, one.Debit != 0 || one.Fixed
	}
	return one, true
}

func (r *register) closure(class school.Class, day calendar.Day) string {
	for _, closure := range r.closures {
		if closure.Day == day && (closure.School == school.EverySchool || closure.School == class.School) {
			return closure.Reason
		}
	}
	return ""
}
