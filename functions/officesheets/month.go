package main

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// monthPage is a class's month.
type monthPage struct {
	presence.Month
	Ways     web.Ways
	Corrects bool
}

// monthField names the month in an address.
const monthField = "mese"

// In is the address of another month, with the same search.
func (m monthPage) In(month calendar.Month) string {
	return web.Asked{Sought: m.Ways.Sought, Choices: url.Values{monthField: {month.Key()}}}.At(m.Ways.Path, "")
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

// Suspended are the suspended days in words: "20/11/2026 (Neve)"; "" for none.
func (m monthPage) Suspended() string {
	var days []string
	for _, day := range m.Days {
		if day.Suspended {
			days = append(days, day.Italian()+" ("+day.Closed+")")
		}
	}
	return strings.Join(days, ", ")
}

// Address is the sheet of a day.
func (m monthPage) Address(day calendar.Day) string { return dayPath(m.Class.ID, day) }

// readMonth reads the month that an address asks for, with the pupils who are sought.
func (h Handler) readMonth(r *http.Request, visit web.Visit) (monthPage, error) {
	data := monthPage{Corrects: corrects(visit)}
	month, err := web.ChosenMonth(r.URL.Query(), visit.Today())
	if err != nil {
		return data, err
	}
	var asked web.Asked
	err = beside.Together(
		func() (err error) {
			data.Month, err = h.Sheets.Month(r.Context(), visit.Municipality, r.PathValue("classe"), month)
			return checkSchool(visit, data.Class, err)
		},
		beside.Into(&asked, func() (web.Asked, error) { return web.AskedOf(r, visit, h.Searches) }),
	)
	if err != nil {
		return data, err
	}
	if asked.Sought.Words != "" {
		data.Month = data.Only(func(row presence.MonthRow) bool { return asked.Sought.Fits(row.Name, row.Pupil) })
	}
	asked.Choices.Set(monthField, month.Key())
	data.Ways = asked.Ways(classPath(data.Class.ID)+"/mese", classPath(data.Class.ID)+"/mese.csv", "")
	return data, nil
}

// month shows a class's month.
func (h Handler) month(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readMonth(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: data.Class.InSchool(), Section: "presenze", Template: "month", Crumbs: crumbs(),
		Lead: "Presenze alla mensa di " + data.Month.Month.String() + ".", Data: data,
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
		Name: "presenze-" + month.Class.ID + "-" + month.Month.Month.Key() + ".csv", About: month.Ways.About(),
		Header: append(header, "pasti", "in_bianco", "senza_pasto"), Rows: rows,
	})
}
