package main

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// sheetPage is a sheet as a form, or to read.
type sheetPage struct {
	presence.Sheet
	Read    int // the version from which the form goes on
	Late    bool
	Writes  bool // the operator may send it
	Reasons []string
	Reason  string // the one that was chosen
	// Theirs is what somebody else sent meanwhile, of the rows that differ; Taken of those that were left as the page had them, for
	// whom that holds.
	Theirs, Taken []presence.Row
	// Before is what the page showed of each pupil before anybody chose, as its form says again.
	Before shown
	// Seek is who was looked for without the script, nil for nobody.
	Seek *seeking
	// Ways are the addresses around the page of the day, where the sheet is read.
	Ways web.Ways
	// Corrects is whether the operator may correct the day, Past whether it is over.
	Corrects, Past bool
	// Debited is how many meals of a suspended day were debited, on the page of the day.
	Debited int
}

// Listed reports whether the day has a list of who eats: planned, or as it was sent.
func (s sheetPage) Listed() bool { return s.Serves || s.Sent() }

// TheirEntry is what somebody else sent of a pupil, "" for the same.
func (s sheetPage) TheirEntry(pupil string) string {
	at := slices.IndexFunc(s.Theirs, func(r presence.Row) bool { return r.Pupil == pupil })
	if at < 0 {
		return ""
	}
	return s.Theirs[at].Entry.Text()
}

// Initials are the first pupils of each initial, in the order of the sheet; none when all have the same.
func (s sheetPage) Initials() []initial {
	var all []initial
	for _, row := range s.Rows {
		name := strings.ToUpper(letters.ASCII(row.Name))
		if name != "" && (len(all) == 0 || all[len(all)-1].Letter != name[:1]) {
			all = append(all, initial{name[:1], row.Pupil})
		}
	}
	if len(all) < 2 {
		return nil
	}
	return all
}

// initial is where the pupils with an initial begin on a sheet.
type initial struct{ Letter, Pupil string }

// Buttons are a pupil's marks to choose from, and below each that has reasons those. A sheet has 400 buttons: a template
// takes several times as long for them as for all the rest.
func (s sheetPage) Buttons(row presence.Row) template.HTML {
	var html strings.Builder
	html.WriteString("<div class=\"tasti\">\n")
	for i, mark := range school.Marks() {
		pressed, state := mark == row.Entry.Mark, ""
		if (pressed || i == 0 && row.Entry.Mark == "") && s.FoundAlone(row.Pupil) {
			state = " autofocus"
		}
		html.WriteString(button("stato-"+row.Pupil, string(mark), mark.Name(), pressed, state))
	}
	html.WriteString("</div>\n")
	for _, mark := range school.Marks() {
		reasons, chosen := mark.Reasons(), row.Entry.ReasonWith(mark)
		if len(reasons) == 0 {
			continue
		}
		html.WriteString(`<fieldset class="motivo motivo-` + template.HTMLEscapeString(string(mark)) + "\">\n<legend>Motivo (" +
			template.HTMLEscapeString(mark.Name()) + ")</legend>\n<div class=\"tasti\">\n")
		for _, reason := range reasons {
			html.WriteString(button("motivo-"+string(mark)+"-"+row.Pupil, string(reason), reason.Text(), reason == chosen, ""))
		}
		html.WriteString("</div></fieldset>\n")
	}
	return template.HTML(html.String())
}

// button is one of a row of buttons of which one is pressed. State is what else its tag says, "" for nothing.
func button(name, value, text string, pressed bool, state string) string {
	if pressed {
		state += " checked"
	}
	return `<label class="tasto"><input type="radio" name="` + template.HTMLEscapeString(name) + `" value="` +
		template.HTMLEscapeString(value) + `"` + state + `><span>` + template.HTMLEscapeString(text) + "</span></label>\n"
}

// lateReasons are why a sheet comes after the kitchen's count. There are no free words on a shared tablet.
func lateReasons() []string {
	return []string{
		"Registro non inviato in tempo", "Alunno arrivato in ritardo", "Alunno uscito dopo l'invio", "Errore nel registro",
		"Comunicazione della cucina",
	}
}

// today shows the sheet of today.
func (h Handler) today(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sheet, err := h.Sheets.Sheet(r.Context(), visit.Municipality, r.PathValue("classe"), visit.Today())
	if err = checkSchool(visit, sheet.Class, err); err != nil {
		return err
	}
	page := web.Page{Notice: told(r.URL.Query().Get("esito"), sheet)}
	return h.showToday(w, r, visit, sheetPage{Sheet: sheet, Read: sheet.Register.Version, Before: sheet.Entries()}, page)
}

func (h Handler) showToday(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data sheetPage, page web.Page,
) error {
	data.Late, data.Reasons = data.Sheet.Late(visit.Now), lateReasons()
	data.Ways = dayWays(data.Sheet, web.Asked{})
	data.Writes = visit.Operator.MarksSchool(data.Class.School)
	page.Title, page.Section, page.Template, page.Data = data.Class.InSchool(), "presenze", "sheet", data
	page.Crumbs = crumbs()
	page.Lead = "Registro della mensa di oggi, " + weekdayOf(data.Day) + "."
	return h.Site.Render(w, r, visit, page)
}

// totals is a sheet in figures: "20 presenti, 1 in bianco".
func totals(sheet presence.Sheet) string {
	var parts []string
	for _, total := range sheet.Totals() {
		if total.Pupils > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", strings.ToLower(total.Mark.Name()), total.Pupils))
		}
	}
	return strings.Join(parts, ", ")
}
