package main

import (
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// contacts shows the form with the contacts that the office uses now.
func (h Handler) contacts(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	guardian, err := h.School.Guardian(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	return h.showContacts(w, r, visit, web.Page{
		Form: url.Values{"email": {guardian.Email}, "telefono": {guardian.Phone}},
	})
}

func (h Handler) showContacts(w http.ResponseWriter, r *http.Request, visit web.Visit, page web.Page) error {
	page.Title, page.Section, page.Template = "I tuoi contatti", "anagrafica", "contacts"
	page.Lead = "Dove l'ufficio ti scrive e ti telefona per i servizi scolastici."
	page.Crumbs = []web.Crumb{{Name: "Scheda anagrafica", Path: "/anagrafica"}}
	return h.Site.Render(w, r, visit, page)
}

// saveContacts keeps the contacts, or shows beside each field what is wrong.
func (h Handler) saveContacts(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	given := school.Contacts{
		Email: strings.TrimSpace(form.Get("email")), Phone: strings.TrimSpace(form.Get("telefono")),
	}
	if wrong := wrongContacts(given); len(wrong) > 0 {
		return h.showContacts(w, r, visit, web.Page{Status: http.StatusBadRequest, Form: form, Errors: wrong})
	}
	err = h.School.SaveContacts(r.Context(), visit.Municipality.ID, visit.Session.Guardian, given)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/anagrafica?esito=contatti", http.StatusSeeOther)
	return nil
}

func wrongContacts(given school.Contacts) []web.FieldError {
	var wrong []web.FieldError
	switch {
	case given.Email == "" && given.Phone == "":
		wrong = append(wrong, web.FieldError{
			Field: "email", Text: "Scrivi almeno un contatto: l'e-mail oppure il telefono.",
		})
	case given.Email != "" && !school.ValidEmail(given.Email):
		wrong = append(wrong, web.FieldError{
			Field: "email", Text: "L'indirizzo e-mail non è valido: scrivilo come nome@esempio.it.",
		})
	}
	if given.Phone != "" && !school.ValidPhone(given.Phone) {
		wrong = append(wrong, web.FieldError{
			Field: "telefono", Text: "Il numero di telefono non è valido: scrivi solo cifre, spazi e il + iniziale.",
		})
	}
	return wrong
}
