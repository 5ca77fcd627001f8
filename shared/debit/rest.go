package debit

import (
	"context"
	"fmt"
	"slices"

	"serviziscolastici/shared/beside"
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
// posted it as long as its sheet says that the pupil ate. One who ate on another sheet too waits there, because only the office
// knows where; and one who did not keeps the debit. To a pupil who left the class it gives back what the class itself
// debited and nobody gave back since, unless the class of the day counts on it; one who ate is priced by the class of the
// day (restAway).
func (a Accounts) Rest(ctx context.Context, tenant string, m Meal) (Rest, error) {
	if m.Eaten && !m.Priced && m.Left {
		return a.restAway(ctx, tenant, m)
	}
	days, err := a.Ledger.MealsOfDays(ctx, tenant, m.Pupil, m.Day, m.Day)
	if err != nil {
		return Rest{}, err
	}
	entries := days[m.Day]
	rest, err := m.rest(entries)
	if err != nil {
		return Rest{}, err
	}
	switch {
	case !m.Left:
		held, err := a.heldBefore(ctx, tenant, m, entries)
		switch {
		case held && m.Eaten:
			return Rest{Unpriced: true}, err
		case held:
			rest.Amount = 0
		}
		return rest, err
	case rest.Amount != 0:
		held, err := a.eatsElsewhere(ctx, tenant, m)
		if held {
			rest.Amount = 0
		}
		return rest, err
	}
	return rest, nil
}

// restAway compares a meal on the sheet of a class that the pupil was not in that day. It costs what the band of the class of
// the day says, and keeps what this class debited of it.
func (a Accounts) restAway(ctx context.Context, tenant string, m Meal) (Rest, error) {
	var enrolments []school.Enrolment
	var days map[calendar.Day][]ledger.Entry
	err := beside.Together(
		beside.Into(&enrolments, func() ([]school.Enrolment, error) { return a.School.Enrolments(ctx, tenant, m.Pupil) }),
		beside.Into(&days, func() (map[calendar.Day][]ledger.Entry, error) {
			return a.Ledger.MealsOfDays(ctx, tenant, m.Pupil, m.Day, m.Day)
		}),
	)
	if err != nil {
		return Rest{}, err
	}
	entries := days[m.Day]
	debtor, debited := debitedBy(entries)
	ours := debited && debtor == m.Detail.Class
	for _, e := range elsewhere(enrolments, m) {
		register, err := a.School.ClassDay(ctx, tenant, e.Class, m.Day)
		mark, named := register.Marks[m.Pupil]
		if err != nil || mark.Eaten() && !ours {
			return Rest{Unpriced: true}, err
		}
		if !named {
			m.price(e.Band)
		}
	}
	if !ours {
		held, err := a.heldBefore(ctx, tenant, m, entries)
		if held || err != nil {
			return Rest{Unpriced: true}, err
		}
	}
	m.Left, m.Reprice = false, false // new prices are asked for in the class of the day
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
	ours := entries
	if m.Left {
		ours = postedBy(m.Detail.Class, entries)
	}
	posted, err := total(ours)
	if err != nil {
		return Rest{}, err
	}
	rest := Rest{Cost: m.Detail.Price, Band: m.Detail.Band, Detail: m.Detail, Posted: len(entries)}
	band, stands := m.band(ours)
	switch {
	case m.Eaten && stands && (!m.Reprice || !m.Priced):
		rest.Cost, rest.Band = -posted, band
	case m.Eaten && !m.Priced:
		rest.Unpriced = true
		return rest, nil
	}
	rest.Amount = -rest.Cost - posted
	if m.Left { // the class of the day may have given it back, or this class what another one had debited
		left, err := total(entries)
		rest.Amount = max(0, min(rest.Amount, -left))
		return rest, err
	}
	return rest, nil
}

// postedBy returns the entries of a day that a class made.
func postedBy(class string, entries []ledger.Entry) []ledger.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e ledger.Entry) bool {
		return e.Meal == nil || e.Meal.Class != class
	})
}

// eatsElsewhere reports whether a pupil who left the class ate that day in the class that the pupil is
// enrolled in now: what is posted for the day is that class's then, whoever posted it.
func (a Accounts) eatsElsewhere(ctx context.Context, tenant string, m Meal) (bool, error) {
	enrolments, err := a.School.Enrolments(ctx, tenant, m.Pupil)
	if err != nil {
		return false, err
	}
	for _, e := range elsewhere(enrolments, m) {
		register, err := a.School.ClassDay(ctx, tenant, e.Class, m.Day)
		if err != nil || register.Marks[m.Pupil].Eaten() {
			return err == nil, err
		}
	}
	return false, nil
}

// heldBefore reports whether another class debited the pupil's day, and its sheet still says that the pupil ate.
func (a Accounts) heldBefore(ctx context.Context, tenant string, m Meal, entries []ledger.Entry) (bool, error) {
	class, debited := debitedBy(entries)
	if !debited || class == m.Detail.Class || m.Detail.Mark == string(school.Suspended) {
		return false, nil
	}
	register, err := a.School.ClassDay(ctx, tenant, class, m.Day)
	return register.Marks[m.Pupil].Eaten(), err
}

// debitedBy is the class of a day's last entry; false unless that says that the pupil ate.
func debitedBy(entries []ledger.Entry) (class string, debited bool) {
	if len(entries) == 0 {
		return "", false
	}
	last := entries[len(entries)-1].Meal
	if last == nil || !school.Mark(last.Mark).Eaten() {
		return "", false
	}
	return last.Class, true
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
