// Command officeoffer is where the office keeps what the services offer: tariffs, the calendar, and what it tells families.
package main

import (
	"net/http"

	"serviziscolastici/shared/closing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		store := school.Store{Core: p.Core, Presence: p.Table("PRESENCE_TABLE"), Clock: p.Clock}
		accounts := ledger.Store{Ledger: p.Table("LEDGER_TABLE"), Clock: p.Clock}
		return Handler{
			Site: p.Site, School: store, Audit: p.Audit, Served: accounts,
			Looks: queue.To[message.Look]{
				Client: queue.NewClient(p.Env.AWS("SQS")), URL: p.Env.Text("MESSAGES_QUEUE_URL"),
			},
			Closing: closing.Planner{School: store, Ledger: accounts, Clock: p.Clock},
		}.Routes()
	})
}
