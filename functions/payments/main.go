// Command payments is Pagamento servizi scolastici: a parent chooses notices and
// pays them at once on pagoPA Checkout, or later with the printed notice.
package main

import (
	"crypto/rand"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/rating"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		return Handler{
			Site:      p.Site,
			School:    school.Store{Core: p.Core, Clock: p.Clock},
			Billing:   billing.Store{Ledger: p.Ledger, Ops: p.Ops, Clock: p.Clock, Random: rand.Reader},
			Checkout:  &pagopa.Checkout{BaseURL: p.Env.Address("CHECKOUT_URL"), Key: p.Env.Text("CHECKOUT_KEY")},
			Ratings:   rating.Store{Ops: p.Ops, Clock: p.Clock},
			Logos:     &municipality.Store{Core: p.Core, Clock: p.Clock},
			PortalURL: p.Env.Address("PORTAL_URL"),
		}.Routes()
	})
}
