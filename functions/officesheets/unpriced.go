package main

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
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
	web.Ways
	Made   calendar.Day // the day of the figures
	Sheets []unpricedSheet
	// Reprices is whether the operator may ask for prices of past days, Back how many days the evening goes back by itself.
	Reprices bool
	Back     int
	today    calendar.Day
}

// Listed is how many meals are on the sheets of the page.
func (p unpricedPage) Listed() int {
	listed := 0
	for _, one := range p.Sheets {
		listed += one.Meals
	}
	return listed
}

// Left is how many meals are on sheets that the figures do not name.
func (p unpricedPage) Left() int {
	left := p.Meals
	for _, one := range p.Unpriced.Sheets {
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
	Absent []absentPupil
}

// absentPupil is a pupil on the sheet of a class in which the pupil has no place.
type absentPupil struct{ Code, Name string }

// texts are what a search looks into.
func (u unpricedSheet) texts() []string {
	texts := []string{u.Name, u.Class, u.Day.Italian()}
	for _, band := range u.Bands {
		texts = append(texts, "fascia "+band.Band, band.Names())
		for _, row := range band.Pupils {
			texts = append(texts, row.Pupil)
		}
	}
	for _, pupil := range u.Absent {
		texts = append(texts, pupil.Code, pupil.Name)
	}
	return texts
}

// lacks says in a file what the sheet lacks.
func (u unpricedSheet) lacks() string {
	var parts []string
	for _, band := range u.Bands {
		parts = append(parts, "tariffa della fascia "+band.Band+": "+band.Names())
	}
	var names []string
	for _, pupil := range u.Absent {
		names = append(names, pupil.Name+" ("+pupil.Code+")")
	}
	if len(names) > 0 {
		parts = append(parts, "non di questa classe quel giorno: "+strings.Join(names, ", "))
	}
	if len(parts) == 0 {
		return "niente"
	}
	return strings.Join(parts, "; ")
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
		names = append(names, one.ListName())
	}
	return strings.Join(names, ", ")
}

// unpricedPath lists the meals that wait for a price.
const unpricedPath = sheetsPath + "/senza-tariffa"

// readUnpriced reads which meals wait for a price, on the sheets that are sought. Without a search the names are still to be read.
func (h Handler) readUnpriced(r *http.Request, visit web.Visit) (unpricedPage, error) {
	tenant := visit.Municipality.ID
	var debts figures.Debts
	var asked web.Asked
	err := beside.Together(
		beside.Into(&debts, func() (figures.Debts, error) { return h.Debts.Debts(r.Context(), tenant) }),
		beside.Into(&asked, func() (web.Asked, error) { return web.AskedOf(r, visit, h.Searches) }),
	)
	data := unpricedPage{
		Unpriced: debts.Unpriced, Ways: asked.Ways(unpricedPath, unpricedPath+"/csv", ""), Made: debts.Day,
		Reprices: corrects(visit), Back: ledger.LookBackDays, today: visit.Today(),
	}
	if err != nil {
		return data, err
	}
	if data.Sheets, err = h.lacking(r.Context(), tenant, debts.Unpriced.Sheets); err != nil {
		return data, err
	}
	if asked.Sought.Words == "" {
		return data, nil
	}
	if err = h.named(r.Context(), tenant, data.Sheets); err != nil {
		return data, err
	}
	data.Sheets = slices.DeleteFunc(data.Sheets, func(one unpricedSheet) bool { return !asked.Sought.Fits(one.texts()...) })
	return data, nil
}

// unpriced says which meals wait for a price, and what each lacks.
func (h Handler) unpriced(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readUnpriced(r, visit)
	if err == nil {
		err = h.named(r.Context(), visit.Municipality.ID, data.Sheets)
	}
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Pasti senza tariffa", Section: "presenze", Template: "unpriced", Data: data, Crumbs: crumbs(),
		Lead: "Pasti mangiati e non addebitati. Si addebitano la sera, quando non manca più niente.",
	})
}

// exportUnpriced is the list as a file.
func (h Handler) exportUnpriced(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readUnpriced(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(data.Sheets))
	for _, one := range data.Sheets {
		rows = append(rows, []string{one.Day.Italian(), one.Class, one.Name, strconv.Itoa(one.Meals), ""})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "pasti-senza-tariffa-" + visit.Today().String() + ".csv", About: data.About(),
		Header: []string{"giorno", "codice_classe", "classe", "pasti", "che_cosa_manca"}, Rows: rows,
		Fill: func() error { // names are read beside the record
			err := h.named(r.Context(), visit.Municipality.ID, data.Sheets)
			for i, one := range data.Sheets {
				rows[i][len(rows[i])-1] = one.lacks()
			}
			return err
		},
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

// named gives those who have no place in a class their names. Who is not known any more keeps the code.
func (h Handler) named(ctx context.Context, tenant string, list []unpricedSheet) error {
	var codes []string
	for _, one := range list {
		for _, pupil := range one.Absent {
			if pupil.Name == "" && !slices.Contains(codes, pupil.Code) {
				codes = append(codes, pupil.Code)
			}
		}
	}
	if len(codes) == 0 {
		return nil
	}
	known, err := h.Offer.PupilsByID(ctx, tenant, codes)
	for _, one := range list {
		for i, pupil := range one.Absent {
			one.Absent[i].Name = cmp.Or(pupil.Name, known[pupil.Code].ListName(), pupil.Code)
		}
	}
	return err
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
			u.Absent = append(u.Absent, absentPupil{Code: meal.Pupil})
		default:
			bands[places[meal.Pupil].Band] = append(bands[places[meal.Pupil].Band], places[meal.Pupil])
		}
	}
	for band, pupils := range bands {
		u.Bands = append(u.Bands, lackingBand{band, pupils})
	}
	slices.SortFunc(u.Bands, func(a, b lackingBand) int { return cmp.Compare(a.Band, b.Band) })
}
