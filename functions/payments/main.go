// Command payments is Pagamento servizi scolastici: a parent chooses notices and
// pays them at once on pagoPA Checkout, or later with the printed notice.
package main

import (
	"crypto/rand"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/rating"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		return Handler{
			Site:      p.Site,
			School:    school.Store{Core: p.Core, Clock: p.Clock},
			Billing:   billing.Store{Ledger: p.Table("LEDGER_TABLE"), Ops: p.Ops, Clock: p.Clock, Random: rand.Reader},
			Checkout:  checkout(p),
			NoStation: p.Env.Optional("NO_STATION") != "",
			Ratings:   rating.Store{Ops: p.Ops, Clock: p.Clock},
			Logos:     &municipality.Store{Core: p.Core, Clock: calendar.System()},
			PortalURL: p.Env.Address("PORTAL_URL"),
		}.Routes()
	})
}

// checkout is nil for a Comune that has no keys of pagoPA yet.
func checkout(p webhost.Parts) Checkout {
	address := p.Env.OptionalAddress("CHECKOUT_URL")
	if address == "" {
		return nil
	}
	return &pagopa.Checkout{BaseURL: address, Key: secret.Open(p.Env, "CHECKOUT_KEY", p.Clock).Text}
}
