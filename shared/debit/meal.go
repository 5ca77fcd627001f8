// Package debit is what the meals of a class and day cost, and what is still to post of it. The evening posts by it,
// and the office's pages show by it what the evening will post.
//
// A debit keeps the price at which it was posted, whatever band or tariff holds for the day later on. A new price
// has to be asked for. See infra/decisions/0029-prices-of-past-meals.md.
package debit

import (
	"maps"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// Meal is what a register says of a pupil's meal, with what it costs by the band and the tariff of its day.
type Meal struct {
	Pupil  string
	Name   string // "Bianchi Anna"; "" for who has Left
	Day    calendar.Day
	Eaten  bool
	Priced bool // there is a tariff for it
	Left   bool // the pupil is not in the class that day, though on its sheet
	// Free means that the meal was done when it cost nothing, so that no entry tells of it; FreeBand is its band then.
	Free     bool
	FreeBand string
	// Reprice asks for the price that holds now, whatever was debited.
	Reprice bool
	// Detail is what an entry says of it. Its Price is 0 unless the meal is Eaten and Priced.
	Detail ledger.MealDetail

	tariffs []school.Tariff // of the day, to price who has Left by
}

// Meals lists the pupils of a register with what each should be charged, by pupil id. Done is the marker of the last
// time that the class was gone over, the zero Batch when it never was. On a day that is closed nobody has eaten.
func Meals(
	sheet school.ClassDay, roster []school.RosterRow, tariffs []school.Tariff, done ledger.Batch, closed bool,
) []Meal {
	places := make(map[string]school.RosterRow)
	for _, row := range roster {
		if row.ActiveOn(sheet.Day) {
			places[row.Pupil] = row
		}
	}
	sheet = sheet.Counting(closed)
	meals := make([]Meal, 0, len(sheet.Marks))
	for _, pupil := range slices.Sorted(maps.Keys(sheet.Marks)) {
		mark := sheet.Marks[pupil]
		place, here := places[pupil]
		band, free := done.Free[pupil]
		one := Meal{
			Pupil: pupil, Name: place.ListName(), Day: sheet.Day,
			Eaten: mark.Eaten(), Left: !here, Free: free, FreeBand: band,
			Detail:  ledger.MealDetail{Class: sheet.Class, Mark: string(mark), Presence: sheet.Version},
			tariffs: tariffs,
		}
		one.price(place.Band)
		meals = append(meals, one)
	}
	return meals
}

// price gives a meal that was eaten the tariff of a band, if there is one.
func (m *Meal) price(band string) {
	if tariff, found := school.TariffFor(m.tariffs, school.Canteen, band, m.Day); found && m.Eaten {
		m.Priced = true
		m.Detail.Band, m.Detail.Price, m.Detail.Version = tariff.Band, tariff.Price, tariff.Version
	}
}

// band returns the band in which the meal is debited, be it at no price, by the entries of its day and their sum; false when it is
// not. Entries that come to nothing do not tell a meal at no price from one that was given back: the marker does.
func (m Meal) band(entries []ledger.Entry, posted money.Cents) (string, bool) {
	if posted == 0 {
		return m.FreeBand, m.Free
	}
	if paid := paidMeal(entries, posted); paid != nil {
		return paid.Band, true
	}
	return "", false
}
