// Command officeoffer is where the office keeps what the services offer: tariffs, the calendar, and what it tells families.
package main

import (
	"net/http"

	"serviziscolastici/shared/closing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		store := school.Store{Core: p.Core, Presence: p.Table("PRESENCE_TABLE"), Clock: p.Clock}
		accounts := ledger.Store{Ledger: p.Table("LEDGER_TABLE"), Clock: p.Clock}
		return Handler{
			Site: p.Site, School: store, Audit: p.Audit,
			Closing: closing.Planner{School: store, Ledger: accounts, Clock: p.Clock},
		}.Routes()
	})
}
