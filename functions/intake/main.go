// Command intake loads the CSV files that a municipality's office exports:
// schools, classes, people, enrolments, tariffs, presences and documents. It also tells
// the office what parents reported to it.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/secret"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core, ops := table("CORE_TABLE"), table("OPS_TABLE")
	loader := intake.New(intake.Tables{
		Core: core, Presence: table("PRESENCE_TABLE"), Ledger: table("LEDGER_TABLE"), Ops: ops, Audit: table("AUDIT_TABLE"),
	}, clock, secret.Key(env, "PEOPLE_KEY", clock))
	loader.Portal, loader.LocalHTTP = env.Address("PORTAL_URL"), env.LocalHTTP()
	h := Handler{
		Loader: loader, Reports: report.Store{Core: core, Ops: ops, Clock: clock}, Log: log,
	}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(lambdahost.Run(log, h.Answer))
}
