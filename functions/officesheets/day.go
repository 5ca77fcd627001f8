package main

import (
	"net/http"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/web"
)

// dayPath is the address of a class's sheet of a day.
func dayPath(class string, day calendar.Day) string {
	return classPath(class) + "/giorno/" + day.String()
}

// readDay reads the sheet that an address names.
func (h Handler) readDay(
	r *http.Request, visit web.Visit,
	read func(day calendar.Day) (presence.Sheet, error),
) (presence.Sheet, error) {
	day, err := calendar.ParseDay(r.PathValue("giorno"))
	if err != nil {
		return presence.Sheet{}, errNoClass.Because(err)
	}
	sheet, err := read(day)
	return sheet, checkSchool(visit, sheet.Class, err)
}

// day shows the sheet of any day, to read and to print.
func (h Handler) day(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sheet, err := h.readDay(r, visit, func(day calendar.Day) (presence.Sheet, error) {
		return h.Sheets.Sheet(r.Context(), visit.Municipality, r.PathValue("classe"), day)
	})
	if err != nil {
		return err
	}
	page := web.Page{
		Title: className(sheet.Class), Section: "presenze", Template: "day", Crumbs: crumbs(visit),
		Lead: "Registro della mensa di " + weekdayOf(sheet.Day) + ".",
	}
	if r.URL.Query().Get("esito") == "corretto" {
		page.Notice = "Registro corretto. Riaccrediti e addebiti arrivano sui conti questa sera."
	}
	past := sheet.Day.Before(visit.Today())
	page.Data = sheetPage{Sheet: sheet, Past: past, Corrects: past && corrects(visit)}
	return h.Site.Render(w, r, visit, page)
}

// exportDay sends the sheet of a day as a file.
func (h Handler) exportDay(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sheet, err := h.readDay(r, visit, func(day calendar.Day) (presence.Sheet, error) {
		return h.Sheets.Sheet(r.Context(), visit.Municipality, r.PathValue("classe"), day)
	})
	if err != nil {
		return err
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
		rows = append(rows, []string{sheet.Day.Italian(), sheet.Class.Name, row.Pupil, row.Name, row.Entry.Text(), marked, told})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name:   "presenze-" + sheet.Class.ID + "-" + sheet.Day.String() + ".csv",
		Header: []string{"giorno", "classe", "alunno", "nome", "presenza", "fonte", "comunicato_dal_genitore"}, Rows: rows,
	})
}
