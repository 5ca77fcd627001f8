package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// The steps of a sheet's form. Looking for a pupil is the first button of the form, so that Enter sends nothing; the script,
// which looks as one types, takes it away.
const (
	stepField = "passo"
	seekStep  = "cerca"
)

// comparedField says in a form that its page shows what somebody else sent.
const comparedField = "confronto"

// seeking is who was looked for on a sheet that is being marked: the whole sheet is there all the same, because it is sent
// as a whole.
type seeking struct {
	web.Sought
	Pupils []presence.Row
}

// seek looks for the pupils of whom a form asks.
func (s *sheetPage) seek(form url.Values) {
	found := &seeking{Sought: web.SoughtIn(form)}
	for _, row := range s.Rows {
		if found.Words != "" && found.Fits(row.Name, row.Pupil) {
			found.Pupils = append(found.Pupils, row)
		}
	}
	s.Seek = found
}

// Found reports whether a pupil was looked for and is found.
func (s sheetPage) Found(pupil string) bool {
	return s.Seek != nil && slices.ContainsFunc(s.Seek.Pupils, func(r presence.Row) bool { return r.Pupil == pupil })
}

// FoundAlone reports whether a pupil is the only one who was found, to whom the page leads at once.
func (s sheetPage) FoundAlone(pupil string) bool { return s.Found(pupil) && len(s.Seek.Pupils) == 1 }

// kept is a sheet with what somebody chose. Its form goes on from the version that was read.
func kept(sheet presence.Sheet, sent school.Sheet) sheetPage {
	return sheetPage{Sheet: withEntries(sheet, sent), Read: sent.Read, Reason: sent.Reason}
}

// find shows what was chosen once more, with the pupils who are looked for. Nothing is stored.
func (h Handler) find(
	w http.ResponseWriter, r *http.Request, visit web.Visit, sheet presence.Sheet, sent school.Sheet, form url.Values,
) error {
	if err := sheet.Sendable(visit.Now); err != nil {
		return err
	}
	heard, err := h.Sheets.Heard(r.Context(), visit.Municipality, sheet)
	if err != nil {
		return err
	}
	return h.showToday(w, r, visit, lookedFor(heard, sent, form), web.Page{})
}

// lookedFor is a sheet with what was chosen and who is looked for.
func lookedFor(sheet presence.Sheet, sent school.Sheet, form url.Values) sheetPage {
	data := kept(sheet, sent)
	data.Before = shownIn(form)
	if form.Has(comparedField) {
		data.compare(sheet, sent)
	}
	data.seek(form)
	return data
}

// seeks reports whether a correction's form looks for a pupil. With a reason and no words it is Enter in the field of the
// reason, which goes on to the preview.
func seeks(form url.Values) bool {
	return form.Get(stepField) == seekStep && (web.SoughtIn(form).Words != "" || strings.TrimSpace(form.Get("motivo")) == "")
}

// findPast is find on the sheet of a past day.
func (h Handler) findPast(
	w http.ResponseWriter, r *http.Request, visit web.Visit, sheet presence.Sheet, sent school.Sheet, form url.Values,
) error {
	heard, err := h.Sheets.Heard(r.Context(), visit.Municipality, sheet)
	if err != nil {
		return err
	}
	return h.showCorrection(w, r, visit, correctionPage{sheetPage: lookedFor(unsaid(heard), sent, form)}, web.Page{})
}

// compare puts beside what was chosen what the register says now. Sending the form decides between the two.
func (s *sheetPage) compare(now presence.Sheet, sent school.Sheet) {
	s.Read, s.Theirs, s.Before = now.Register.Version, now.Differs(sent.Entries), now.Entries()
}
