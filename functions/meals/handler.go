package main

import (
	"context"
	"embed"
	"net/http"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School knows enrolments, classes, closures and registers.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
	Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error)
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
	ClassDays(ctx context.Context, tenant, class string, month calendar.Month) ([]school.ClassDay, error)
}

// Ledger knows the debits of the meals.
type Ledger interface {
	MealsOfDays(ctx context.Context, tenant, pupil string, from, to calendar.Day) (
		map[calendar.Day][]ledger.Entry, error)
}

// Handler serves the pages below /refezione.
type Handler struct {
	Site   *web.Site
	School School
	Ledger Ledger
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Parent("GET /refezione", h.show)
	router.Parent("GET /refezione/presenze.csv", h.export)
	return router
}

// request is what the address asks for.
type request struct {
	Children []school.Link
	Child    school.Link
	Month    calendar.Month
}

// asked reads child and month: the first child and this month when the address
// names none. A child that is not the parent's looks missing.
func (h Handler) asked(r *http.Request, visit web.Visit) (request, error) {
	links, err := h.School.PupilsOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
	if err != nil || len(links) == 0 {
		return request{}, err
	}
	query := r.URL.Query()
	asked := request{Children: links, Child: links[0], Month: visit.Today().Month()}
	if id := query.Get("figlio"); id != "" {
		at := slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == id })
		if at < 0 {
			return request{}, problem.Missing()
		}
		asked.Child = links[at]
	}
	if text := query.Get("mese"); text != "" {
		if asked.Month, err = calendar.ParseMonth(text); err != nil {
			return request{}, problem.New(problem.Invalid,
				"Il mese non è valido: scegli un mese dalla pagina Refezione scolastica.").Because(err)
		}
	}
	if asked.Month.First().After(visit.Today()) {
		asked.Month = visit.Today().Month()
	}
	return asked, nil
}
