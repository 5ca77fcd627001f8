package main

import (
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// way is a way in through identity providers: SPID or CIE. Both have the same
// pages, at addresses of their own.
type way struct {
	Handler
	profile   identity.Profile
	providers *identity.Providers
}

// portal is the service provider of a municipality as the federation knows it.
func (h way) portal(m municipality.Municipality) *identity.ServiceProvider {
	return &identity.ServiceProvider{
		Profile: h.profile, PortalURL: m.PortalURL(h.PortalURL), Keys: h.Keys,
		Organization: identity.OrganizationOf(m),
	}
}

// login takes citizens to their provider and back.
func (h way) login(visit web.Visit) *identity.Login {
	return &identity.Login{
		Portal: h.portal(visit.Municipality), Providers: h.providers,
		Pending: h.Pending, Limit: h.Limit, Register: h.Register, Clock: h.Site.Clock, Tenant: visit.Municipality.ID,
		Guardian: func(fiscalCode string) string { return school.GuardianID(h.PeopleKey, fiscalCode) },
	}
}
