package debit

import (
	"context"
	"fmt"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// School knows where else a pupil may have eaten.
type School interface {
	Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error)
	ClassDay(ctx context.Context, tenant, class string, day calendar.Day) (school.ClassDay, error)
}

// Ledger knows what is posted.
type Ledger interface {
	MealsOfDays(ctx context.Context, tenant, pupil string, from, to calendar.Day) (
		map[calendar.Day][]ledger.Entry, error)
}

// Accounts compares meals with the entries of the accounts.
type Accounts struct {
	School School
	Ledger Ledger
}

// Rest is what is still to post of a meal.
type Rest struct {
	// Amount is to be posted, negative for a debit; 0 when nothing is.
	Amount money.Cents
	// Cost is what the meal costs the pupil once the amount is posted, in which Band.
	Cost money.Cents
	Band string
	// Unpriced means that the meal was eaten, is not debited, and has no tariff: it waits for one.
	Unpriced bool
	// Detail is what the entry of the amount says.
	Detail ledger.MealDetail
	// Posted is how many entries the pupil's day has: without any the rest is the meal itself, else a correction.
	Posted int
}

// Rest compares a meal with what is posted. A meal that is debited keeps its price, unless it is to be Repriced. Of a meal without a
// tariff there is nothing to post yet.
//
// The class of a pupil may be changed from a past day, so that two sheets may name the pupil. A debit is of the class that
// posted it until that class gives it back, which it does when its own sheet or a closure says that the pupil did not eat. Until
// then a class where the pupil ate too waits, and one where the pupil did not leaves it: so no class counts on what another
// one may give back later, when nothing has the first gone over again. One who left the class and ate is priced by the class of the
// day (restAway).
func (a Accounts) Rest(ctx context.Context, tenant string, m Meal) (Rest, error) {
	days, err := a.Ledger.MealsOfDays(ctx, tenant, m.Pupil, m.Day, m.Day)
	if err != nil {
		return Rest{}, err
	}
	entries := days[m.Day]
	if class, err := debitedBy(entries); class == "" && m.Left && m.Eaten && !m.Priced && err == nil {
		return a.restAway(ctx, tenant, m, entries)
	}
	return m.among(entries)
}

// among is Rest by the entries alone.
func (m Meal) among(entries []ledger.Entry) (Rest, error) {
	class, err := debitedBy(entries)
	switch {
	case err != nil:
		return Rest{}, err
	case class != "" && class != m.Detail.Class:
		return Rest{Unpriced: m.Eaten}, nil
	case class == "" && m.Left:
		return Rest{}, nil
	}
	m.Reprice = m.Reprice && !m.Left // new prices are asked for in the class of the day
	return m.rest(entries)
}

// restAway compares a meal that is not debited, on the sheet of a class that the pupil was not in that day. It costs what the band of
// the class of the day says, unless that class's sheet names the pupil.
func (a Accounts) restAway(ctx context.Context, tenant string, m Meal, entries []ledger.Entry) (Rest, error) {
	enrolments, err := a.School.Enrolments(ctx, tenant, m.Pupil)
	if err != nil {
		return Rest{}, err
	}
	for _, e := range elsewhere(enrolments, m) {
		register, err := a.School.ClassDay(ctx, tenant, e.Class, m.Day)
		mark, named := register.Marks[m.Pupil]
		if err != nil || mark.Eaten() {
			return Rest{Unpriced: true}, err
		}
		if !named {
			m.price(e.Band)
		}
	}
	m.Reprice = false
	return m.rest(entries)
}

// elsewhere are a pupil's enrolments in other classes that eat on a meal's day.
func elsewhere(enrolments []school.Enrolment, m Meal) []school.Enrolment {
	return slices.DeleteFunc(slices.Clone(enrolments), func(e school.Enrolment) bool {
		return e.Service != school.Canteen || e.Class == m.Detail.Class || !e.ActiveOn(m.Day)
	})
}

// Back is what the evening gives back of a pupil's day on which no meal counts, by the day's entries.
func Back(entries []ledger.Entry) (money.Cents, error) {
	rest, err := Meal{}.rest(entries)
	return rest.Amount, err
}

// rest compares a meal with the entries of its day.
func (m Meal) rest(entries []ledger.Entry) (Rest, error) {
	posted, err := total(entries)
	if err != nil {
		return Rest{}, err
	}
	rest := Rest{Cost: m.Detail.Price, Band: m.Detail.Band, Detail: m.Detail, Posted: len(entries)}
	band, stands := m.band(entries, posted)
	switch {
	case m.Eaten && stands && (!m.Reprice || !m.Priced):
		rest.Cost, rest.Band = -posted, band
	case m.Eaten && !m.Priced:
		rest.Unpriced = true
		return rest, nil
	}
	rest.Amount = -rest.Cost - posted
	return rest, nil
}

// debitedBy is the class whose meal of a day is paid, by the entries; "" for none. Of a meal at no price only a marker tells.
func debitedBy(entries []ledger.Entry) (string, error) {
	posted, err := total(entries)
	if paid := paidMeal(entries, posted); paid != nil {
		return paid.Class, err
	}
	return "", err
}

// paidMeal is the meal of a day's last entry; nil unless that says that the pupil ate, and something is posted in all.
func paidMeal(entries []ledger.Entry, posted money.Cents) *ledger.MealDetail {
	if posted == 0 {
		return nil
	}
	last := entries[len(entries)-1].Meal
	if last == nil || !school.Mark(last.Mark).Eaten() {
		return nil
	}
	return last
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
