package main

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

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
	if err = checkSchool(visit, sheet.Class, err); err != nil {
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
	if form.Get(stepField) == seekStep {
		return h.find(w, r, visit, sheet, sent, form)
	}
	ctx := h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, sheetDeed(office.SheetSent, sheet, sent))
	register, err := h.Sheets.Send(ctx, visit.Municipality, sheet, sent, visit.Now)
	switch {
	case errors.Is(err, presence.ErrReason):
		return h.askReason(w, r, visit, sheet, sent, shownIn(form))
	case errors.Is(err, school.ErrSheet):
		return h.conflict(w, r, visit, register, sent, shownIn(form))
	case err != nil:
		return err
	}
	outcome := outcomeSent
	if register.Version == sheet.Register.Version && !register.LastBy(sent.Form) {
		outcome = outcomeSame
	}
	http.Redirect(w, r, classPath(sheet.Class.ID)+"?esito="+outcome, http.StatusSeeOther)
	return nil
}

// What came of sending a sheet, in the address of the page that says so. A form that comes twice was sent.
const (
	outcomeSent = "inviato"
	outcomeSame = "invariato"
)

// told says what came of sending a sheet, "" when an address says nothing of it.
func told(outcome string, sheet presence.Sheet) string {
	if !sheet.Sent() {
		return ""
	}
	at := calendar.ItalianTime(sheet.Register.Updated)
	switch outcome {
	case outcomeSent:
		return fmt.Sprintf("Registro inviato alle %s: %s.", at, totals(sheet))
	case outcomeSame:
		return fmt.Sprintf("Nessuna modifica: resta il registro inviato alle %s (%s).", at, totals(sheet))
	}
	return ""
}

// errSheetForm answers a form that no page of ours made.
var errSheetForm = problem.New(problem.Invalid, "Il registro che hai inviato non è completo. Torna alla classe e riprova.")

// askReason shows what was sent once more, and asks why it comes after the kitchen's count.
func (h Handler) askReason(
	w http.ResponseWriter, r *http.Request, visit web.Visit, sheet presence.Sheet, sent school.Sheet, before shown,
) error {
	heard, err := h.Sheets.Heard(r.Context(), visit.Municipality, sheet)
	if err != nil {
		return err
	}
	data := kept(heard, sent)
	data.Before = before
	return h.showToday(w, r, visit, data, web.Page{
		Status: http.StatusBadRequest, Errors: []web.FieldError{{
			Field: "motivo", Text: "La cucina ha già contato i pasti: scegli perché il registro cambia.",
		}},
	})
}

// conflict shows what was sent beside what somebody else sent meanwhile. Sending it again, from this page, decides. Pupils whom the
// form left as its page had them are not what its sender chose: of them the register holds.
func (h Handler) conflict(
	w http.ResponseWriter, r *http.Request, visit web.Visit, register school.ClassDay, sent school.Sheet, before shown,
) error {
	now, err := h.Sheets.Sheet(r.Context(), visit.Municipality, register.Class, register.Day)
	if err != nil {
		return err
	}
	return h.showToday(w, r, visit, met(now, sent, before), web.Page{Status: http.StatusConflict})
}

// met is a sheet with what was chosen beside what somebody else sent meanwhile.
func met(now presence.Sheet, sent school.Sheet, before shown) sheetPage {
	chosen := before.chosen(sent, now.Register)
	data := kept(now, chosen)
	data.compare(now, chosen)
	for _, row := range now.Differs(sent.Entries) {
		if _, is := chosen.Entries[row.Pupil]; !is {
			data.Taken = append(data.Taken, row)
		}
	}
	return data
}

// shown is what a page showed of pupils before anybody chose, as its form brings it back.
type shown map[string]school.Entry

// shownField begins the name of the field with what a page showed of a pupil: the mark, and after a blank its reason.
const shownField = "prima-"

// shownIn reads it from a form; one without it leaves nobody as its page had them.
func shownIn(form url.Values) shown {
	before := shown{}
	for name := range form {
		if pupil, is := strings.CutPrefix(name, shownField); is {
			mark, reason, _ := strings.Cut(form.Get(name), " ")
			before[pupil] = school.Entry{Mark: school.Mark(mark), Reason: school.Reason(reason)}
		}
	}
	return before
}

// Field is what a page showed of a pupil, as a field has it.
func (s shown) Field(pupil string) string {
	return strings.TrimSpace(string(s[pupil].Mark) + " " + string(s[pupil].Reason))
}

// chosen is a sheet with the pupils alone whom its sender changed. A form that was stored once has chosen all of them.
func (s shown) chosen(sent school.Sheet, register school.ClassDay) school.Sheet {
	if slices.ContainsFunc(register.Sent, func(by school.Sending) bool { return by.Form == sent.Form }) {
		return sent
	}
	sent.Entries = maps.Clone(sent.Entries)
	maps.DeleteFunc(sent.Entries, func(pupil string, entry school.Entry) bool {
		before, known := s[pupil]
		return known && before == entry
	})
	return sent
}

// withEntries is a sheet with the entries that somebody sent, its own where none was.
func withEntries(sheet presence.Sheet, sent school.Sheet) presence.Sheet {
	sheet.Rows = slices.Clone(sheet.Rows)
	for i, row := range sheet.Rows {
		if entry, named := sent.Entries[row.Pupil]; named {
			sheet.Rows[i].Entry = entry
		}
	}
	return sheet
}

// sheetDeed is what the log keeps of a sheet: which version, and what changed of whom.
func sheetDeed(action office.Action, sheet presence.Sheet, sent school.Sheet) office.Deed {
	var before, after, pupils []string
	each := make(map[string]office.Piece)
	for _, row := range sheet.Rows {
		entry, named := sent.Entries[row.Pupil]
		if !named || row.Marked && entry == row.Entry {
			continue
		}
		own := office.Piece{After: row.Pupil + " " + entry.Text()}
		if row.Marked {
			own.Before = row.Pupil + " " + row.Entry.Text()
			before = append(before, own.Before)
		}
		after, pupils = append(after, own.After), append(pupils, row.Pupil)
		if len(each) < maxNamed {
			each[row.Pupil] = own
		}
	}
	deed := office.Deed{
		Action: action, Object: "classe " + sheet.Class.ID + ", " + sheet.Day.Italian(), Before: strings.Join(before, ", "),
		After: strings.Join(after, ", "), Reason: sent.Reason,
	}
	switch {
	case len(pupils) == 1:
		deed.Pupil = pupils[0]
	case action == office.SheetCorrected || sheet.Sent(): // a first sheet of the day changes nothing that was told of them
		deed.Each = each
	}
	return deed
}

// maxNamed is how many pupils have a sheet's record on their card: a transaction takes a hundred items.
const maxNamed = 90

// readSheet reads the sheet that a form sends. Pupils whom the sheet does not have make the form another one's.
func readSheet(form url.Values, visit web.Visit, sheet presence.Sheet) (school.Sheet, error) {
	sent := school.Sheet{
		Entries: map[string]school.Entry{}, By: visit.Operator.FullName(), Reason: strings.TrimSpace(form.Get("motivo")),
	}
	var err error
	if sent.Form, err = web.FormKey(form); err != nil {
		return sent, err
	}
	if sent.Read, err = strconv.Atoi(form.Get("versione")); err != nil || sent.Read < 0 {
		return sent, errSheetForm
	}
	for _, row := range sheet.Rows {
		entry := school.Entry{Mark: school.Mark(form.Get(web.MarkField + row.Pupil))}
		if entry.Mark == "" { // enrolled since the page was made
			continue
		}
		if len(entry.Mark.Reasons()) > 0 {
			entry.Reason = school.Reason(form.Get(web.ReasonField + string(entry.Mark) + "-" + row.Pupil))
		}
		if !entry.Whole() {
			return sent, errSheetForm
		}
		sent.Entries[row.Pupil] = entry
	}
	for name := range form {
		pupil, found := strings.CutPrefix(name, web.MarkField)
		if _, known := sheet.Row(pupil); found && !known {
			return sent, errSheetForm
		}
	}
	return sent, nil
}
