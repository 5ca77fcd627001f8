package main

import (
	"fmt"
	"net/http"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// opposition explains the choice about the precompiled tax return and asks for it.
func (h Handler) opposition(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.draft(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Opposizione all'utilizzo delle spese scolastiche", Section: "anagrafica",
		Template: "opposition", Data: data,
		Crumbs: []web.Crumb{
			{Name: "Scheda anagrafica", Path: "/anagrafica"},
			{Name: "Attestazioni dei pagamenti", Path: certificatesPath},
			{Name: fmt.Sprintf("Attestazione del %d", data.Year), Path: data.Path()},
		},
	})
}

// oppose records the choice.
func (h Handler) oppose(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	opposed, known := map[string]bool{"opposizione": true, "revoca": false}[form.Get("scelta")]
	if !known {
		return problem.New(problem.Invalid, "Non riusciamo a leggere la scelta. Torna indietro e riprova.")
	}
	data, err := h.draft(r, visit)
	if err != nil {
		return err
	}
	err = h.Certificates.Oppose(
		r.Context(), visit.Municipality.ID, visit.Session.Guardian, data.Year, data.Pupil, opposed)
	if err != nil {
		return err
	}
	http.Redirect(w, r, data.Path()+"?esito="+form.Get("scelta"), http.StatusSeeOther)
	return nil
}

func choiceNotice(name string) string {
	switch name {
	case "opposizione":
		return "Opposizione registrata. Puoi ritirarla fino al 31 dicembre."
	case "revoca":
		return "Opposizione ritirata. Queste spese possono entrare nella dichiarazione precompilata."
	default:
		return ""
	}
}
