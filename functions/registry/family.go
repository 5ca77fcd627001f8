package main

import (
	"context"
	"fmt"
	"net/http"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// everybody is the last part of the address of a year's certificate of all children.
const everybody = "tutti-i-figli"

// familyPath is the address of a year's certificate of all children.
func familyPath(year int) string { return fmt.Sprintf("%s/%d/%s", certificatesPath, year, everybody) }

// familyDraft is the certificate of a year and all children as it would be issued now.
type familyDraft struct {
	Year     int
	Open     bool // the year is not over
	Children []yearly
	Content  certificate.Content
	// Issued is the one that was issued with this very content; zero when none was.
	Issued certificate.Certificate
}

// Path is the address of the certificate.
func (d familyDraft) Path() string { return familyPath(d.Year) }

// family is the page of the certificate of all children.
func (h Handler) family(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.familyDraft(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: fmt.Sprintf("Attestazione unica del %d", data.Year), Section: "anagrafica", Template: "family", Data: data,
		Crumbs: []web.Crumb{
			{Name: "Scheda anagrafica", Path: "/anagrafica"}, {Name: "Attestazioni dei pagamenti", Path: certificatesPath},
		},
	})
}

// issueFamily gives the certificate of all children its number, if it has none yet, and sends the file.
func (h Handler) issueFamily(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	data, err := h.familyDraft(r, visit)
	if err != nil {
		return err
	}
	_, err = h.Certificates.Issue(
		r.Context(), visit.Municipality.ID, visit.Session.Guardian, certificate.Everybody, data.Content)
	if err != nil {
		return err
	}
	http.Redirect(w, r, data.Path()+"/attestazione.pdf", http.StatusSeeOther)
	return nil
}

// familyDraft puts the certificate together of what the parent paid in the year, for each child as the single one
// does. Without a payment of the parent's own in that year it looks missing.
func (h Handler) familyDraft(r *http.Request, visit web.Visit) (familyDraft, error) {
	ctx, tenant := r.Context(), visit.Municipality.ID
	year, err := asked(r.PathValue("anno"))
	if err != nil || year == 0 {
		return familyDraft{}, problem.Missing()
	}
	var rows []yearly
	var schools []school.School
	var newest certificate.Certificate
	err = beside.Together(
		beside.Into(&rows, func() ([]yearly, error) { return h.yearlies(ctx, visit) }),
		beside.Into(&schools, func() ([]school.School, error) { return h.School.Schools(ctx, tenant) }),
		beside.Into(&newest, func() (certificate.Certificate, error) {
			return h.Certificates.Newest(ctx, tenant, visit.Session.Guardian, year, certificate.Everybody)
		}),
	)
	if err != nil {
		return familyDraft{}, err
	}
	data := familyDraft{Year: year, Open: year >= visit.Today().Year()}
	for _, row := range rows {
		if row.Year == year {
			data.Children = append(data.Children, row)
		}
	}
	if len(data.Children) == 0 {
		return familyDraft{}, problem.Missing()
	}
	children, err := h.certified(ctx, tenant, data.Children, schools)
	if err != nil {
		return familyDraft{}, err
	}
	data.Content, err = certificate.Content{Year: year, Provisional: data.Open, Payer: payer(visit)}.OfChildren(children)
	if err != nil {
		return familyDraft{}, err
	}
	replaces, err := data.Content.Replaces(newest)
	if err == nil && !replaces {
		data.Issued = newest
	}
	return data, err
}

// payer is who asks for a certificate.
func payer(visit web.Visit) certificate.Person {
	return certificate.Person{FullName: visit.Session.FullName(), FiscalCode: visit.Session.FiscalCode}
}

// certified says of which children a certificate is: as they stand today for whom the parent pays, else as they were
// known.
func (h Handler) certified(
	ctx context.Context, tenant string, rows []yearly, schools []school.School,
) ([]certificate.Child, error) {
	children := make([]certificate.Child, len(rows))
	var reads []func() error
	for i, row := range rows {
		children[i] = certificate.Child{Pupil: row.Known, Expense: row.Expense}
		if !row.Pays {
			continue
		}
		reads = append(reads, func() error {
			known, err := h.School.Pupil(ctx, tenant, row.Pupil)
			children[i].Pupil, children[i].School, children[i].Level = present(known, schools)
			return err
		})
	}
	return children, beside.Together(reads...)
}

// printedFamily sends the certificate of all children that was issued last, just as it was issued.
func (h Handler) printedFamily(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.sendNewest(w, r, visit, certificate.Everybody)
}

// familyOnPaper puts a certificate of several children into the words of its paper.
func (h Handler) familyOnPaper(
	visit web.Visit, c certificate.Certificate, creditor paper.Creditor,
) (paper.FamilyCertificate, error) {
	made := paper.FamilyCertificate{Certificate: h.heading(visit, c, creditor)}
	for _, child := range c.Children {
		one := paper.Certificate{Pupil: onPaper(child.Pupil), School: schoolOnPaper(child.School, child.Level)}
		if err := listOnPaper(&one, child.Expense); err != nil {
			return made, err
		}
		made.Children = append(made.Children, one)
	}
	return made, nil
}
