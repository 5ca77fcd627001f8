package main

import (
	"cmp"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// expense is what a parent paid for a pupil in a calendar year. The tax return
// counts the day of the payment, never that of the meal (TUIR, art. 15 c. 1
// lett. e-bis).
type expense struct {
	Year     int
	Pupil    string
	Services []spending
	Total    money.Cents
}

// spending is the part of an expense that went into one service.
type spending struct {
	Service  string
	Payments []billing.Position // oldest first
	Total    money.Cents
}

// Name is the service's name as parents read it.
func (s spending) Name() string { return school.ServiceName(s.Service) }

// Count is how many payments make up the expense.
func (e expense) Count() int {
	count := 0
	for _, service := range e.Services {
		count += len(service.Payments)
	}
	return count
}

// expenses adds up paid positions by year and pupil: the newest year first, then
// by pupil.
func expenses(positions []billing.Position) ([]expense, error) {
	paid := slices.DeleteFunc(slices.Clone(positions), func(p billing.Position) bool {
		return p.State != billing.Paid || p.Payment == nil
	})
	slices.SortFunc(paid, func(a, b billing.Position) int {
		return cmp.Or(
			-cmp.Compare(yearOf(a), yearOf(b)), cmp.Compare(a.Pupil, b.Pupil), cmp.Compare(a.Service, b.Service),
			a.Payment.At.Compare(b.Payment.At), cmp.Compare(a.Number, b.Number),
		)
	})
	var found []expense
	for _, position := range paid {
		last := len(found) - 1
		if last < 0 || found[last].Year != yearOf(position) || found[last].Pupil != position.Pupil {
			found = append(found, expense{Year: yearOf(position), Pupil: position.Pupil})
			last++
		}
		if err := found[last].add(position); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// add counts one payment, in the order of services.
func (e *expense) add(position billing.Position) error {
	last := len(e.Services) - 1
	if last < 0 || e.Services[last].Service != position.Service {
		e.Services = append(e.Services, spending{Service: position.Service})
		last++
	}
	service := &e.Services[last]
	service.Payments = append(service.Payments, position)
	var err error
	if service.Total, err = service.Total.Add(position.Amount); err != nil {
		return err
	}
	e.Total, err = e.Total.Add(position.Amount)
	return err
}

// yearOf is the calendar year of a payment, in Rome.
func yearOf(position billing.Position) int { return calendar.DayOf(position.Payment.At).Year() }
