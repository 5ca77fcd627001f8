package main

import (
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// dayPath is the address of a class's sheet of a day.
func dayPath(class string, day calendar.Day) string {
	return classPath(class) + "/giorno/" + day.String()
}

// errNoDay answers an address with a day that no calendar has.
var errNoDay = problem.New(problem.NotFound, "Il giorno di questo indirizzo non esiste: apri la classe da Presenze e scegli un altro giorno.")

// readDay reads the sheet that an address names.
func (h Handler) readDay(
	r *http.Request, visit web.Visit,
	read func(day calendar.Day) (presence.Sheet, error),
) (presence.Sheet, error) {
	day, err := calendar.ParseDay(r.PathValue("giorno"))
	if err != nil {
		return presence.Sheet{}, errNoDay.Because(err)
	}
	sheet, err := read(day)
	return sheet, checkSchool(visit, sheet.Class, err)
}

// readSought reads the sheet that an address names, with the pupils who are sought: to look at, never to send.
func (h Handler) readSought(r *http.Request, visit web.Visit) (sheetPage, error) {
	var data sheetPage
	var asked web.Asked
	err := beside.Together(
		beside.Into(&data.Sheet, func() (presence.Sheet, error) {
			return h.readDay(r, visit, func(day calendar.Day) (presence.Sheet, error) {
				return h.Sheets.Sheet(r.Context(), visit.Municipality, r.PathValue("classe"), day)
			})
		}),
		beside.Into(&asked, func() (web.Asked, error) { return web.AskedOf(r, visit, h.Searches) }),
	)
	data.Ways = dayWays(data.Sheet, asked)
	data.Rows = slices.DeleteFunc(data.Rows, func(row presence.Row) bool {
		return !asked.Sought.Fits(row.Name, row.Pupil, data.Text(row))
	})
	return data, err
}

// dayWays are the addresses around the page of a sheet's day.
func dayWays(sheet presence.Sheet, asked web.Asked) web.Ways {
	path := dayPath(sheet.Class.ID, sheet.Day)
	return asked.Ways(path, path+"/csv", "")
}

// day shows the sheet of any day, to read and to print.
func (h Handler) day(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readSought(r, visit)
	if err != nil {
		return err
	}
	if data.Suspended && data.Sent() {
		done, err := h.Prices.Debited(r.Context(), visit.Municipality.ID, data.Class.ID, data.Day)
		if err != nil {
			return err
		}
		data.Debited = done.Debited()
	}
	page := web.Page{
		Title: data.Class.InSchool(), Section: "presenze", Template: "day", Crumbs: crumbs(),
		Lead: "Registro della mensa di " + weekdayOf(data.Day) + ".",
	}
	if r.URL.Query().Get("esito") == "corretto" {
		page.Notice = "Registro corretto. Riaccrediti e addebiti arrivano sui conti questa sera."
	}
	data.Past = data.Day.Before(visit.Today())
	data.Corrects = data.Past && corrects(visit)
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// exportDay sends the sheet of a day as a file.
func (h Handler) exportDay(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sheet, err := h.readSought(r, visit)
	if err != nil {
		return err
	}
	if !sheet.Listed() {
		sheet.Rows = nil // who is enrolled, and does not eat
	}
	rows := make([][]string, 0, len(sheet.Rows))
	for _, row := range sheet.Rows {
		marked, told := "previsto", ""
		if row.Marked {
			marked = "registro"
		}
		if row.Told.Holds() {
			told = calendar.ItalianMoment(row.Told.At)
		}
		rows = append(rows, []string{sheet.Day.Italian(), sheet.Class.Name, row.Pupil, row.Name, sheet.Text(row), marked, told})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "presenze-" + sheet.Class.ID + "-" + sheet.Day.String() + ".csv", About: sheet.Ways.About(),
		Header: []string{"giorno", "classe", "alunno", "nome", "presenza", "fonte", "comunicato_dal_genitore"}, Rows: rows,
	})
}
