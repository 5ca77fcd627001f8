// Command registry is Scheda anagrafica: the parent's and the pupils' data, the
// active services and what they cost.
package main

import (
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := env.Dynamo(env.AWS()), env.Clock()
	core := dynamo.Table{Client: client, Name: env.Text("CORE_TABLE")}
	ops := dynamo.Table{Client: client, Name: env.Text("OPS_TABLE")}
	site, err := web.NewSite(core, ops, clock, log, pages)
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		lambdahost.Fail(log, err)
	}
	site.LocalHTTP = env.LocalHTTP()
	lambdahost.ServeHTTP(Handler{Site: site, School: school.Store{Core: core, Clock: clock}}.Routes())
}
