// Command notices tells pagoPA's archive (ACA) of every notice that is opened or changed, so
// that it can be paid while the station is down and found by its debtor. Every minute it ends
// the top-ups that nobody has paid in time, and queues what the archive does not know yet; from the
// queue it publishes it.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core, bills := table("CORE_TABLE"), billing.Store{
		Ledger: table("LEDGER_TABLE"), Ops: table("OPS_TABLE"), Clock: clock,
		Accounts: ledger.Store{Ledger: table("LEDGER_TABLE"), Clock: clock},
	}
	municipalities := &municipality.Store{Core: core, Clock: calendar.System()}
	sweeper := Sweeper{
		Municipalities: municipalities, Bills: bills, TopUps: bills, Clock: clock, Log: log,
		Queue: queue.To[Message]{Client: queue.NewClient(env.AWS("SQS")), URL: env.Text("NOTICES_QUEUE_URL")},
	}
	if env.Optional("ACA_URL") == "" { // What is told to nobody waits: the archive hears all of it once it is there.
		start(env, log, lambdahost.Run(log, func(ctx context.Context, _ Event) (any, error) { return nil, sweeper.Lapse(ctx) }))
	}
	publisher := Publisher{
		Bills: bills, Creditors: municipalities, Debtors: school.Store{Core: core, Clock: clock}, Clock: clock, Log: log,
		Archive: &pagopa.Archive{BaseURL: env.Address("ACA_URL"), Key: secret.Open(env, "ACA_KEY", clock).Text},
	}
	start(env, log, Handle(sweeper, publisher, Office{Municipalities: municipalities, Bills: bills}))
}

// start does not return.
func start(env *lambdahost.Env, log *slog.Logger, handle func(context.Context, Event) (any, error)) {
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(handle)
}
