package main

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// monthPage is a class's month.
type monthPage struct {
	presence.Month
	Previous, Next, Export string
	Corrects               bool
}

// Cells are a pupil's days in the table. A month has hundreds of cells: a template takes as long for them as for all the
// rest three times.
func (monthPage) Cells(row presence.MonthRow) template.HTML {
	var cells strings.Builder
	for _, cell := range row.Cells {
		mark, text := template.HTMLEscapeString(string(cell.Mark)), template.HTMLEscapeString(cell.Text())
		switch {
		case mark != "":
			cells.WriteString(`<td class="segno-` + mark + `"><abbr title="` + text + `">` + mark + `</abbr></td>`)
		case cell.Enrolled:
			cells.WriteString(`<td><span class="nota">·</span></td>`)
		default:
			cells.WriteString(`<td></td>`)
		}
	}
	return template.HTML(cells.String())
}

// Total adds up the days.
func (m monthPage) Total() school.Meals {
	var sum school.Meals
	for _, day := range m.Days {
		sum = sum.Plus(day.Meals)
	}
	return sum
}

// Address is the sheet of a day.
func (m monthPage) Address(day calendar.Day) string { return dayPath(m.Class.ID, day) }

func (h Handler) readMonth(r *http.Request, visit web.Visit) (presence.Month, error) {
	month, err := calendar.ParseMonth(r.URL.Query().Get("mese"))
	if err != nil {
		month = visit.Today().Month()
	}
	found, err := h.Sheets.Month(r.Context(), visit.Municipality, r.PathValue("classe"), month)
	return found, checkSchool(visit, found.Class, err)
}

// month shows a class's month.
func (h Handler) month(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	month, err := h.readMonth(r, visit)
	if err != nil {
		return err
	}
	address := classPath(month.Class.ID) + "/mese?mese="
	return h.Site.Render(w, r, visit, web.Page{
		Title: className(month.Class), Section: "presenze", Template: "month", Crumbs: crumbs(visit),
		Lead: "Presenze alla mensa di " + month.Month.String() + ".",
		Data: monthPage{
			Month: month, Previous: address + month.Month.Previous().Key(), Next: address + month.Month.Next().Key(),
			Export: classPath(month.Class.ID) + "/mese.csv?mese=" + month.Month.Key(), Corrects: corrects(visit),
		},
	})
}

// exportMonth is the month as a file: a row a pupil, a column a day.
func (h Handler) exportMonth(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	month, err := h.readMonth(r, visit)
	if err != nil {
		return err
	}
	header := []string{"alunno", "nome"}
	for _, day := range month.Days {
		header = append(header, day.Italian())
	}
	rows := make([][]string, 0, len(month.Rows))
	for _, pupil := range month.Rows {
		row := []string{pupil.Pupil, pupil.Name}
		for _, cell := range pupil.Cells {
			row = append(row, string(cell.Mark))
		}
		rows = append(rows, append(row, strconv.Itoa(pupil.Meals.Total()), strconv.Itoa(pupil.Meals.Plain), strconv.Itoa(pupil.Absences)))
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name:   "presenze-" + month.Class.ID + "-" + month.Month.Key() + ".csv",
		Header: append(header, "pasti", "in_bianco", "senza_pasto"), Rows: rows,
	})
}
