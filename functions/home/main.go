// Command home is the portal's front: the landing page, Riepilogo, help and
// legal pages, and the page for addresses that do not exist.
package main

import (
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		money := p.Table("LEDGER_TABLE")
		return Handler{
			Site:     p.Site,
			School:   school.Store{Core: p.Core, Clock: p.Clock},
			Accounts: ledger.Store{Ledger: money, Clock: p.Clock},
			Billing:  billing.Store{Ledger: money, Clock: p.Clock},
			Logos:    &municipality.Store{Core: p.Core, Clock: calendar.System()},
		}.Routes()
	})
}
