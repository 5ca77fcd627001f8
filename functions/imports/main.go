// Command imports works on the files of the office, one step for each message of its queue: it reads a file and cuts
// it into pieces, rehearses them, and stores them once the office has confirmed.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/secret"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	tables := intake.Tables{
		Core: table("CORE_TABLE"), Presence: table("PRESENCE_TABLE"), Ledger: table("LEDGER_TABLE"),
		Ops: table("OPS_TABLE"), Audit: table("AUDIT_TABLE"),
	}
	loader := intake.New(tables, clock, secret.Key(env, "PEOPLE_KEY", clock))
	loader.Portal, loader.LocalHTTP = env.Address("PORTAL_URL"), env.LocalHTTP()
	worker := imports.Worker{
		Store:  imports.Store{Ops: tables.Ops, Clock: clock},
		Loader: loader,
		Files:  bucket.Bucket{Config: env.AWS("S3"), Name: env.Text("IMPORTS_BUCKET")},
		Queue:  queue.To[imports.Message]{Client: queue.NewClient(env.AWS("SQS")), URL: env.Text("IMPORTS_QUEUE_URL")},
		Audit:  office.Log{Table: tables.Audit, Clock: clock},
		Log:    log,
	}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(lambdahost.Batch(log, 1, Handle(worker, clock, log)))
}
