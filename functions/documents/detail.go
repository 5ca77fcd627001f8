package main

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// refreshSeconds is how often a page looks again while a payment is under way.
const refreshSeconds = 10

// documentIDs are the ids that a document can have: its number, with "-" for "/".
var documentIDs = pattern.Of(`^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$`)

// find reads a document of the parent, with its notice and the pupil's name.
// Another parent's document looks missing.
func (h Handler) find(ctx context.Context, visit web.Visit, id string) (row, error) {
	if !documentIDs.Matches(id) {
		return row{}, problem.Missing()
	}
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var found row
	var positions []billing.Position
	var links []school.Link
	err := beside.Together(
		beside.Into(&found.Document, func() (billing.Document, error) {
			return h.Billing.DocumentOf(ctx, tenant, guardian, id)
		}),
		beside.Into(&positions, func() ([]billing.Position, error) { return h.Billing.ListOf(ctx, tenant, guardian) }),
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(ctx, tenant, guardian) }),
	)
	if err != nil {
		return row{}, err
	}
	if found.IsNote() {
		found.Pupil, found.State = school.NameOf(links, found.Document.Pupil), creditNote
		return found, nil
	}
	at := slices.IndexFunc(positions, func(p billing.Position) bool { return p.Number == found.Document.Notice })
	if at < 0 {
		return row{}, errNoNotice
	}
	found.Position, found.Pupil = positions[at], school.NameOf(links, found.Document.Pupil)
	found.State = stateOf(found.Position, visit)
	return found, nil
}

// errNoNotice says that a document has no notice: the two are written together.
var errNoNotice = errors.New("documents: a document without its notice")

// detail is the page of one document.
func (h Handler) detail(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	found, err := h.find(r.Context(), visit, r.PathValue("id"))
	if err != nil {
		return err
	}
	title := "Documento n. " + found.Number()
	if found.IsNote() {
		title = "Nota di credito n. " + found.Number()
	}
	page := web.Page{
		Title: title, Section: "documenti", Template: "detail", Data: found,
		Crumbs: []web.Crumb{{Name: "Documenti contabili", Path: "/documenti"}},
	}
	if found.State == verifying {
		page.Refresh = refreshSeconds
	}
	return h.Site.Render(w, r, visit, page)
}
