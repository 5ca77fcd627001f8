package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/rating"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School knows the parent's children and the parent's own address.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
	Guardian(ctx context.Context, tenant, guardian string) (school.Guardian, error)
}

// Billing knows the notices and keeps the carts.
type Billing interface {
	ListOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
	FindOf(
		ctx context.Context, tenant, guardian, creditor string, number pagopa.NoticeNumber,
	) (billing.Position, error)
	NewCart(ctx context.Context, tenant, guardian string, chosen []billing.Position) (billing.Cart, error)
	CartOf(ctx context.Context, tenant, guardian, id string) (billing.Cart, []billing.Position, error)
	CountStart(ctx context.Context, tenant, guardian string) error
	BeginAttempt(ctx context.Context, cart string, positions []billing.Position) error
	EndAttempt(ctx context.Context, positions []billing.Position) error
	ReceiptOf(ctx context.Context, position billing.Position) (pagopa.Receipt, error)
}

// Checkout opens carts at pagoPA's payment page.
type Checkout interface {
	CreateCart(ctx context.Context, cart pagopa.Cart) (address string, err error)
}

// Ratings keeps what parents think of the service, without their names.
type Ratings interface {
	Add(ctx context.Context, tenant string, given rating.Given) error
	Find(ctx context.Context, tenant, id string) (rating.Rating, error)
	Explain(ctx context.Context, tenant, id string, reasons []string, text string) error
}

// Handler serves the pages below /pagamenti.
type Handler struct {
	Site     *web.Site
	School   School
	Billing  Billing
	Checkout Checkout // nil before the Comune has pagoPA's keys: then nothing is paid online
	// NoStation says that pagoPA's node cannot ask here yet, so that no notice can be paid.
	NoStation bool
	Ratings   Ratings
	Logos     letterhead.Logos
	// PortalURL is the installation's public address. Checkout returns to the
	// portal of the municipality, which may have a host of its own.
	PortalURL string
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Parent("GET /pagamenti", h.list)
	router.Form("POST /pagamenti/scelta", web.Resume{Path: "/pagamenti", Fields: []string{"avviso"}}, h.choose)
	router.Parent("GET /pagamenti/scelta/{cart}", h.ways)
	router.Parent("POST /pagamenti/avvia/{cart}", h.start)
	router.Parent("GET /pagamenti/esito/{cart}", h.outcome)
	router.Parent("GET /pagamenti/avvisi/{file}", h.notice)
	router.Parent("GET /pagamenti/ricevute/{file}", h.receipt)
	router.Parent("POST /pagamenti/valutazione", h.rate)
	router.Parent("GET /pagamenti/valutazione/{id}", h.why)
	router.Parent("POST /pagamenti/valutazione/{id}", h.giveReasons)
	router.Parent("GET /pagamenti/valutazione/grazie", h.thanks)
	return router
}
