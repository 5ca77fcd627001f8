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

// RoleName is what the adult may do for a pupil, in words.
func (adultPage) RoleName(pupil school.Link) string { return roleName(pupil.Role) }

// adult is the page of an adult.
func (h Handler) adult(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readAdultPage(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Scheda dell’adulto", Section: section, Template: "adult", Data: data, Crumbs: crumbs(""),
		Notice: done(r.URL.Query().Get("esito")),
	})
}

// readAdultPage reads the adult that an address names.
func (h Handler) readAdultPage(r *http.Request, visit web.Visit) (adultPage, error) {
	tenant, id := visit.Municipality.ID, r.PathValue("adulto")
	data := adultPage{May: h.mayAll(visit)}
	var positions []billing.Position
	err := beside.Together(
		beside.Into(&data.Guardian, func() (school.Guardian, error) { return h.School.Guardian(r.Context(), tenant, id) }),
		beside.Into(&data.Pupils, func() ([]school.Link, error) { return h.School.PupilsOf(r.Context(), tenant, id) }),
		beside.Into(&positions, func() ([]billing.Position, error) { return h.noticesOf(r.Context(), tenant, id) }),
	)
	if problem.Is(err, problem.NotFound) {
		return data, problem.Missing()
	}
	for _, position := range positions {
		if position.State == billing.Open {
			data.Open = append(data.Open, shownNotice{position})
		}
	}
	return data, err
}

// exportAdult sends the page as a file, as exportCard does with a pupil's card.
func (h Handler) exportAdult(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readAdultPage(r, visit)
	if err != nil {
		return err
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "adulto-" + data.ID + ".csv", Header: sectionHeader(), Rows: data.lines(),
	})
}

// lines are the page's lines: section, item, value.
func (a adultPage) lines() [][]string {
	var lines sections
	adult, pupil, open := lines.section("Adulto"), lines.section("Alunni"), lines.section("Avvisi da pagare")
	adult("Nome e cognome", a.FullName())
	adult("Codice fiscale", a.FiscalCode)
	adult("E-mail", a.Email)
	adult("Telefono", a.Phone)
	adult("Indirizzo", a.PostalAddress())
	for _, one := range a.Pupils {
		pupil(one.FullName(), a.RoleName(one), one.SchoolName, one.ClassName)
	}
	for _, one := range a.Open {
		open(one.Number.String(), a.NameOf(one.Pupil), one.What(), "scadenza "+one.DueDay(), one.Amount.Plain())
	}
	return lines
}
