package main

import (
	"context"
	"crypto"
	"embed"
	"log/slog"
	"net/http"
	"strings"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School knows whose children are whose.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
}

// Handler serves the ways in and out.
type Handler struct {
	Site      *web.Site
	Sessions  identity.Sessions
	Providers *identity.Providers
	Pending   identity.PendingLogins
	School    School
	// PortalURL is the portal's public address without a final slash.
	PortalURL string
	// Key signs what goes to identity providers.
	Key crypto.Signer
	// PeopleKey turns fiscal codes into guardians' ids.
	PeopleKey []byte
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Public("GET /accesso", h.choose)
	router.Public("GET /accesso/spid", h.depart)
	router.Public("POST /spid/acs", h.arrive)
	router.Public("GET /spid/metadata", h.metadata)
	router.Public("GET /spid/slo", h.singleLogout)
	router.Public("POST /spid/slo", h.singleLogout)
	router.Public("POST /esci", h.leave)
	return router
}

func newSite(
	core dynamo.Table, sessions identity.Sessions, log *slog.Logger, localHTTP bool,
) (*web.Site, error) {
	parsed, err := web.NewPages(pages, "pages/*.html")
	return &web.Site{
		Municipalities: &municipality.Store{Core: core, Clock: sessions.Clock}, Sessions: sessions,
		Clock: sessions.Clock, Log: log, Pages: parsed, LocalHTTP: localHTTP,
	}, err
}

// provider is the portal of a municipality as SPID knows it.
func (h Handler) provider(m municipality.Municipality) *identity.ServiceProvider {
	return &identity.ServiceProvider{
		Profile: identity.SPID(), PortalURL: h.PortalURL, Key: h.Key,
		Organization: identity.Organization{
			Name: m.Name, IPACode: m.IPACode, Locality: strings.TrimPrefix(m.Name, "Comune di "),
			FiscalCode: m.FiscalCode, Website: m.Website, Email: m.Email, Phone: m.Phone,
		},
	}
}

// login takes citizens to SPID and back.
func (h Handler) login(visit web.Visit) *identity.Login {
	return &identity.Login{
		Provider: h.provider(visit.Municipality), Providers: h.Providers,
		Pending: h.Pending, Clock: h.Site.Clock,
	}
}
