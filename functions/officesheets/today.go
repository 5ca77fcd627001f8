package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// sheetPage is a sheet as a form, or to read.
type sheetPage struct {
	presence.Sheet
	Late    bool
	Writes  bool // the operator may send it
	Reasons []string
	Reason  string // the one that was chosen
	// Theirs is what somebody else sent meanwhile, of the rows that differ.
	Theirs []presence.Row
	// Corrects is whether the operator may correct the day, Past whether it is over.
	Corrects, Past bool
}

// TheirEntry is what somebody else sent of a pupil, "" for the same.
func (s sheetPage) TheirEntry(pupil string) string {
	at := slices.IndexFunc(s.Theirs, func(r presence.Row) bool { return r.Pupil == pupil })
	if at < 0 {
		return ""
	}
	return s.Theirs[at].Entry.Text()
}

// choice is a mark that a pupil can have, or a reason of one, with its words.
type choice[T any] struct {
	Value   T
	Name    string
	Reasons []choice[school.Reason] // of a mark
}

// Marks are all marks, for the buttons.
func (sheetPage) Marks() []choice[school.Mark] {
	var marks []choice[school.Mark]
	for _, mark := range school.Marks() {
		one := choice[school.Mark]{Value: mark, Name: mark.Name()}
		for _, reason := range mark.Reasons() {
			one.Reasons = append(one.Reasons, choice[school.Reason]{Value: reason, Name: reason.Text()})
		}
		marks = append(marks, one)
	}
	return marks
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
	if err = mine(visit, sheet.Class, err); err != nil {
		return err
	}
	page := web.Page{}
	if sheet.Sent() && r.URL.Query().Get("esito") == "inviato" {
		page.Notice = fmt.Sprintf("Registro inviato alle %s: %s.", calendar.ItalianTime(sheet.Register.Updated), totals(sheet))
	}
	return h.showToday(w, r, visit, sheetPage{Sheet: sheet}, page)
}

func (h Handler) showToday(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data sheetPage, page web.Page,
) error {
	data.Late, data.Reasons = data.Sheet.Late(visit.Now), lateReasons()
	data.Writes = visit.Operator.MarksSchool(data.Class.School)
	page.Title, page.Section, page.Template, page.Data = className(data.Class), "presenze", "sheet", data
	page.Crumbs = crumbs(visit)
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

// send takes the sheet of today.
func (h Handler) send(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	day, err := calendar.ParseDay(form.Get("giorno"))
	if err != nil {
		return errSheetForm
	}
	sheet, err := h.Sheets.Bare(r.Context(), visit.Municipality, r.PathValue("classe"), day)
	if err = mine(visit, sheet.Class, err); err != nil {
		return err
	}
	if !visit.Operator.MarksSchool(sheet.Class.School) {
		return errNoClass
	}
	sent, err := readSheet(form, visit, sheet)
	if err != nil {
		return err
	}
	if !sheet.Late(visit.Now) || !slices.Contains(lateReasons(), sent.Reason) {
		sent.Reason = ""
	}
	ctx := h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, deed("Presenze inviate", sheet, sent))
	register, err := h.Sheets.Send(ctx, visit.Municipality, sheet, sent, visit.Now)
	switch {
	case errors.Is(err, presence.ErrReason):
		return h.askReason(w, r, visit, sheet, sent)
	case errors.Is(err, school.ErrSheet):
		return h.conflict(w, r, visit, sheet, register, sent)
	case err != nil:
		return err
	}
	http.Redirect(w, r, classPath(sheet.Class.ID)+"?esito=inviato", http.StatusSeeOther)
	return nil
}

// errSheetForm answers a form that no page of ours made.
var errSheetForm = problem.New(problem.Invalid, "Il registro che hai inviato non è completo. Torna alla classe e riprova.")

// askReason shows what was sent once more, and asks why it comes after the kitchen's count.
func (h Handler) askReason(
	w http.ResponseWriter, r *http.Request, visit web.Visit, sheet presence.Sheet, sent school.Sheet,
) error {
	heard, err := h.Sheets.Heard(r.Context(), visit.Municipality, sheet)
	if err != nil {
		return err
	}
	return h.showToday(w, r, visit, sheetPage{Sheet: as(heard, sent)}, web.Page{
		Status: http.StatusBadRequest, Errors: []web.FieldError{{
			Field: "motivo", Text: "La cucina ha già contato i pasti: scegli perché il registro cambia.",
		}},
	})
}

// conflict shows what was sent beside what somebody else sent meanwhile. Sending it again, from this page, decides.
func (h Handler) conflict(
	w http.ResponseWriter, r *http.Request, visit web.Visit, sheet presence.Sheet, register school.ClassDay,
	sent school.Sheet,
) error {
	now, err := h.Sheets.Sheet(r.Context(), visit.Municipality, sheet.Class.ID, register.Day)
	if err != nil {
		return err
	}
	data := sheetPage{Sheet: as(now, sent), Theirs: now.Differs(sent.Entries), Reason: sent.Reason}
	return h.showToday(w, r, visit, data, web.Page{Status: http.StatusConflict})
}

// as is a sheet with the entries that somebody sent, its own where none was.
func as(sheet presence.Sheet, sent school.Sheet) presence.Sheet {
	sheet.Rows = slices.Clone(sheet.Rows)
	for i, row := range sheet.Rows {
		if entry, named := sent.Entries[row.Pupil]; named {
			sheet.Rows[i].Entry = entry
		}
	}
	return sheet
}

// deed is what the log keeps of a sheet: which version, and what changed of whom.
func deed(action string, sheet presence.Sheet, sent school.Sheet) office.Deed {
	before, after, pupil := []string{}, []string{}, ""
	for _, row := range sheet.Rows {
		entry, named := sent.Entries[row.Pupil]
		if !named || row.Marked && entry == row.Entry {
			continue
		}
		if row.Marked {
			before = append(before, row.Pupil+" "+stored(row.Entry))
		}
		after, pupil = append(after, row.Pupil+" "+stored(entry)), row.Pupil
	}
	if len(after) != 1 {
		pupil = ""
	}
	return office.Deed{
		Action: action, Object: "classe " + sheet.Class.ID + ", " + sheet.Day.String(), Before: strings.Join(before, ", "),
		After: strings.Join(after, ", "), Reason: sent.Reason, Pupil: pupil,
	}
}

// stored is an entry as the table has it: "P", "N mancante".
func stored(entry school.Entry) string {
	return strings.TrimSpace(string(entry.Mark) + " " + string(entry.Reason))
}

// readSheet reads the sheet that a form sends. Pupils whom the sheet does not have make the form another one's.
func readSheet(form url.Values, visit web.Visit, sheet presence.Sheet) (school.Sheet, error) {
	sent := school.Sheet{
		Entries: map[string]school.Entry{}, By: visit.Operator.FullName(), Reason: strings.TrimSpace(form.Get("motivo")),
	}
	var err error
	if sent.Form, err = web.FormKey(form); err != nil {
		return sent, err
	}
	if _, err := fmt.Sscanf(form.Get("versione"), "%d", &sent.Read); err != nil || sent.Read < 0 {
		return sent, errSheetForm
	}
	for _, row := range sheet.Rows {
		entry := school.Entry{Mark: school.Mark(form.Get("stato-" + row.Pupil))}
		if entry.Mark == "" { // enrolled since the page was made
			continue
		}
		if len(entry.Mark.Reasons()) > 0 {
			entry.Reason = school.Reason(form.Get("motivo-" + string(entry.Mark) + "-" + row.Pupil))
		}
		if !entry.Whole() {
			return sent, errSheetForm
		}
		sent.Entries[row.Pupil] = entry
	}
	for name := range form {
		pupil, found := strings.CutPrefix(name, "stato-")
		if _, known := sheet.Row(pupil); found && !known {
			return sent, errSheetForm
		}
	}
	return sent, nil
}
