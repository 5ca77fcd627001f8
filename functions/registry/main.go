// Command registry is Scheda anagrafica: the parent's and the pupils' data, the
// active services and what they cost, and the certificates of what was paid.
package main

import (
	"crypto/rand"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		money := p.Table("LEDGER_TABLE")
		return Handler{
			Site:    p.Site,
			School:  school.Store{Core: p.Core, Clock: p.Clock},
			Billing: billing.Store{Ledger: money, Clock: p.Clock},
			Certificates: certificate.Store{
				Ledger: money, Accounts: ledger.Store{Ledger: money, Clock: p.Clock},
				Clock: p.Clock, Random: rand.Reader,
			},
			Reports:  report.Store{Core: p.Core, Ops: p.Ops, Clock: p.Clock},
			Messages: message.Store{Core: p.Core, Ops: p.Ops, Clock: p.Clock},
			Looks: queue.To[message.Look]{
				Client: queue.NewClient(p.Env.AWS("SQS")), URL: p.Env.Text("MESSAGES_QUEUE_URL"),
			},
			Logos:     &municipality.Store{Core: p.Core, Clock: calendar.System()},
			PortalURL: p.Env.Address("PORTAL_URL"),
			PeopleKey: secret.Key(p.Env, "PEOPLE_KEY", p.Clock),
		}.Routes()
	})
}
