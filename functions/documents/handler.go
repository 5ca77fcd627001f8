package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School knows whose children are whose.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
}

// Billing knows the documents, their notices and the receipts.
type Billing interface {
	ListOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
	DocumentOf(ctx context.Context, tenant, guardian, id string) (billing.Document, error)
	DocumentsOf(ctx context.Context, tenant, guardian string, ids []string) (map[string]billing.Document, error)
	ReceiptOf(ctx context.Context, position billing.Position) (pagopa.Receipt, error)
}

// Handler serves the pages below /documenti.
type Handler struct {
	Site    *web.Site
	School  School
	Billing Billing
	Logos   letterhead.Logos
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Parent("GET /documenti", h.list)
	router.Parent("GET /documenti/elenco.csv", h.export)
	router.Parent("GET /documenti/{id}", h.detail)
	router.Parent("GET /documenti/{id}/documento.pdf", h.printed)
	router.Parent("GET /documenti/{id}/ricevuta", h.receipt)
	return router
}
