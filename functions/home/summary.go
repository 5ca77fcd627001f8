package main

import (
	"cmp"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// shownMovements is how many movements Riepilogo shows.
const shownMovements = 5

// summary is what Riepilogo shows.
type summary struct {
	Children  []child
	Low       []child
	Due       due
	Movements []movement
}

// child is a pupil with the credit of the badge.
type child struct {
	school.Link
	Credit money.Cents
	// Meals is how many meals the credit pays for; Priced is false when the price
	// of a meal is not known, and then Meals means nothing.
	Meals  int
	Priced bool
	Low    bool
}

// due is what a parent still has to pay.
type due struct {
	Count, Verifying int
	Total            money.Cents
	// Next is the nearest due day, zero when no notice has one.
	Next    calendar.Day
	Overdue bool
}

// movement is a line of an account with its pupil and its name in Italian.
type movement struct {
	ledger.Line
	Name, What string
}

func summarise(found family, visit web.Visit) summary {
	var s summary
	for i, link := range found.pupils {
		account := found.accounts[i]
		one := child{Link: link, Credit: account.Account.Balance}
		one.Meals, one.Priced = mealsLeft(one.Credit, found.tariffs, found.enrolments[i], visit.Today())
		one.Low = one.Credit < visit.Municipality.LowCredit
		if one.Low {
			s.Low = append(s.Low, one)
		}
		s.Children = append(s.Children, one)
		for _, line := range account.Lines {
			s.Movements = append(s.Movements, movement{Line: line, Name: link.Name, What: nameOf(line.Entry)})
		}
	}
	slices.SortStableFunc(s.Movements, newestFirst)
	s.Movements = s.Movements[:min(len(s.Movements), shownMovements)]
	s.Due = dueOf(found.notices, visit)
	return s
}

func newestFirst(a, b movement) int {
	return cmp.Or(cmp.Compare(b.Day.String(), a.Day.String()), b.Posted.Compare(a.Posted))
}

// mealsLeft says how many meals a credit pays for at the price that applies
// today; false when the pupil has no canteen or the price is not known or zero.
func mealsLeft(
	credit money.Cents, tariffs []school.Tariff, enrolments []school.Enrolment, today calendar.Day,
) (int, bool) {
	for _, enrolment := range enrolments {
		if enrolment.Service != school.Canteen || !enrolment.ActiveOn(today) {
			continue
		}
		tariff, found := school.TariffFor(tariffs, school.Canteen, enrolment.Band, today)
		if !found || tariff.Price <= 0 {
			return 0, false
		}
		return int(max(credit, 0) / tariff.Price), true
	}
	return 0, false
}

// dueOf adds up the open notices. One whose payment has begun is counted apart,
// so that nobody pays it twice.
func dueOf(notices []billing.Position, visit web.Visit) due {
	var d due
	for _, notice := range notices {
		if notice.State != billing.Open {
			continue
		}
		if notice.InVerification(visit.Now) {
			d.Verifying++
			continue
		}
		d.Count++
		d.Total += notice.Amount
		d.Overdue = d.Overdue || notice.Overdue(visit.Today())
		if !notice.Due.IsZero() && (d.Next.IsZero() || notice.Due.Before(d.Next)) {
			d.Next = notice.Due
		}
	}
	return d
}

// nameOf is what a parent calls an entry.
func nameOf(entry ledger.Entry) string {
	switch entry.Kind {
	case ledger.Meal:
		if entry.Meal != nil && entry.Meal.Mark == "B" {
			return "Pasto in bianco"
		}
		return "Pasto"
	case ledger.TopUp:
		return "Ricarica"
	case ledger.Opening:
		return "Saldo iniziale"
	case ledger.Correction:
		if entry.Amount > 0 {
			return "Storno"
		}
		return "Rettifica"
	default:
		return "Movimento"
	}
}
