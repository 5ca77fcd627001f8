package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School knows whose children are whose.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
	Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error)
	Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error)
}

// Ledger knows the accounts and their entries.
type Ledger interface {
	Statement(ctx context.Context, tenant, pupil string, from calendar.Day) (ledger.Statement, error)
}

// Billing knows the top-ups that are on their way.
type Billing interface {
	ListOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
}

// Handler serves the pages below /conto.
type Handler struct {
	Site    *web.Site
	School  School
	Ledger  Ledger
	Billing Billing
	Logos   letterhead.Logos
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Parent("GET /conto", h.show)
	router.Parent("GET /conto/spesa", h.spent)
	router.Parent("GET /conto/movimenti.csv", h.export)
	router.Parent("GET /conto/estratto.pdf", h.printed)
	return router
}
