package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webhost"
)

//go:embed pages/*.html
var pages embed.FS

// School knows whose children are whose, and were.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
	FormersOf(ctx context.Context, tenant, guardian string) ([]school.Former, error)
	// Guardian returns what the office knows of a parent.
	Guardian(ctx context.Context, tenant, guardian string) (school.Guardian, error)
}

// Handler serves the ways in and out.
type Handler struct {
	Site     *web.Site
	Sessions session.Store
	// SPID and CIE know the identity providers of each federation.
	SPID, CIE *identity.Providers
	Pending   identity.PendingLogins
	Limit     identity.SignatureLimit
	Register  identity.Register
	CNS       cns.Logins
	// CNSDomain is the host, with port if needed, of the door of cards; "" for a
	// municipality without CNS.
	CNSDomain string
	School    School
	Operators Operators
	Audit     Audit
	// FirstAdministrators are those whom the template names, each as "c_x000=FISCALCODE".
	FirstAdministrators []string
	// PortalURL is the portal's public address without a final slash. A municipality
	// with other hosts has an address of its own.
	PortalURL string
	// ClientHeader is the header in which what stands in front of API Gateway names the
	// browser's address, "" when nothing does.
	ClientHeader string
	// Keys sign what goes to identity providers.
	Keys []*identity.SigningKey
	// PeopleKey turns fiscal codes into guardians' ids.
	PeopleKey []byte
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Public("GET /accesso", h.choose)
	router.Parent("GET /esci", h.askToLeave)
	router.Public("POST /esci", h.leave)
	if h.CNSDomain != "" {
		router.Public("GET /accesso/cns", h.prepareCNS)
		router.Public("GET "+cns.ReturnPath, h.arriveWithCNS)
	}
	for _, way := range []way{{h, identity.SPID(), h.SPID}, {h, identity.CIE(), h.CIE}} {
		path := way.profile.Path
		router.Public("GET /accesso"+path, way.depart)
		router.Public("POST "+path+"/acs", way.arrive)
		router.Public("GET "+path+"/metadata", way.metadata)
		router.Public("GET "+path+"/slo", way.singleLogout)
		router.Public("POST "+path+"/slo", way.singleLogout)
	}
	return router
}

// spidProviders are those of the federation's registry, which signs its metadata. On
// AWS nothing unsigned is believed, so that SPID is off without the registry's certificate;
// on this machine there is no federation, and the simulator's metadata is taken as it is.
func spidProviders(p webhost.Parts) *identity.Providers {
	const setting = "FEDERATION_CERTIFICATE"
	signers, err := identity.ParseFingerprints(p.Env.Optional(setting))
	p.Env.Reject(setting, err)
	addresses := p.Env.Address("IDP_METADATA")
	if len(signers) == 0 && !p.Site.LocalHTTP {
		addresses = ""
	}
	providers := newProviders(p, addresses)
	if len(signers) > 0 {
		providers.Verify = identity.SignedBy(signers)
	}
	return providers
}

func newProviders(p webhost.Parts, addresses string) *identity.Providers {
	providers := identity.NewProviders(addresses, p.Clock)
	providers.Copies = &identity.Copies{Table: p.Ops}
	providers.Report = func(err error) {
		p.Site.Log.Warn("metadata of identity providers", "cause", err)
		lambdahost.Count(p.Site.Log, p.Clock(), lambdahost.Technician, "StaleIdentityProviders", 1)
	}
	return providers
}
