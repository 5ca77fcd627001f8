// Command meals is Refezione scolastica: presences and absences at the canteen,
// day by day, each with its debit.
package main

import (
	"net/http"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		presence := p.Table("PRESENCE_TABLE")
		return Handler{
			Site:    p.Site,
			School:  school.Store{Core: p.Core, Presence: presence, Clock: p.Clock},
			Notices: absence.Store{Presence: presence},
			Ledger:  ledger.Store{Ledger: p.Table("LEDGER_TABLE"), Clock: p.Clock},
		}.Routes()
	})
}
