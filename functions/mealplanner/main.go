// Command mealplanner runs every evening and queues one message for each class
// and day whose meals are still to debit. Later it reports what came of it.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/school"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core := table("CORE_TABLE")
	people := school.Store{Core: core, Presence: table("PRESENCE_TABLE"), Clock: clock}
	accounts := ledger.Store{Ledger: table("LEDGER_TABLE"), Clock: clock}
	planner := Planner{
		Municipalities: &municipality.Store{Core: core, Clock: calendar.System()},
		School:         people,
		Ledger:         accounts,
		Queue:          queue.To[ledger.ClassMessage]{Client: queue.NewClient(env.AWS("SQS")), URL: env.Text("MEALS_QUEUE_URL")},
		Figures:        figures.Builder{School: people, Ledger: accounts, Keeper: figures.Store{Ops: table("OPS_TABLE")}, Clock: clock},
		Nights:         ledger.Nights{Ops: table("OPS_TABLE"), Clock: clock},
		Clock:          clock, Log: log,
	}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(lambdahost.Run(log, planner.Handle))
}
