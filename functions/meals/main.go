// Command meals is Refezione scolastica: presences and absences at the canteen,
// day by day, each with its debit.
package main

import (
	"net/http"

	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		return Handler{
			Site:   p.Site,
			School: school.Store{Core: p.Core, Presence: p.Table("PRESENCE_TABLE"), Clock: p.Clock},
			Ledger: ledger.Store{Ledger: p.Table("LEDGER_TABLE"), Clock: p.Clock},
		}.Routes()
	})
}
