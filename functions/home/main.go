// Command home is the portal's front: the landing page, Riepilogo, help and
// legal pages, and the page for addresses that do not exist.
package main

import (
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
	site, err := web.NewSite(core, ops, clock, log, pageFiles)
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		lambdahost.Fail(log, err)
	}
	site.LocalHTTP = env.LocalHTTP()
	lambdahost.ServeHTTP(Handler{
		Site: site, School: school.Store{Core: core, Clock: clock},
		Accounts: ledger.Store{Ledger: money, Clock: clock},
		Billing:  billing.Store{Ledger: money, Ops: ops, Clock: clock},
	}.Routes())
}
