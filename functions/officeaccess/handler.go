package main

import (
	"context"
	"embed"
	"net/http"
	"net/url"

	"serviziscolastici/shared/form"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/openid"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// Operators knows who works for the municipality, opens sessions, and has what operators looked for.
type Operators interface {
	web.Searches
	Operator(ctx context.Context, tenant, id string) (office.Operator, error)
	Operators(ctx context.Context, tenant string) ([]office.Operator, error)
	Save(ctx context.Context, tenant string, o office.Operator) error
	Manage(ctx context.Context, tenant string, by, o office.Operator) error
	Start(ctx context.Context, open session.Session) (string, error)

	Device(ctx context.Context, tenant, id string) (office.Device, error)
	Devices(ctx context.Context, tenant string) ([]office.Device, error)
	AddDevice(ctx context.Context, tenant string, d office.Device) (office.Device, session.Secret, error)
	AddDeviceOnce(
		ctx context.Context, tenant string, sent form.Form, d office.Device,
	) (office.Device, session.Secret, error)
	Revoke(ctx context.Context, tenant, id string) error
	DeviceOf(ctx context.Context, tenant string, secret session.Secret) (office.Device, error)
	StartDevice(ctx context.Context, tenant string, d office.Device) (string, error)
}

// Sessions ends the sessions of operators.
type Sessions interface {
	End(ctx context.Context, id string) error
}

// Audit keeps what operators do, together with what it changes or by itself.
type Audit interface {
	Noting(ctx context.Context, tenant string, who office.Operator, deed office.Deed) context.Context
	Note(ctx context.Context, tenant string, who office.Operator, deed office.Deed) error
}

// Schools are those of the municipality.
type Schools interface {
	Schools(ctx context.Context, tenant string) ([]school.School, error)
}

// Provider asks a municipality's own provider who somebody is.
type Provider interface {
	Begin(ctx context.Context, p openid.Provider, d openid.Departure) (string, error)
	Finish(
		ctx context.Context, p openid.Provider, tenant string, answer url.Values, browser session.Secret,
	) (openid.Arrival, error)
}

// Handler serves the ways into the office, and the pages that say who may use them.
type Handler struct {
	Site      *web.Site
	Operators Operators
	Sessions  Sessions
	Audit     Audit
	School    Schools
	Provider  Provider
	// ClientSecrets tells the secrets that the portal has with the Comuni's providers: "c_h501=SECRET", separated by
	// blanks; nil without any.
	ClientSecrets func(context.Context) string
	PortalURL     string
	PeopleKey     []byte // the key of school.GuardianID
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio/accesso", h.choose)
	router.Operator("POST /ufficio/esci", h.leave)
	router.Operator("GET /ufficio/oidc", h.depart)
	router.Operator("GET /ufficio/oidc/ritorno", h.arrive)
	router.Operator("GET /ufficio/tablet", h.openTablet)
	router.Operator("GET /ufficio/operatori", h.list)
	router.Operator("GET /ufficio/operatori/elenco.csv", h.export)
	router.Operator("GET /ufficio/operatori/nuovo", h.askNew)
	router.Operator("POST /ufficio/operatori/nuovo", h.add)
	router.Operator("GET /ufficio/operatori/{id}", h.ask)
	router.Operator("POST /ufficio/operatori/{id}", h.change)
	router.Operator("GET /ufficio/operatori/{id}/togli", h.askRemoval)
	router.Operator("POST /ufficio/operatori/{id}/togli", h.remove)
	router.Operator("POST /ufficio/operatori/{id}/ripristina", h.restore)
	router.Operator("GET /ufficio/dispositivi", h.devices)
	router.Operator("GET /ufficio/dispositivi/elenco.csv", h.exportDevices)
	router.Operator("POST /ufficio/dispositivi", h.addDevice)
	router.Operator("GET /ufficio/dispositivi/{id}/revoca", h.askRevocation)
	router.Operator("POST /ufficio/dispositivi/{id}/revoca", h.revoke)
	return router
}

// desk is the page above all others.
func desk() web.Crumb { return web.Crumb{Name: "Scrivania", Path: web.OfficeHome} }
