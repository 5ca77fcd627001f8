// Command access is the portal's front door: SPID, sessions and logout.
package main

import (
	"errors"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/school"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := env.Dynamo(env.AWS()), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core, ops := table("CORE_TABLE"), table("OPS_TABLE")
	sessions := identity.Sessions{Table: ops, Clock: clock}
	site, siteErr := newSite(core, sessions, log, env.LocalHTTP())
	key, keyErr := identity.ParseKey(env.Text("SPID_KEY"))
	h := Handler{
		Site: site, Sessions: sessions, Providers: identity.NewProviders(env.Text("IDP_METADATA"), clock),
		Pending: identity.PendingLogins{Table: ops, Clock: clock}, School: school.Store{Core: core, Clock: clock},
		PortalURL: env.Text("PORTAL_URL"), Key: key, PeopleKey: env.Secret("PEOPLE_KEY"),
	}
	if err := errors.Join(siteErr, env.Err(), keyErr); err != nil {
		lambdahost.Fail(log, err)
	}
	lambdahost.ServeHTTP(h.Routes())
}
