// Command documents is Documenti contabili: the accounting documents that the
// Comune issued to a parent, how each stands, and the receipts of those paid.
package main

import (
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		return Handler{
			Site:    p.Site,
			School:  school.Store{Core: p.Core, Clock: p.Clock},
			Billing: billing.Store{Ledger: p.Table("LEDGER_TABLE"), Clock: p.Clock},
			Logos:   &municipality.Store{Core: p.Core, Clock: calendar.System()},
		}.Routes()
	})
}
