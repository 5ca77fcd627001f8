// Command account is Conto corrente virtuale: what each child's badge was topped
// up and debited with, and what is left.
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
	site, err := web.NewSite(core, ops, clock, log, pages)
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		lambdahost.Fail(log, err)
	}
	site.LocalHTTP = env.LocalHTTP()
	pupils := school.Store{Core: core, Clock: clock}
	accounts := ledger.Store{Ledger: money, Clock: clock}
	bills := billing.Store{Ledger: money, Clock: clock}
	lambdahost.ServeHTTP(Handler{Site: site, School: pupils, Ledger: accounts, Billing: bills}.Routes())
}
