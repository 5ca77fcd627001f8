package certificate

import (
	"cmp"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
)

// Yearly is an expense with the year and the pupil that it is about.
type Yearly struct {
	Year  int
	Pupil string // id
	Expense
}

// Expenses adds up what was paid and refunded by year and pupil: the newest year
// first, then by pupil. The tax return counts the day of the payment, never that
// of the meal, and a refund in the year of the expense that it gives back.
func Expenses(positions []billing.Position, refunds []Refund) ([]Yearly, error) {
	var found []Yearly
	at := func(year int, pupil string) *Yearly {
		same := func(y Yearly) bool { return y.Year == year && y.Pupil == pupil }
		index := slices.IndexFunc(found, same)
		if index < 0 {
			index, found = len(found), append(found, Yearly{Year: year, Pupil: pupil})
		}
		return &found[index]
	}
	for _, position := range sorted(positions) {
		day := calendar.DayOf(position.Payment.At)
		if err := at(day.Year(), position.Pupil).pay(position, day); err != nil {
			return nil, err
		}
	}
	for _, refund := range refunds {
		if err := at(refund.Year, refund.Pupil).refund(refund); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(found, func(a, b Yearly) int {
		return cmp.Or(-cmp.Compare(a.Year, b.Year), cmp.Compare(a.Pupil, b.Pupil))
	})
	return found, nil
}

// sorted returns the paid positions by service, the oldest payment first.
func sorted(positions []billing.Position) []billing.Position {
	paid := slices.DeleteFunc(slices.Clone(positions), func(p billing.Position) bool {
		return p.State != billing.Paid || p.Payment == nil
	})
	slices.SortFunc(paid, func(a, b billing.Position) int {
		return cmp.Or(
			cmp.Compare(a.Service, b.Service), a.Payment.At.Compare(b.Payment.At), cmp.Compare(a.Number, b.Number))
	})
	return paid
}

// pay counts one payment; they come by service.
func (e *Expense) pay(position billing.Position, day calendar.Day) error {
	payment := Payment{
		Day: day, Description: position.Description, IUV: position.Number.IUV(),
		Receipt: position.Payment.Proof(), Amount: position.Amount, Elsewhere: position.Payment.Elsewhere,
	}
	if position.Payment.Method == billing.Cash {
		e.Cash = append(e.Cash, payment)
		return nil
	}
	last := len(e.Services) - 1
	if last < 0 || e.Services[last].Service != position.Service {
		e.Services = append(e.Services, Spending{Service: position.Service})
		last++
	}
	service := &e.Services[last]
	service.Payments = append(service.Payments, payment)
	var err error
	if service.Total, err = service.Total.Add(payment.Amount); err != nil {
		return err
	}
	if e.Paid, err = e.Paid.Add(payment.Amount); err != nil {
		return err
	}
	e.Total, err = e.Paid.Add(-e.Refunded)
	return err
}

// refund takes off what came back.
func (e *Expense) refund(refund Refund) error {
	e.Refunds = append(e.Refunds, refund)
	var err error
	if e.Refunded, err = e.Refunded.Add(refund.Amount); err != nil {
		return err
	}
	e.Total, err = e.Paid.Add(-e.Refunded)
	return err
}
