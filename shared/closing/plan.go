// Package closing is what suspending a service for some days does: which days and classes, what of them was debited
// already and is given back, and what opening them again debits. The evening does it (see functions/mealdebits); here it
// is known beforehand.
package closing

import (
	"context"
	"slices"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// School knows registers.
type School interface {
	Sheets(ctx context.Context, tenant string, classes []string, day calendar.Day) (map[string]school.ClassDay, error)
}

// Ledger knows what of a day was debited.
type Ledger interface {
	BatchesOf(ctx context.Context, tenant string, day calendar.Day) (map[string]ledger.Batch, error)
}

// Planner knows what a closure does before it is entered.
type Planner struct {
	School School
	Ledger Ledger
	Clock  calendar.Clock
}

// Known is what is there before: all classes, and the closures of the period.
type Known struct {
	Classes  []school.Class
	Closures []school.Closure
}

// Period is what is suspended or opened again: its Day is not used.
type Period struct {
	school.Closure
	From, To calendar.Day
}

// Plan is what entering or withdrawing closures does.
type Plan struct {
	// Closures are those to enter or to withdraw, by day.
	Closures []school.Closure
	// Before are the days that are as they should be already; Repeated says that the same form has made them all so.
	Before   []calendar.Day
	Repeated bool
	// Classes is how many classes it concerns.
	Classes int
	// Days are those whose meals are given back or, once they are open again, debited: again, or for the first time.
	Days []Day
	Sums
	// Pupils counts each pupil once, whatever the number of days; 0 where it is not known: markers do not name pupils, and a register
	// that was corrected since may name others than those who were debited.
	Pupils int
}

// Sums are meals that change, and what they cost; of meals to debit the cost is not known before the evening.
type Sums struct {
	Meals int
	Total money.Cents
}

// Day is a day whose meals change.
type Day struct {
	Day     calendar.Day
	Classes int
	Sums
}

// The limits of one form: days in the past have registers to read.
const (
	MaxDays     = school.MaxClosures
	MaxPastDays = 31
	// MaxAgo is how many days ago a day may be that is suspended or opened again, a school year: evenings look at no closure
	// of before.
	MaxAgo = 366
)

var (
	errBackwards = problem.New(problem.Invalid, "L'ultimo giorno viene prima del primo.")
	errLong      = problem.New(problem.Invalid, "Il periodo è troppo lungo: un modulo può sospendere al massimo 90 giorni, di cui 31 già passati.")
	errLongAgo   = problem.New(problem.Invalid, "Un giorno di più di un anno fa non si sospende e non si riapre: per togliere un pasto correggi il registro di quel giorno.")
	errNoDay     = problem.New(problem.Invalid, "In questi giorni le classi scelte non hanno il servizio: non c'è nulla da sospendere.")
	errOver      = problem.New(problem.Conflict, "Questo modulo è già stato usato, e poi qualcuno ha cambiato di nuovo questi giorni. Non abbiamo cambiato nulla: controlla il calendario.")
	errOpen      = problem.New(problem.Conflict, "Questi giorni non sono più sospesi: qualcuno li ha già riaperti.")
)

func (p Planner) check(period Period) error {
	if period.To.Before(period.From) {
		return errBackwards
	}
	if period.From.Before(p.Clock.Today().AddDays(-MaxAgo)) {
		return errLongAgo
	}
	past := 0
	for day := period.From; !day.After(period.To); day = day.AddDays(1) {
		if !day.After(p.Clock.Today()) {
			past++
		}
		if past > MaxPastDays || day.After(period.From.AddDays(MaxDays-1)) {
			return errLong
		}
	}
	return nil
}

// Close plans a suspension. The error is problem.Invalid when the period is wrong, or nobody has the service in it, and
// problem.Conflict when its form wrote a day that another one has changed since.
func (p Planner) Close(ctx context.Context, tenant string, known Known, period Period) (Plan, error) {
	if err := p.check(period); err != nil {
		return Plan{}, err
	}
	plan := Plan{Repeated: true}
	for day := period.From; !day.After(period.To); day = day.AddDays(1) {
		wanted := period.Closure
		wanted.Day = day
		if !served(known.Classes, wanted) {
			continue
		}
		var stored school.Closure
		at := slices.IndexFunc(known.Closures, wanted.Same)
		if at >= 0 {
			stored = known.Closures[at]
		}
		switch {
		case stored.Over(period.Entry):
			return plan, errOver
		case at >= 0 && !stored.Withdrawn:
			plan.Before, plan.Repeated = append(plan.Before, day), plan.Repeated && stored.Entry == period.Entry
		default:
			wanted.Forms = stored.Next(period.Entry).Forms
			plan.Closures, plan.Repeated = append(plan.Closures, wanted), false
		}
	}
	if len(plan.Closures)+len(plan.Before) == 0 {
		return plan, errNoDay
	}
	return plan, p.weigh(ctx, tenant, &plan, known, period, slices.Concat(known.Closures, plan.Closures))
}

// Reopen plans the end of a suspension. The error is problem.Conflict when nothing of it is there, or as for Close.
func (p Planner) Reopen(ctx context.Context, tenant string, known Known, period Period) (Plan, error) {
	if err := p.check(period); err != nil {
		return Plan{}, err
	}
	plan := Plan{Repeated: true}
	var after []school.Closure
	for _, c := range known.Closures {
		wanted := period.Closure
		wanted.Day = c.Day
		switch {
		case !c.Same(wanted):
			after = append(after, c)
		case c.Over(period.Entry):
			return plan, errOver
		case !c.Withdrawn:
			plan.Closures, plan.Repeated = append(plan.Closures, c.Next(period.Entry)), false
		case c.Entry == period.Entry:
			plan.Before = append(plan.Before, c.Day)
		}
	}
	if len(plan.Closures)+len(plan.Before) == 0 {
		return plan, errOpen
	}
	return plan, p.weigh(ctx, tenant, &plan, known, period, after)
}

// served reports whether a class that a closure is for has the service on its day: the canteen on the days of the
// class, others from Monday to Saturday.
func served(classes []school.Class, c school.Closure) bool {
	return slices.ContainsFunc(classes, func(class school.Class) bool {
		if !c.For(class, c.Service, c.Day) {
			return false
		}
		return slices.Contains(class.Weekdays, c.Day.Weekday()) ||
			c.Service != school.Canteen && c.Day.Weekday() != time.Sunday
	})
}

// readsAtOnce is how many days are read at the same time.
const readsAtOnce = 8

// weigh counts the classes that a plan concerns and the meals that change.
func (p Planner) weigh(
	ctx context.Context, tenant string, plan *Plan, known Known, period Period, after []school.Closure,
) error {
	anyDay := period.Closure
	anyDay.Day = period.From
	for _, class := range known.Classes {
		if anyDay.For(class, period.Service, period.From) {
			plan.Classes++
		}
	}
	found := make([]weighed, len(plan.Closures))
	reads := beside.New()
	reads.SetLimit(readsAtOnce)
	for i, c := range plan.Closures {
		if c.Day.After(p.Clock.Today()) {
			continue
		}
		var changing []string
		closing := false
		for _, class := range known.Classes {
			_, was := school.ClosureOf(known.Closures, class, c.Day)
			_, is := school.ClosureOf(after, class, c.Day)
			if was != is { // also of a class that ate on the day before its weekdays changed: the markers know
				changing, closing = append(changing, class.ID), is
			}
		}
		reads.Go(func() (err error) {
			found[i], err = p.weighDay(ctx, tenant, c.Day, changing, closing)
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return err
	}
	pupils, unknown := map[string]bool{}, false
	for _, one := range found {
		if one.Meals == 0 {
			continue
		}
		plan.Days = append(plan.Days, one.Day)
		plan.Meals += one.Meals
		var err error
		if plan.Total, err = plan.Total.Add(one.Total); err != nil {
			return err
		}
		unknown = unknown || one.unknown
		for _, pupil := range one.pupils {
			pupils[pupil] = true
		}
	}
	if !unknown {
		plan.Pupils = len(pupils)
	}
	return nil
}

// weighed is a day with who ate on it. It is unknown who was debited when a register says otherwise by now.
type weighed struct {
	Day
	pupils  []string
	unknown bool
}

// weighDay reads what was debited of classes that change on a day. What is given back is what their markers say; what is
// debited is what their registers say, unless their markers have it debited already.
func (p Planner) weighDay(
	ctx context.Context, tenant string, day calendar.Day, classes []string, closing bool,
) (weighed, error) {
	one := weighed{Day: Day{Day: day}}
	if len(classes) == 0 {
		return one, nil
	}
	var batches map[string]ledger.Batch
	var sheets map[string]school.ClassDay
	reads := beside.New()
	reads.Go(func() (err error) { batches, err = p.Ledger.BatchesOf(ctx, tenant, day); return err })
	reads.Go(func() (err error) { sheets, err = p.School.Sheets(ctx, tenant, classes, day); return err })
	if err := reads.Wait(); err != nil {
		return one, err
	}
	for _, class := range classes {
		batch := batches[class]
		if standing := batch.Run > 0 && !batch.Closed; standing == closing {
			if err := one.add(batch, sheets[class], closing); err != nil {
				return one, err
			}
		}
	}
	return one, nil
}

func (w *weighed) add(batch ledger.Batch, sheet school.ClassDay, closing bool) error {
	var eaters []string
	for pupil, mark := range sheet.Marks {
		if _, free := batch.Free[pupil]; mark.Eaten() && !free {
			eaters = append(eaters, pupil)
		}
	}
	meals := len(eaters)
	if closing {
		meals = batch.Debited()
		w.unknown = w.unknown || sheet.Version != batch.Presence || len(eaters) != meals
	}
	if meals == 0 {
		return nil
	}
	w.Classes++
	w.Meals += meals
	w.pupils = append(w.pupils, eaters...)
	var err error
	w.Total, err = w.Total.Add(batch.Total) // zero on a day that is opened again
	return err
}
