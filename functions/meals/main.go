// Command meals is Refezione scolastica: presences and absences at the canteen,
// day by day, each with its debit.
package main

import (
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
	core, presence, money := table("CORE_TABLE"), table("PRESENCE_TABLE"), table("LEDGER_TABLE")
	site, err := web.NewSite(core, table("OPS_TABLE"), clock, log, pages)
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		lambdahost.Fail(log, err)
	}
	site.LocalHTTP = env.LocalHTTP()
	pupils := school.Store{Core: core, Presence: presence, Clock: clock}
	lambdahost.ServeHTTP(Handler{Site: site, School: pupils, Ledger: ledger.Store{Ledger: money, Clock: clock}}.Routes())
}
