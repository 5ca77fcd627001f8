package ledger

import (
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// The window in which an account's pace is measured, and its limits.
const (
	// PaceDays is how many days back the pace looks: four weeks, so that every day of
	// the week counts the same.
	PaceDays = 28
	// paceMeals is how many meals it takes to speak of a pace at all.
	paceMeals = 5
	// MaxDaysLeft is as far ahead as an estimate makes sense; more is "more than that".
	MaxDaysLeft = 60
)

// DaysLeft estimates for how many days the credit lasts if the pupil goes on eating
// as in the last four weeks, at most MaxDaysLeft. It is 0 when nothing can be said:
// less credit than a meal costs, or too few meals, as after holidays. The statement
// must reach back PaceDays.
func (s Statement) DaysLeft(today calendar.Day) int {
	first := today.AddDays(1 - PaceDays)
	var spent money.Cents
	meals := 0
	for _, line := range s.Lines {
		if line.Day.Before(first) || line.Day.After(today) {
			continue
		}
		switch line.Kind {
		case Meal:
			meals++
			spent -= line.Amount
		case Correction:
			spent -= line.Amount
		default: // no meal
		}
	}
	if meals < paceMeals || spent <= 0 || s.Account.Balance < spent/money.Cents(meals) {
		return 0
	}
	return min(int(s.Account.Balance/spent*PaceDays+s.Account.Balance%spent*PaceDays/spent), MaxDaysLeft)
}

// MaxMeals is as many meals as a parent needs to know of; more is "more than that".
const MaxMeals = 20

// FewMeals is when a parent who is told meals and no amounts reads that the credit runs out.
const FewMeals = 5

// MealsLeft says how many meals a credit pays for, from 0 to MaxMeals+1. Free meals
// never run out.
func MealsLeft(credit, price money.Cents) int {
	switch {
	case price <= 0:
		return MaxMeals + 1
	case credit <= 0:
		return 0
	default:
		return int(min(credit/price, MaxMeals+1))
	}
}
