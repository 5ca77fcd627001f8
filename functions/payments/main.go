// Command payments is Pagamento servizi scolastici: a parent chooses notices and
// pays them at once on pagoPA Checkout, or later with the printed notice.
package main

import (
	"crypto/rand"
	"errors"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := env.Dynamo(env.AWS()), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core, money, ops := table("CORE_TABLE"), table("LEDGER_TABLE"), table("OPS_TABLE")
	bills := billing.Store{Ledger: money, Ops: ops, Clock: clock, Random: rand.Reader}
	checkout := &pagopa.Checkout{BaseURL: env.Text("CHECKOUT_URL"), Key: env.Text("CHECKOUT_KEY")}
	site, err := web.NewSite(core, ops, clock, log, pages)
	pupils, portal := school.Store{Core: core, Clock: clock}, env.Text("PORTAL_URL")
	if err := errors.Join(err, env.Err()); err != nil {
		lambdahost.Fail(log, err)
	}
	site.LocalHTTP = env.LocalHTTP()
	h := Handler{Site: site, School: pupils, Billing: bills, Checkout: checkout, PortalURL: portal}
	lambdahost.ServeHTTP(h.Routes())
}
