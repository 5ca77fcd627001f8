package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
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

// Accounts knows the credit and what was moved.
type Accounts interface {
	Accounts(ctx context.Context, tenant string, pupils []string) (map[string]ledger.Account, error)
	Statement(ctx context.Context, tenant, pupil string, from calendar.Day) (ledger.Statement, error)
}

// Billing keeps the draft, opens the notices and takes them back.
type Billing interface {
	DraftOf(ctx context.Context, tenant, guardian string) (billing.Draft, error)
	SaveDraft(ctx context.Context, tenant, guardian string, draft billing.Draft) error
	OpenTopUps(ctx context.Context, order billing.Order) (cart string, err error)
	ListOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
	CancelTopUp(ctx context.Context, position billing.Position) error
}

// Handler serves the pages below /ricariche.
type Handler struct {
	Site      *web.Site
	School    School
	Accounts  Accounts
	Billing   Billing
	Transfers Transfers
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Parent("GET /ricariche", h.show)
	// The list itself is stored as a draft: only the form above it could be lost.
	back := web.Resume{Path: "/ricariche", Fields: []string{"alunno", "importo", "rapido"}}
	router.Form("POST /ricariche/aggiungi", back, h.add)
	router.Form("POST /ricariche/togli", web.Resume{Path: "/ricariche"}, h.remove)
	router.Form("POST /ricariche/conferma", web.Resume{Path: "/ricariche"}, h.confirm)
	router.Parent("GET /ricariche/storico", h.history)
	router.Parent("GET /ricariche/annulla/{number}", h.askCancel)
	router.Parent("POST /ricariche/annulla/{number}", h.cancel)
	router.Parent("GET /ricariche/sposta", h.askMove)
	router.Parent("GET /ricariche/sposta/conferma", h.checkMove)
	router.Form("POST /ricariche/sposta/conferma", web.Resume{Path: movePath, Fields: []string{"da", "a", "importo"}}, h.move)
	router.Parent("GET /ricariche/sposta/annulla/{id}", h.askMoveBack)
	router.Parent("POST /ricariche/sposta/annulla/{id}", h.moveBack)
	return router
}
