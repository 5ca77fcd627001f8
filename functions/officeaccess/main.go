// Command officeaccess is the way into the office's pages and out of them, and who may come in: operators, the
// municipality's own provider, the tablets of schools.
package main

import (
	"net/http"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/openid"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOfficeAnd(pages, func(p webhost.OfficeParts) (http.Handler, lambdahost.Call) {
		h := Handler{
			Site: p.Site, Operators: p.Operators, Sessions: p.Operators.Sessions(), Audit: p.Audit,
			School: school.Store{Core: p.Core, Clock: p.Clock}, PortalURL: p.Env.Address("PORTAL_URL"),
			PeopleKey: secret.Key(p.Env, "PEOPLE_KEY", p.Clock),
			Provider:  openid.Logins{Table: p.Ops, Clock: p.Clock, PlainHTTP: p.Site.LocalHTTP},
		}
		if p.Env.Optional("OIDC_KEYS") != "" {
			h.ClientSecrets = secret.Open(p.Env, "OIDC_KEYS", p.Clock).Text
		}
		desk := Desk{Handler: h, Municipalities: &municipality.Store{Core: p.Core, Clock: calendar.System()}}
		return h.Routes(), lambdahost.CallOf(p.Site.Log, desk.Answer)
	})
}
