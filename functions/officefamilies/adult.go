package main

import (
	"net/http"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// adultPage is an adult with the pupils.
type adultPage struct {
	school.Guardian
	Pupils []school.Link
	Open   []shownNotice // the notices to pay, of all pupils
	May    map[string]bool
}

// NameOf returns the name of one of the adult's pupils.
func (a adultPage) NameOf(pupil string) string { return school.NameOf(a.Pupils, pupil) }

// adult is the page of an adult.
func (h Handler) adult(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant, id := visit.Municipality.ID, r.PathValue("adulto")
	data := adultPage{May: h.mayAll(visit)}
	var positions []billing.Position
	err := beside.Together(
		beside.Into(&data.Guardian, func() (school.Guardian, error) { return h.School.Guardian(r.Context(), tenant, id) }),
		beside.Into(&data.Pupils, func() ([]school.Link, error) { return h.School.PupilsOf(r.Context(), tenant, id) }),
		beside.Into(&positions, func() ([]billing.Position, error) { return h.noticesOf(r.Context(), tenant, id) }),
	)
	if problem.Is(err, problem.NotFound) {
		return problem.Missing()
	}
	if err != nil {
		return err
	}
	for _, position := range positions {
		if position.State == billing.Open {
			data.Open = append(data.Open, shownNotice{position})
		}
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Scheda dell’adulto", Section: section, Template: "adult", Data: data, Crumbs: crumbs(""),
		Notice: done(r.URL.Query().Get("esito")),
	})
}
