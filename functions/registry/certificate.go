package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// Certificates issues certificates and keeps what belongs to them.
type Certificates interface {
	Issue(ctx context.Context, tenant, guardian, pupil string, content certificate.Content) (
		certificate.Certificate, error)
	Newest(ctx context.Context, tenant, guardian string, year int, pupil string) (certificate.Certificate, error)
	Verify(ctx context.Context, tenant, code string) (certificate.Verified, error)
	RefundsOf(ctx context.Context, tenant, guardian string) ([]certificate.Refund, error)
	OppositionsOf(ctx context.Context, tenant, guardian string) ([]certificate.Opposition, error)
	Oppose(ctx context.Context, tenant, guardian string, year int, pupil string, opposed bool) error
}

// draft is the certificate of a year and pupil as it would be issued now.
type draft struct {
	yearly
	Content certificate.Content
	// Issued is the one that was issued with this very content; zero when none was.
	Issued certificate.Certificate
}

// certificate is the printable page of one year and pupil.
func (h Handler) certificate(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.draft(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title:   fmt.Sprintf("Attestazione dei pagamenti del %d", data.Year),
		Section: "anagrafica", Template: "certificate", Data: data,
		Notice: choiceNotice(r.URL.Query().Get("esito")),
		Crumbs: []web.Crumb{
			{Name: "Scheda anagrafica", Path: "/anagrafica"},
			{Name: "Attestazioni dei pagamenti", Path: certificatesPath},
		},
	})
}

// issue gives the certificate its number, if it has none yet, and sends the file.
// It is a form because a number of the register is used up for ever.
func (h Handler) issue(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	data, err := h.draft(r, visit)
	if err != nil {
		return err
	}
	_, err = h.Certificates.Issue(
		r.Context(), visit.Municipality.ID, visit.Session.Guardian, data.Pupil, data.Content)
	if err != nil {
		return err
	}
	http.Redirect(w, r, data.Path()+"/attestazione.pdf", http.StatusSeeOther)
	return nil
}

// draft puts a certificate together. The authorisation is the payment: without
// one of the parent's own in that year for that pupil, it looks missing. A payment
// is no right to the child of today: that is read beside the rest, so that the page
// never waits one time more, and dropped unless the parent pays for the child now.
func (h Handler) draft(r *http.Request, visit web.Visit) (draft, error) {
	ctx, tenant, pupil := r.Context(), visit.Municipality.ID, r.PathValue("alunno")
	year, err := asked(r.PathValue("anno"))
	if err != nil || year == 0 || !school.ValidCode(pupil) {
		return draft{}, problem.Missing()
	}
	var rows []yearly
	var schools []school.School
	var child school.Pupil
	var newest certificate.Certificate
	err = beside.Together(
		beside.Into(&rows, func() ([]yearly, error) { return h.yearlies(ctx, visit) }),
		beside.Into(&child, func() (school.Pupil, error) { return h.School.Pupil(ctx, tenant, pupil) }),
		beside.Into(&schools, func() ([]school.School, error) { return h.School.Schools(ctx, tenant) }),
		beside.Into(&newest, func() (certificate.Certificate, error) {
			return h.Certificates.Newest(ctx, tenant, visit.Session.Guardian, year, pupil)
		}),
	)
	if err != nil {
		return draft{}, err
	}
	at := slices.IndexFunc(rows, func(y yearly) bool { return y.Year == year && y.Pupil == pupil })
	if at < 0 {
		return draft{}, problem.Missing()
	}
	data := draft{yearly: rows[at], Content: certificate.Content{
		Year: year, Provisional: rows[at].Open, Expense: rows[at].Expense, Pupil: rows[at].Known,
		Payer: payer(visit),
	}}
	switch content := &data.Content; {
	case data.Pays:
		content.Pupil, content.School, content.Level = present(child, schools)
	case newest.Serial > 0:
		content.Pupil, content.School, content.Level = newest.Content.Pupil, newest.School, newest.Level
	}
	replaces, err := data.Content.Replaces(newest)
	if err == nil && !replaces {
		data.Issued = newest
	}
	return data, err
}

// present says of which child a certificate is, in which school and of which level, as the child stands today.
func present(child school.Pupil, schools []school.School) (person certificate.Person, name, level string) {
	at := slices.IndexFunc(schools, func(s school.School) bool { return s.ID == child.School })
	if at >= 0 {
		level = schools[at].Level
	}
	return certificate.Person{FullName: child.FullName(), FiscalCode: child.FiscalCode}, child.SchoolName, level
}
