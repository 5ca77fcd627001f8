package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// meal is what one pupil should be charged for a day.
type meal struct {
	pupil  string
	eaten  bool
	priced bool
	left   bool // the pupil is not in the class that day, though on its sheet
	detail ledger.MealDetail
}

// debitSheet brings the accounts of a class in line with its presence sheet and
// returns the completion marker to write, and whether it tried to post anything.
// How a meal is posted is up to post: plainly, or as a difference. On a closed day nobody has eaten.
func (e evening) debitSheet(
	ctx context.Context, m ledger.ClassMessage, sheet school.ClassDay, closed bool,
	post func(context.Context, ledger.ClassMessage, meal) (bool, error),
) (ledger.Batch, bool, error) {
	meals, err := e.meals(ctx, m, sheet, closed)
	if err != nil {
		return ledger.Batch{}, false, err
	}
	batch := ledger.Batch{Class: m.Class, Day: m.Day, Presence: sheet.Version, Closed: closed}
	for _, one := range meals {
		if !one.eaten {
			continue
		}
		if !one.priced {
			batch.Unpriced++
			continue
		}
		if err := batch.Add(one.detail.Band, one.detail.Price); err != nil {
			return ledger.Batch{}, false, err
		}
	}
	var tried atomic.Bool
	var pupils errgroup.Group
	pupils.SetLimit(parallelPupils)
	for _, one := range meals {
		pupils.Go(func() error {
			// A panic is the failure of its class, which comes again, and of no neighbour's.
			return lambdahost.CatchPanic(func() error {
				posted, err := post(ctx, m, one)
				if posted {
					tried.Store(true)
				}
				return err
			})
		})
	}
	err = pupils.Wait()
	return batch, tried.Load(), err
}

// meals lists the pupils of a sheet with what each should be charged, by pupil id.
func (e evening) meals(ctx context.Context, m ledger.ClassMessage, sheet school.ClassDay, closed bool) ([]meal, error) {
	roster, err := e.School.Roster(ctx, m.Municipality, m.Class)
	if err != nil {
		return nil, err
	}
	tariffs, err := e.common.prices(ctx, m.Municipality, m.Day.SchoolYear())
	if err != nil {
		return nil, err
	}
	bands := make(map[string]string)
	for _, row := range roster {
		if row.ActiveOn(m.Day) {
			bands[row.Pupil] = row.Band
		}
	}
	var meals []meal
	for _, pupil := range slices.Sorted(maps.Keys(sheet.Marks)) {
		mark := sheet.Marks[pupil]
		band, here := bands[pupil]
		one := meal{pupil: pupil, eaten: mark.Eaten() && !closed, left: !here, detail: ledger.MealDetail{
			Class: m.Class, Mark: string(mark), Presence: sheet.Version,
		}}
		if closed {
			one.detail.Mark = string(school.Suspended)
		}
		if tariff, found := school.TariffFor(tariffs, school.Canteen, band, m.Day); found && one.eaten {
			one.priced = true
			one.detail.Band, one.detail.Price, one.detail.Version = tariff.Band, tariff.Price, tariff.Version
		}
		meals = append(meals, one)
	}
	return meals, nil
}

// errPostedBefore says that a meal was posted before the first pass: at a price that may not be today's.
var errPostedBefore = errors.New("the meal is posted already")

// postOnce posts a meal that was eaten, and reports whether it tried to.
func (h Handler) postOnce(ctx context.Context, m ledger.ClassMessage, one meal) (bool, error) {
	if !one.priced || one.detail.Price == 0 {
		return false, nil
	}
	posted, err := h.Ledger.PostMeal(ctx, m.Municipality, one.pupil, m.Day, one.detail)
	if err == nil && !posted {
		err = errPostedBefore
	}
	return true, err
}

// postDifference compares what a pupil's day should cost with what is posted and
// posts the rest. When somebody else posts at the same moment it looks again. To
// a pupil who left the class it gives back what the class itself debited, unless
// the pupil's class of the day counts on it. It reports whether it tried to post:
// an attempt that was refused may be its own, whose reply was lost.
func (h Handler) postDifference(ctx context.Context, m ledger.ClassMessage, one meal) (bool, error) {
	if one.eaten && !one.priced {
		return false, nil
	}
	for try := range maxPasses {
		days, err := h.Ledger.MealsOfDays(ctx, m.Municipality, one.pupil, m.Day, m.Day)
		if err != nil {
			return false, err
		}
		ours := days[m.Day]
		if one.left {
			ours = postedBy(m.Class, ours)
		}
		posted, err := total(ours)
		if err != nil {
			return false, err
		}
		difference := -one.detail.Price - posted
		if difference == 0 {
			return try > 0, nil
		}
		if one.left {
			if elsewhere, err := h.eatsElsewhere(ctx, m, one.pupil); err != nil || elsewhere {
				return false, err
			}
		}
		var done bool
		if len(days[m.Day]) == 0 {
			done, err = h.Ledger.PostMeal(ctx, m.Municipality, one.pupil, m.Day, one.detail)
		} else {
			done, err = h.Ledger.PostCorrection(ctx, m.Municipality, one.pupil, m.Day,
				len(days[m.Day]), difference, one.detail)
		}
		if err != nil || done {
			return true, err
		}
	}
	return true, errors.New("the entries of a pupil's day kept changing")
}

func total(entries []ledger.Entry) (money.Cents, error) {
	var sum money.Cents
	var err error
	for _, entry := range entries {
		if sum, err = sum.Add(entry.Amount); err != nil {
			return 0, fmt.Errorf("sum of a day: %w", err)
		}
	}
	return sum, nil
}
