// Command topups is Ricariche con PagoPA: a parent lists children and amounts,
// confirms, and gets one payment notice a child.
package main

import (
	"crypto/rand"
	"errors"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := env.Dynamo(env.AWS()), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core, money, ops := table("CORE_TABLE"), table("LEDGER_TABLE"), table("OPS_TABLE")
	site, err := web.NewSite(core, ops, clock, log, pages)
	if err := errors.Join(err, env.Err()); err != nil {
		lambdahost.Fail(log, err)
	}
	site.LocalHTTP = env.LocalHTTP()
	accounts, pupils := ledger.Store{Ledger: money, Clock: clock}, school.Store{Core: core, Clock: clock}
	bills := billing.Store{Ledger: money, Ops: ops, Accounts: accounts, Clock: clock, Random: rand.Reader}
	lambdahost.ServeHTTP(Handler{Site: site, School: pupils, Accounts: accounts, Billing: bills}.Routes())
}
