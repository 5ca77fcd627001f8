package main

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// askCorrection is the form of a pupil's own data.
func (h Handler) askCorrection(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	one, err := h.subject(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	return h.correctionForm(w, r, visit, correction{subject: one}, &fields{form: url.Values{
		"nome": {one.Name}, "cognome": {one.FamilyName}, codeField: {one.FiscalCode},
		"nascita": {one.BirthDate.Italian()}, badgeField: {one.Badge}, specialField: {yesNo(one.Diet)}, seenField: {strconv.Itoa(one.Version)},
	}})
}

// correction is the form of a pupil's own data, with the swaps that it offers of what another pupil has.
type correction struct {
	subject
	Swaps []offer
}

func (h Handler) correctionForm(w http.ResponseWriter, r *http.Request, visit web.Visit, data correction, f *fields) error {
	return h.Site.Render(w, r, visit, f.page(web.Page{
		Title: "Correggi i dati dell’alunno", Section: section, Template: "correct", Data: data, Crumbs: crumbs(data.ID),
	}))
}

// page adds what was typed and what is wrong with it to a form's page.
func (f *fields) page(page web.Page) web.Page {
	page.Form, page.Errors = f.form, f.wrong
	if len(f.wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	return page
}

// correct changes a pupil's own data.
func (h Handler) correct(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	one, err := h.subject(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	version, err := seen(form)
	if err != nil {
		return err
	}
	f := &fields{form: form}
	corrected, swaps, err := h.readPupil(r, visit, f, one.Pupil)
	if err != nil {
		return err
	}
	if f.unfinished() {
		return h.correctionForm(w, r, visit, correction{one, swaps}, f)
	}
	rows := []row{
		{"Nome", one.Name, corrected.Name}, {"Cognome", one.FamilyName, corrected.FamilyName},
		{"Codice fiscale", one.FiscalCode, corrected.FiscalCode},
		{"Nascita", one.BirthDate.Italian(), corrected.BirthDate.Italian()}, {"Badge", one.Badge, corrected.Badge},
	}
	if !yes(form) {
		shown := proposal{Subject: one.FullName(), Button: "Correggi i dati", Notes: []string{fromFiles}}
		shown.Rows = append(rows, row{"Dieta speciale", yesNo(one.Diet), yesNo(corrected.Diet)})
		if shown.Warnings, err = h.codedDiet(r.Context(), visit, one, corrected); err != nil {
			return err
		}
		return h.propose(w, r, visit, form, one.ID, shown)
	}
	pieces := changed(rows)
	if one.Diet != corrected.Diet { // as with the code: the log outlives the diet, and more people read it
		pieces = append(pieces, office.Piece{After: specialChanged})
	}
	ctx := h.noting(r.Context(), visit, office.Deed{Action: office.PupilCorrected, Pupil: one.ID}.Changing(pieces...))
	if err := h.School.CorrectPupil(ctx, visit.Municipality.ID, version, corrected); err != nil {
		return err
	}
	return finish(w, r, cardAddress(one.ID), "dati")
}

// fromFiles warns of files that bring the old data again.
const fromFiles = "Se questi dati arrivano anche da un file, correggili anche là: il prossimo caricamento vale di più."

// readPupil reads the form of a pupil's own data. Fiscal code and badge are of one pupil only; what another has can be swapped.
func (h Handler) readPupil(
	r *http.Request, visit web.Visit, f *fields, was school.Pupil,
) (p school.Pupil, swaps []offer, err error) {
	p = was
	p.FamilyName = f.text("cognome", "Cognome", true, maxText)
	p.Name = f.text("nome", "Nome", true, maxText)
	code, wrong := fiscalcode.ParseAny(letters.Code(f.form.Get(codeField)))
	if wrong != nil {
		f.refuse(codeField, "Il codice fiscale non è valido: controlla i 16 caratteri.")
	}
	p.FiscalCode, p.PersonID = code.String(), school.GuardianID(h.PeopleKey, code.String())
	p.BirthDate = f.day("nascita", "Nascita")
	if p.BirthDate.After(visit.Today()) {
		f.refuse("nascita", "La data di nascita è nel futuro.")
	}
	p.Badge = f.text(badgeField, "Badge", false, maxText)
	if p.Badge != "" && !school.ValidCode(p.Badge) {
		f.refuse(badgeField, "Il badge ha solo lettere, cifre, punti e trattini, al massimo 30.")
	}
	if f.form.Has(specialField) {
		p.Diet = f.choice(specialField, "Dieta speciale", yesNo(true), yesNo(false)) == yesNo(true)
	}
	if len(f.wrong) > 0 {
		return p, nil, nil
	}
	codes, badges, err := h.School.Taken(r.Context(), visit.Municipality.ID, p)
	if len(codes) > 0 {
		f.refuse(codeField, "%s", takenBy("codice fiscale", codes))
		swaps = append(swaps, offersOf(codeField, was, codes)...)
	}
	if len(badges) > 0 {
		f.refuse(badgeField, "%s", takenBy("badge", badges))
		swaps = append(swaps, offersOf(badgeField, was, badges)...)
	}
	return p, swaps, err
}

// changed are the rows that differ, as the log keeps them.
func changed(rows []row) []office.Piece {
	var pieces []office.Piece
	for _, one := range rows {
		if !one.Same() {
			pieces = append(pieces, office.Piece{Before: one.Name + " " + orNone(one.Before), After: one.Name + " " + orNone(one.After)})
		}
	}
	return pieces
}

// orNone is a value, or as every page shows that there is none.
func orNone(text string) string { return cmp.Or(text, "–") }
