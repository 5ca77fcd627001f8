package main

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// unpricedPage is the classes and days with meals that were eaten and cannot be debited, as the morning's figures have them,
// and what each lacks by now.
type unpricedPage struct {
	figures.Unpriced
	Made   calendar.Day // the day of the figures
	Sheets []unpricedSheet
	// Reprices is whether the operator may ask for prices of past days, Back how many days the evening goes back by itself.
	Reprices bool
	Back     int
	today    calendar.Day
}

// Left is how many meals are on sheets that the page does not name.
func (p unpricedPage) Left() int {
	left := p.Meals
	for _, one := range p.Sheets {
		left -= one.Meals
	}
	return left
}

// Old reports whether the evening does not come back to a day by itself.
func (p unpricedPage) Old(day calendar.Day) bool { return day.Before(p.today.AddDays(-p.Back)) }

// unpricedSheet is one class and day.
type unpricedSheet struct {
	figures.UnpricedSheet
	// Bands are those without a tariff, Absent who has no place in the class that day: none in another class either, or both
	// sheets name the pupil.
	Bands  []lackingBand
	Absent []string
}

// lackingBand is a band that has no tariff on a day, and who eats in it.
type lackingBand struct {
	Band   string
	Pupils []school.RosterRow
}

// Names are the pupils' names.
func (b lackingBand) Names() string {
	var names []string
	for _, one := range b.Pupils {
		names = append(names, strings.TrimSpace(one.FamilyName+" "+one.Name))
	}
	return strings.Join(names, ", ")
}

// unpriced says which meals wait for a price, and what each lacks.
func (h Handler) unpriced(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant := visit.Municipality.ID
	debts, err := h.Debts.Debts(r.Context(), tenant)
	if err != nil {
		return err
	}
	data := unpricedPage{Unpriced: debts.Unpriced, Made: debts.Day, Reprices: corrects(visit), Back: ledger.LookBackDays, today: visit.Today()}
	if data.Sheets, err = h.lacking(r.Context(), tenant, debts.Unpriced.Sheets); err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Pasti senza tariffa", Section: "presenze", Template: "unpriced", Data: data, Crumbs: crumbs(),
		Lead: "Pasti mangiati e non addebitati. Si addebitano la sera, quando non manca più niente.",
	})
}

// lacking reads registers, rosters and tariffs, all side by side, and compares them.
func (h Handler) lacking(ctx context.Context, tenant string, sheets []figures.UnpricedSheet) ([]unpricedSheet, error) {
	registers, rosters, tariffs := make([]school.ClassDay, len(sheets)), map[string]*[]school.RosterRow{}, map[int]*[]school.Tariff{}
	var reads []func() error
	for i, one := range sheets {
		reads = append(reads, beside.Into(&registers[i], func() (school.ClassDay, error) {
			return h.Offer.ClassDay(ctx, tenant, one.Class, one.Day)
		}))
		if rosters[one.Class] == nil {
			rosters[one.Class] = new([]school.RosterRow)
			reads = append(reads, beside.Into(rosters[one.Class], func() ([]school.RosterRow, error) { return h.Offer.Roster(ctx, tenant, one.Class) }))
		}
		if year := one.Day.SchoolYear(); tariffs[year] == nil {
			tariffs[year] = new([]school.Tariff)
			reads = append(reads, beside.Into(tariffs[year], func() ([]school.Tariff, error) { return h.Offer.Tariffs(ctx, tenant, year) }))
		}
	}
	if err := beside.Together(reads...); err != nil {
		return nil, err
	}
	list := make([]unpricedSheet, len(sheets))
	for i, one := range sheets {
		list[i].UnpricedSheet = one
		list[i].compare(registers[i], *rosters[one.Class], *tariffs[one.Day.SchoolYear()])
	}
	return list, nil
}

// compare finds out what the sheet's meals lack.
func (u *unpricedSheet) compare(register school.ClassDay, roster []school.RosterRow, tariffs []school.Tariff) {
	places := map[string]school.RosterRow{}
	for _, row := range roster {
		if row.ActiveOn(u.Day) {
			places[row.Pupil] = row
		}
	}
	bands := map[string][]school.RosterRow{}
	for _, meal := range debit.Meals(register, roster, tariffs, ledger.Batch{}, false) {
		switch {
		case !meal.Eaten || meal.Priced:
		case meal.Left:
			u.Absent = append(u.Absent, meal.Pupil)
		default:
			bands[places[meal.Pupil].Band] = append(bands[places[meal.Pupil].Band], places[meal.Pupil])
		}
	}
	for band, pupils := range bands {
		u.Bands = append(u.Bands, lackingBand{band, pupils})
	}
	slices.SortFunc(u.Bands, func(a, b lackingBand) int { return cmp.Compare(a.Band, b.Band) })
}
