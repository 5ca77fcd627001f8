// Command notices tells pagoPA's archive (ACA) of every notice that is opened or changed, so
// that it can be paid while the station is down and found by its debtor. Every minute it queues
// what the archive does not know yet; from the queue it publishes it.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/school"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core, bills := table("CORE_TABLE"), billing.Store{
		Ledger: table("LEDGER_TABLE"), Ops: table("OPS_TABLE"), Clock: clock,
	}
	towns := &municipality.Store{Core: core, Clock: clock}
	sweeper := Sweeper{
		Municipalities: towns, Bills: bills, Clock: clock, Log: log,
		Queue: Queue{Client: queue.NewClient(env.AWS("SQS")), URL: env.Text("NOTICES_QUEUE_URL")},
	}
	publisher := Publisher{
		Bills: bills, Creditors: towns, Debtors: school.Store{Core: core, Clock: clock}, Clock: clock, Log: log,
		Archive: &pagopa.Archive{BaseURL: env.Address("ACA_URL"), Key: env.Text("ACA_KEY")},
	}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(Handle(sweeper, publisher, Office{bills}))
}
