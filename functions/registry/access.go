package main

import (
	"net/http"
	"net/url"

	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

const (
	accessPath  = "/anagrafica/accessi/"
	accessTitle = "Chi altro vede i dati" // names of children stay out of titles
)

// opened is the page of the adults whom the payer let in for one pupil.
type opened struct {
	Child   school.Link
	Granted []school.Link
	Max     int
}

// asking is the page before the confirmation.
type asking struct {
	Child      school.Link
	FiscalCode string
}

// payer returns the link of a pupil for whom the parent pays; for all others the
// pupil looks missing.
func (h Handler) payer(r *http.Request, visit web.Visit) (school.Link, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	link, err := h.School.LinkOf(r.Context(), tenant, guardian, r.PathValue("alunno"))
	if err == nil && !link.Pays() {
		err = problem.Missing()
	}
	return link, err
}

// accesses shows who sees the pupil because the payer said so.
func (h Handler) accesses(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	link, err := h.payer(r, visit)
	if err != nil {
		return err
	}
	return h.showAccesses(w, r, visit, link, web.Page{Notice: accessNotice(r.URL.Query().Get("esito"))})
}

func accessNotice(name string) string {
	switch name {
	case "dato":
		return "Accesso dato. Da ora questa persona può entrare con la sua identità digitale."
	case "tolto":
		return "Accesso tolto."
	default:
		return ""
	}
}

func (h Handler) showAccesses(
	w http.ResponseWriter, r *http.Request, visit web.Visit, link school.Link, page web.Page,
) error {
	granted, err := h.School.GrantsOf(r.Context(), visit.Municipality.ID, link.Pupil)
	if err != nil {
		return err
	}
	page.Title, page.Section, page.Template = accessTitle, "anagrafica", "accesses"
	page.Crumbs = []web.Crumb{{Name: "Scheda anagrafica", Path: "/anagrafica"}}
	page.Data = opened{Child: link, Granted: granted, Max: school.MaxGranted}
	return h.Site.Render(w, r, visit, page)
}

// askGrant shows what is about to happen, before the payer confirms it.
func (h Handler) askGrant(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, link, err := h.accessForm(r, visit)
	if err != nil {
		return err
	}
	code, err := fiscalcode.Parse(letters.Code(form.Get("codice")))
	if err != nil {
		return h.showAccesses(w, r, visit, link, web.Page{
			Status: http.StatusBadRequest, Form: form, Errors: []web.FieldError{{
				Field: "codice", Text: "Il codice fiscale non è valido: controlla i 16 caratteri.",
			}},
		})
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Controlla e conferma", Section: "anagrafica", Template: "grant",
		Crumbs: []web.Crumb{
			{Name: "Scheda anagrafica", Path: "/anagrafica"},
			{Name: accessTitle, Path: accessPath + url.PathEscape(link.Pupil)},
		},
		Data: asking{Child: link, FiscalCode: code.String()},
	})
}

// grant lets the adult in.
func (h Handler) grant(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, link, err := h.accessForm(r, visit)
	if err != nil {
		return err
	}
	code, err := fiscalcode.Parse(letters.Code(form.Get("codice")))
	if err != nil {
		return problem.New(problem.Invalid,
			"Il codice fiscale non è valido. Torna indietro e controllalo.").Because(err)
	}
	adult := school.GuardianID(h.PeopleKey, code.String())
	err = h.School.Grant(
		r.Context(), visit.Municipality.ID, link.Pupil, visit.Session.Guardian, adult, code.String())
	if err != nil {
		return err
	}
	http.Redirect(w, r, accessPath+url.PathEscape(link.Pupil)+"?esito=dato", http.StatusSeeOther)
	return nil
}

// revoke takes the access back.
func (h Handler) revoke(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, link, err := h.accessForm(r, visit)
	if err != nil {
		return err
	}
	err = h.School.Revoke(r.Context(), visit.Municipality.ID, link.Pupil, form.Get("adulto"))
	if err != nil {
		return err
	}
	http.Redirect(w, r, accessPath+url.PathEscape(link.Pupil)+"?esito=tolto", http.StatusSeeOther)
	return nil
}

func (h Handler) accessForm(r *http.Request, visit web.Visit) (url.Values, school.Link, error) {
	form, err := web.Form(r, visit)
	if err != nil {
		return nil, school.Link{}, err
	}
	link, err := h.payer(r, visit)
	return form, link, err
}
