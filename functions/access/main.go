// Command access is the portal's front door: login by SPID and CIE, the way to the door of CNS cards
// and back, sessions and logout.
package main

import (
	"net/http"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		log := dynamo.Table{Client: p.Ops.Client, Name: p.Env.Text("IDENTITY_LOG_TABLE")}
		return Handler{
			Site: p.Site, Sessions: session.Store{Table: p.Ops, Clock: p.Clock},
			SPID: spidProviders(p), CIE: newProviders(p, p.Env.OptionalAddress("CIE_METADATA")),
			Register: identity.Register{Table: log, Clock: p.Clock},
			Pending:  identity.PendingLogins{Table: p.Ops, Clock: p.Clock},
			Limit:    identity.SignatureLimit{Table: p.Ops, Clock: calendar.System()}, ClientHeader: p.Env.Optional("CLIENT_HEADER"),
			CNS: cns.Logins{Table: p.Ops, Clock: p.Clock}, CNSDomain: p.Env.Optional("CNS_DOMAIN"),
			School:              school.Store{Core: p.Core, Clock: p.Clock},
			Operators:           office.Store{Core: p.Core, Ops: p.Ops, Clock: p.Clock},
			Audit:               office.Log{Table: p.Table("AUDIT_TABLE"), Clock: p.Clock},
			FirstAdministrators: strings.Fields(p.Env.Optional("FIRST_ADMINISTRATORS")),
			PortalURL:           p.Env.Address("PORTAL_URL"), Keys: signingKeys(p), PeopleKey: secret.Key(p.Env, "PEOPLE_KEY", p.Clock),
		}.Routes()
	})
}
