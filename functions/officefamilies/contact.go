package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

var errContactMoved = problem.New(problem.Conflict, "Qualcun altro ha appena cambiato i dati di questa persona. "+
	"Riapri la scheda e controlla prima di riprovare.")

// askContacts is the form of an adult's data.
func (h Handler) askContacts(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	one, err := h.School.Guardian(r.Context(), visit.Municipality.ID, r.PathValue("adulto"))
	if err != nil {
		return err
	}
	return h.contactForm(w, r, visit, one, &fields{form: url.Values{
		"nome": {one.Name}, "cognome": {one.FamilyName}, "email": {one.Email}, "telefono": {one.Phone},
		"indirizzo": {one.Address}, "cap": {one.PostCode}, "comune": {one.City}, "provincia": {one.Province},
		seenField: {fingerprint(one)},
	}})
}

func (h Handler) contactForm(w http.ResponseWriter, r *http.Request, visit web.Visit, one school.Guardian, f *fields) error {
	return h.Site.Render(w, r, visit, f.page(web.Page{
		Title: "Correggi i dati dell’adulto", Section: section, Template: "contact", Data: one, Crumbs: crumbs(""),
	}))
}

// fingerprint stands for an adult's data as a form's page saw them.
func fingerprint(g school.Guardian) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", g))
	return hex.EncodeToString(sum[:8])
}

// saveContacts changes an adult's data.
func (h Handler) saveContacts(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	was, err := h.School.Guardian(r.Context(), visit.Municipality.ID, r.PathValue("adulto"))
	if err != nil {
		return err
	}
	f := &fields{form: form}
	now := readGuardian(f, was)
	if f.unfinished() {
		return h.contactForm(w, r, visit, was, f)
	}
	if fingerprint(was) != form.Get(seenField) && was != now {
		return errContactMoved
	}
	rows := []row{
		{"Nome", was.Name, now.Name}, {"Cognome", was.FamilyName, now.FamilyName}, {"E-mail", was.Email, now.Email},
		{"Telefono", was.Phone, now.Phone}, {"Indirizzo", was.PostalAddress(), now.PostalAddress()},
	}
	if !yes(form) {
		return h.propose(w, r, visit, form, "", proposal{
			Subject: was.FullName(), Rows: rows, Button: "Correggi i dati",
			Notes: []string{"E-mail e telefono valgono anche al posto di quelli che il genitore ha scritto sul portale. " + fromFiles},
		})
	}
	ctx := h.noting(r.Context(), visit, office.Deed{Action: office.AdultCorrected, Adult: was.ID}.Changing(changed(rows)...))
	if err := h.School.CorrectGuardian(ctx, visit.Municipality.ID, was, now); err != nil {
		return err
	}
	return finish(w, r, adultPath+url.PathEscape(was.ID), "dati")
}

// readGuardian reads the form of an adult's data; the fiscal code is the person, and stays.
func readGuardian(f *fields, g school.Guardian) school.Guardian {
	g.FamilyName = f.text("cognome", "Cognome", true, maxText)
	g.Name = f.text("nome", "Nome", true, maxText)
	if !g.NameFits() {
		f.refuse("nome", "Nome e cognome insieme superano 70 caratteri, il massimo su pagoPA: abbreviali.")
	}
	if g.Email = f.text("email", "E-mail", false, 254); g.Email != "" && !school.ValidEmail(g.Email) {
		f.refuse("email", "L’indirizzo e-mail non è valido.")
	}
	if g.Phone = f.text("telefono", "Telefono", false, maxText); g.Phone != "" && !school.ValidPhone(g.Phone) {
		f.refuse("telefono", "Il numero di telefono non è valido.")
	}
	g.Address = f.text("indirizzo", "Indirizzo", false, maxText)
	if g.PostCode = f.text("cap", "CAP", false, maxText); g.PostCode != "" && !school.ValidPostCode(g.PostCode) {
		f.refuse("cap", "Il CAP ha 5 cifre.")
	}
	g.City = f.text("comune", "Comune", false, maxText)
	g.Province = strings.ToUpper(f.text("provincia", "Provincia", false, maxText))
	if g.Province != "" && !school.ValidProvince(g.Province) {
		f.refuse("provincia", "La provincia si scrive con due lettere, come BG.")
	}
	return g
}
