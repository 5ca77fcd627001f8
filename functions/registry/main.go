// Command registry is Scheda anagrafica: the parent's and the pupils' data, the
// active services and what they cost, and the certificates of what was paid.
package main

import (
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		return Handler{
			Site:      p.Site,
			School:    school.Store{Core: p.Core, Clock: p.Clock},
			Billing:   billing.Store{Ledger: p.Ledger, Clock: p.Clock},
			PeopleKey: p.Env.Secret("PEOPLE_KEY"),
		}.Routes()
	})
}
