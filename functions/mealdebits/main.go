// Command mealdebits posts the debits of a class and day, each once, and the
// differences that corrected presences make.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	handler := Handler{
		School: school.Store{Core: table("CORE_TABLE"), Presence: table("PRESENCE_TABLE"), Clock: clock},
		Ledger: ledger.Store{Ledger: table("LEDGER_TABLE"), Clock: clock},
		Clock:  clock, Log: log,
	}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(lambdahost.Batches(log, parallelClasses, handler.Begin))
}
