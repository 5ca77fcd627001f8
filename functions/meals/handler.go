package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School knows enrolments, classes, closures and registers.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
	Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error)
	Schools(ctx context.Context, tenant string) ([]school.School, error)
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
	Menus(ctx context.Context, tenant, school string, from, to calendar.Day) ([]school.Menu, error)
	ClassDays(ctx context.Context, tenant, class string, month calendar.Month) ([]school.ClassDay, error)
}

// Ledger knows the debits of the meals.
type Ledger interface {
	MealsOfDays(ctx context.Context, tenant, pupil string, from, to calendar.Day) (
		map[calendar.Day][]ledger.Entry, error)
}

// Handler serves the pages below /refezione.
type Handler struct {
	Site    *web.Site
	School  School
	Ledger  Ledger
	Notices Notices
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Parent("GET /refezione", h.show)
	router.Parent("GET /refezione/presenze.csv", h.export)
	router.Parent("GET /refezione/menu", h.menu)
	router.Parent("GET /refezione/assenze", h.absences)
	back := web.Resume{Path: absencesPath, Fields: []string{"figlio", "tipo", "dal", "al"}}
	router.Form("POST /refezione/assenze", back, h.tell)
	router.Form("POST /refezione/assenze/annulla", web.Resume{Path: absencesPath}, h.withdraw)
	return router
}
