package main

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// certificate is what the printable page says: circ. AdE 18/E 2016, par. 2.1 asks
// for the amount spent in the year and the pupil's data.
type certificate struct {
	yearly
	Pupil school.Pupil
	Level string // of the school: "primaria"
	// Reference tells this certificate from all others of the Comune.
	Reference string
}

// pupilIDs are the ids that a pupil can have in an address.
var pupilIDs = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)

// certificate is the printable page of one year and pupil.
func (h Handler) certificate(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.certify(r.Context(), visit, r.PathValue("anno"), r.PathValue("alunno"))
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title:   fmt.Sprintf("Attestazione dei pagamenti del %d", data.Year),
		Section: "anagrafica", Template: "certificate", Data: data,
		Crumbs: []web.Crumb{
			{Name: "Scheda anagrafica", Path: "/anagrafica"},
			{Name: "Attestazioni dei pagamenti", Path: certificatesPath},
		},
	})
}

// certify puts a certificate together. The authorisation is the payment: without
// one of the parent's own in that year for that pupil, it looks missing.
func (h Handler) certify(
	ctx context.Context, visit web.Visit, yearText, pupil string,
) (certificate, error) {
	year, err := asked(yearText)
	if err != nil || !pupilIDs.MatchString(pupil) {
		return certificate{}, problem.Missing()
	}
	var positions []billing.Position
	var schools []school.School
	var child school.Pupil
	err = web.Together(
		func() (err error) {
			positions, err = h.Billing.ListOf(ctx, visit.Municipality.ID, visit.Session.Guardian)
			return err
		},
		func() (err error) {
			child, err = h.School.Pupil(ctx, visit.Municipality.ID, pupil)
			return err
		},
		func() (err error) {
			schools, err = h.School.Schools(ctx, visit.Municipality.ID)
			return err
		},
	)
	if err != nil {
		return certificate{}, err
	}
	found, err := expenses(positions)
	if err != nil {
		return certificate{}, err
	}
	at := slices.IndexFunc(found, func(e expense) bool { return e.Year == year && e.Pupil == pupil })
	if at < 0 {
		return certificate{}, problem.Missing()
	}
	data := certificate{Pupil: child, Reference: reference(year, pupil, visit.Session.Guardian)}
	data.yearly = yearly{expense: found[at], Name: child.FullName(), Open: year >= visit.Today().Year()}
	if at := slices.IndexFunc(schools, func(s school.School) bool { return s.ID == child.School }); at >= 0 {
		data.Level = schools[at].Level
	}
	return data, nil
}

// reference names a certificate by year, pupil and payer. The payer's id is a
// keyed hash: its beginning tells payers of a pupil apart and says nothing else.
func reference(year int, pupil, guardian string) string {
	return fmt.Sprintf("%d/%s/%s", year, pupil, strings.ToUpper(guardian[:min(8, len(guardian))]))
}
