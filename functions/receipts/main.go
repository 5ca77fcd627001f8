// Command receipts settles pagoPA's receipts: each credits an account or closes
// a document's notice once, whatever is repeated or reordered on the way.
package main

import (
	"crypto/rand"

	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/queue"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	core := dynamo.Table{Client: client, Name: env.Text("CORE_TABLE")}
	money := dynamo.Table{Client: client, Name: env.Text("LEDGER_TABLE")}
	accounts := ledger.Store{Ledger: money, Clock: clock}
	settler := billing.Store{
		Ledger: money, Ops: dynamo.Table{Client: client, Name: env.Text("OPS_TABLE")},
		Accounts: accounts, Clock: clock, Random: rand.Reader,
	}
	municipalities := &municipality.Store{Core: core, Clock: calendar.System()}
	looks := queue.To[message.Look]{Client: queue.NewClient(env.AWS("SQS")), URL: env.Text("MESSAGES_QUEUE_URL")}
	handler := Handler{Creditors: municipalities, Settler: settler, Looks: looks, Clock: clock, Log: log}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(Handle(log, lambdahost.Batch(log, parallelReceipts, handler.Settle), settler, municipalities))
}
