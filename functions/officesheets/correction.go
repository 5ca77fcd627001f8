package main

import (
	"errors"
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// correctionPage is a past day's sheet as a form; with Changed it is the preview of what was chosen.
type correctionPage struct {
	sheetPage
	Changed []changed
	// Corrections is what those come to, Total what it is with the Others.
	Corrections, Total money.Cents
	// Others are pupils whose register does not change, but to whom the evening posts too.
	Others []debit.Change
}

// changed is a pupil whose register changes, and what the evening posts of it.
type changed struct {
	presence.Row
	Was    school.Entry
	New    bool // the register did not name the pupil
	Change debit.Change
	Posts  bool
}

// correction shows a past day's sheet as a form.
func (h Handler) correction(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sheet, err := h.readDay(r, visit, func(day calendar.Day) (presence.Sheet, error) {
		return h.Sheets.Sheet(r.Context(), visit.Municipality, r.PathValue("classe"), day)
	})
	if err != nil {
		return err
	}
	sheet = unsaid(sheet)
	return h.showCorrection(w, r, visit, correctionPage{sheetPage: sheetPage{
		Sheet: sheet, Read: sheet.Register.Version, Before: sheet.Entries(),
	}}, web.Page{})
}

// unsaid is a sheet that says nothing by itself of whom its register does not name.
func unsaid(sheet presence.Sheet) presence.Sheet {
	sheet.Rows = slices.Clone(sheet.Rows)
	for i, row := range sheet.Rows {
		if sheet.Sent() && !row.Marked {
			sheet.Rows[i].Entry = school.Entry{}
		}
	}
	return sheet
}

func (h Handler) showCorrection(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data correctionPage, page web.Page,
) error {
	if !data.Day.Before(visit.Today()) {
		return data.Correctable(school.Sheet{}, visit.Now)
	}
	data.Writes = true
	page.Title, page.Section, page.Template, page.Data = "Correggi "+data.Class.InSchool(), "presenze", "correction", data
	page.Crumbs = append(crumbs(), web.Crumb{Name: data.Day.Italian(), Path: dayPath(data.Class.ID, data.Day)})
	page.Lead = "Registro della mensa di " + weekdayOf(data.Day) + "."
	return h.Site.Render(w, r, visit, page)
}

// correct shows what a correction gives back or debits, and stores it once it is confirmed.
func (h Handler) correct(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	class := r.PathValue("classe")
	var basis debit.Basis
	sheet, err := h.readDay(r, visit, func(day calendar.Day) (sheet presence.Sheet, err error) {
		err = beside.Together(
			beside.Into(&sheet, func() (presence.Sheet, error) {
				return h.Sheets.Bare(r.Context(), visit.Municipality, class, day)
			}),
			beside.Into(&basis, func() (debit.Basis, error) {
				return h.Prices.Basis(r.Context(), visit.Municipality.ID, class, day)
			}),
		)
		return sheet, err
	})
	if err != nil {
		return err
	}
	sent, err := readSheet(form, visit, sheet)
	if err != nil {
		return err
	}
	if seeks(form) {
		return h.findPast(w, r, visit, sheet, sent, form)
	}
	confirmed := form.Get(stepField) == "conferma"
	reason, wrong := web.Reason(form)
	if len(wrong) == 0 { // what is refused stays as it was typed
		sent.Reason = reason
	}
	if err := sheet.Correctable(sent, visit.Now); err != nil {
		wrong = append(wrong, web.FieldError{Field: "registro", Text: problem.Of(err).Text})
	}
	before := shownIn(form)
	data := correctionPage{sheetPage: kept(unsaid(sheet), sent)}
	data.Before = before
	if len(wrong) > 0 {
		return h.showCorrection(w, r, visit, data, web.Page{Status: http.StatusBadRequest, Errors: wrong})
	}
	if !confirmed && sheet.Register.Version == sent.Read {
		return h.preview(w, r, visit, data, sheet, sent, basis)
	}
	err = school.ErrSheet
	if confirmed {
		ctx := h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, sheetDeed(office.SheetCorrected, sheet, sent))
		_, err = h.Sheets.Correct(ctx, visit.Municipality, sheet, sent, visit.Now)
	}
	if errors.Is(err, school.ErrSheet) {
		now, err := h.Sheets.Sheet(r.Context(), visit.Municipality, class, sheet.Day)
		if err != nil {
			return err
		}
		data.sheetPage = met(unsaid(now), sent, before)
		return h.showCorrection(w, r, visit, data, web.Page{Status: http.StatusConflict})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, dayPath(sheet.Class.ID, sheet.Day)+"?esito=corretto", http.StatusSeeOther)
	return nil
}

// preview shows what the evening will post.
func (h Handler) preview(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data correctionPage, was presence.Sheet, sent school.Sheet,
	basis debit.Basis,
) error {
	changes, err := h.Prices.Correction(r.Context(), visit.Municipality.ID, was.Register.With(sent.Entries), was.Suspended, basis)
	if err != nil {
		return err
	}
	if data.Total, err = debit.Total(changes); err != nil {
		return err
	}
	var corrections []debit.Change
	byPupil := make(map[string]debit.Change, len(changes))
	for _, change := range changes {
		byPupil[change.Pupil] = change
	}
	for _, row := range data.Rows {
		before, _ := was.Row(row.Pupil)
		change, posts := byPupil[row.Pupil]
		if _, named := sent.Entries[row.Pupil]; named && (row.Entry != before.Entry || !row.Marked) {
			data.Changed = append(data.Changed, changed{
				Row: row, Was: before.Entry, New: !row.Marked, Change: change, Posts: posts,
			})
			corrections = append(corrections, change)
			continue
		}
		if posts {
			change.Name = row.Name
			data.Others = append(data.Others, change)
		}
	}
	if len(data.Changed) == 0 {
		return h.showCorrection(w, r, visit, data, web.Page{Status: http.StatusBadRequest, Errors: []web.FieldError{{
			Field: "registro", Text: "Non hai cambiato nulla: scegli che cosa correggere.",
		}}})
	}
	if data.Corrections, err = debit.Total(corrections); err != nil {
		return err
	}
	return h.showCorrection(w, r, visit, data, web.Page{})
}
