// Command intake loads the CSV files that a municipality's office exports:
// schools, classes, people, enrolments, tariffs, presences and documents. It also tells
// the office what parents reported to it.
package main

import (
	"crypto/rand"

	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core, money := table("CORE_TABLE"), table("LEDGER_TABLE")
	accounts := ledger.Store{Ledger: money, Clock: clock}
	h := Handler{
		Municipalities: &municipality.Store{Core: core, Clock: clock},
		School:         school.Store{Core: core, Presence: table("PRESENCE_TABLE"), Clock: clock},
		Accounts:       accounts, PeopleKey: secret.Key(env, "PEOPLE_KEY", clock), Log: log,
		Reports:   report.Store{Core: core, Ops: table("OPS_TABLE"), Clock: clock},
		Operators: office.Store{Core: core, Clock: clock},
		Audit:     office.Log{Table: table("AUDIT_TABLE"), Clock: clock},
		Refunds:   certificate.Store{Ledger: money, Accounts: accounts, Clock: clock, Random: rand.Reader},
		Documents: billing.Store{
			Ledger: money, Ops: table("OPS_TABLE"), Accounts: accounts, Clock: clock, Random: rand.Reader,
		},
	}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(lambdahost.Run(log, h.Answer))
}
