package main

import (
	"context"
	"errors"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// post brings the account of one pupil in line with a meal. It returns what came of it, and whether it tried to
// post anything: an attempt that was refused may be its own, whose reply was lost.
type post func(ctx context.Context, tenant string, meal debit.Meal) (debit.Rest, bool, error)

// debitSheet brings the accounts of a class in line with its presence sheet and
// returns the completion marker to write, and whether it tried to post anything.
// How a meal is posted is up to post: plainly, or as a difference. On a closed day nobody has eaten.
func (e evening) debitSheet(
	ctx context.Context, m ledger.ClassMessage, sheet school.ClassDay, before ledger.Batch, closed bool, post post,
) (ledger.Batch, bool, error) {
	meals, err := e.meals(ctx, m, sheet, before, closed)
	if err != nil {
		return ledger.Batch{}, false, err
	}
	rests := make([]debit.Rest, len(meals))
	var tried atomic.Bool
	var pupils errgroup.Group
	pupils.SetLimit(parallelPupils)
	for i, one := range meals {
		pupils.Go(func() error {
			// A panic is the failure of its class, which comes again, and of no neighbour's.
			return lambdahost.CatchPanic(func() error {
				rest, posted, err := post(ctx, m.Municipality, one)
				if posted {
					tried.Store(true)
				}
				rests[i] = rest
				return err
			})
		})
	}
	if err := pupils.Wait(); err != nil {
		return ledger.Batch{}, tried.Load(), err
	}
	batch, err := marker(sheet, closed, meals, rests)
	return batch, tried.Load(), err
}

// marker is the completion marker of a class whose meals are posted.
func marker(sheet school.ClassDay, closed bool, meals []debit.Meal, rests []debit.Rest) (ledger.Batch, error) {
	batch := ledger.Batch{Class: sheet.Class, Day: sheet.Day, Presence: sheet.Version, Closed: closed}
	for i, one := range meals {
		rest := rests[i]
		if !one.Eaten {
			continue
		}
		if rest.Unpriced {
			batch.Unpriced++
			continue
		}
		if err := batch.Add(rest.Band, rest.Cost); err != nil {
			return ledger.Batch{}, err
		}
		if rest.Cost == 0 {
			if batch.Free == nil {
				batch.Free = make(map[string]string)
			}
			batch.Free[one.Pupil] = rest.Band
		}
	}
	return batch, nil
}

// meals lists the pupils of a sheet with what each should be charged, by pupil id.
func (e evening) meals(
	ctx context.Context, m ledger.ClassMessage, sheet school.ClassDay, before ledger.Batch, closed bool,
) ([]debit.Meal, error) {
	roster, err := e.School.Roster(ctx, m.Municipality, m.Class)
	if err != nil {
		return nil, err
	}
	tariffs, err := e.common.prices(ctx, m.Municipality, m.Day.SchoolYear())
	if err != nil {
		return nil, err
	}
	meals := debit.Meals(sheet, roster, tariffs, before, closed)
	for i, one := range meals {
		meals[i].Reprice = m.Reprices(one.Pupil)
	}
	return meals, nil
}

// errCareful says that the first pass cannot post a meal: it was posted before, at a price that may not be today's, or the
// pupil is not in the class.
var errCareful = errors.New("the meal needs a careful pass")

// postOnce posts a meal that was eaten without looking at the account, unless it costs nothing.
func (h Handler) postOnce(ctx context.Context, tenant string, one debit.Meal) (debit.Rest, bool, error) {
	switch {
	case one.Eaten && !one.Priced && one.Left:
		return debit.Rest{}, false, errCareful
	case one.Priced && one.Detail.Price == 0: // no refused posting would tell that another class debited the meal
		return h.postDifference(ctx, tenant, one)
	}
	rest := debit.Rest{Cost: one.Detail.Price, Band: one.Detail.Band, Unpriced: one.Eaten && !one.Priced}
	if rest.Cost == 0 {
		return rest, false, nil
	}
	posted, err := h.Ledger.PostMeal(ctx, tenant, one.Pupil, one.Day, one.Detail)
	if err == nil && !posted {
		err = errCareful
	}
	return rest, true, err
}

// postDifference posts what is still to post of a meal. When somebody else posts at the same moment it looks again.
func (h Handler) postDifference(ctx context.Context, tenant string, one debit.Meal) (debit.Rest, bool, error) {
	accounts := debit.Accounts{School: h.School, Ledger: h.Ledger}
	for try := range maxPasses {
		rest, err := accounts.Rest(ctx, tenant, one)
		if err != nil || rest.Amount == 0 {
			return rest, try > 0, err
		}
		var done bool
		if rest.Posted == 0 {
			done, err = h.Ledger.PostMeal(ctx, tenant, one.Pupil, one.Day, rest.Detail)
		} else {
			done, err = h.Ledger.PostCorrection(ctx, tenant, one.Pupil, one.Day, rest.Posted, rest.Amount, rest.Detail)
		}
		if err != nil || done {
			return rest, true, err
		}
	}
	return debit.Rest{}, true, errors.New("the entries of a pupil's day kept changing")
}
