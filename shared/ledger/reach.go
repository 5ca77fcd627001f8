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

// Pace is what the pupil's meals cost in the last four weeks, and how many they were. The
// amount is 0 when nothing can be said: too few meals, as after holidays, or free ones.
// The statement must reach back PaceDays.
func (s Statement) Pace(today calendar.Day) (spent money.Cents, meals int) {
	first := today.AddDays(1 - PaceDays)
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
	if meals < paceMeals {
		return 0, meals
	}
	return max(spent, 0), meals
}

// DaysLeft estimates for how many days the credit lasts if the pupil goes on eating
// as in the last four weeks, at most MaxDaysLeft. It is 0 when nothing can be said,
// or when the credit is less than a meal costs.
func (s Statement) DaysLeft(today calendar.Day) int {
	spent, meals := s.Pace(today)
	if spent == 0 || s.Account.Balance < spent/money.Cents(meals) {
		return 0
	}
	return min(int(s.Account.Balance/spent*PaceDays+s.Account.Balance%spent*PaceDays/spent), MaxDaysLeft)
}

// BackAMonth suggests a top-up to an account below zero: what brings it back to zero and
// pays for a month of the pupil's usual meals, in whole euro and at most most; 0 is no limit.
// Where no pace is known it only brings the account back. It is 0 for any other account.
func (s Statement) BackAMonth(today calendar.Day, least, most money.Cents) money.Cents {
	if s.Account.Balance >= 0 {
		return 0
	}
	spent, _ := s.Pace(today)
	amount := max((spent-s.Account.Balance+99)/100*100, least)
	if most > 0 {
		return min(amount, most)
	}
	return amount
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
