// Command account is Conto corrente virtuale: what each child's badge was topped
// up and debited with, and what is left.
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
			Site:    p.Site,
			School:  school.Store{Core: p.Core, Clock: p.Clock},
			Ledger:  ledger.Store{Ledger: money, Clock: p.Clock},
			Billing: billing.Store{Ledger: money, Clock: p.Clock},
			Logos:   &municipality.Store{Core: p.Core, Clock: calendar.System()},
		}.Routes()
	})
}
