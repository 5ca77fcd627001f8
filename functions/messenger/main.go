// Command messenger tells parents what they should know: on App IO, by mail, or both.
// Three times a day it looks at every family, a class at a time, and in between at who
// has just paid or asked for something.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewWorkerClient(env.AWS("DYNAMODB")), env.Clock()
	table := func(name string) dynamo.Table { return dynamo.Table{Client: client, Name: env.Text(name)} }
	core, money, ops := table("CORE_TABLE"), table("LEDGER_TABLE"), table("OPS_TABLE")
	presence := table("PRESENCE_TABLE")
	pupils, municipalities := school.Store{Core: core, Presence: presence, Clock: clock}, &municipality.Store{Core: core, Clock: calendar.System()}
	messenger := Messenger{
		Municipalities: municipalities, School: pupils, Accounts: ledger.Store{Ledger: money, Clock: clock},
		Absences: absence.Store{Presence: presence}, Reports: report.Store{Core: core, Clock: clock},
		Bills: billing.Store{Ledger: money, Clock: clock}, Told: message.Store{Core: core, Ops: ops, Clock: clock},
		Portal: env.Address("PORTAL_URL"), Clock: clock, Log: log,
	}
	if address := env.OptionalAddress("IO_URL"); address != "" {
		messenger.AppIO = App{URL: address, Keys: secret.Open(env, "IO_KEYS", clock).Text}
	}
	if from := env.Optional("MAIL_FROM"); from != "" {
		messenger.Mail = NewPost(env.AWS("SESV2"), from, env.Optional("MAIL_EVENTS"))
	}
	walker := Walker{
		Municipalities: municipalities, School: pupils, Clock: clock,
		Queue: queue.To[message.Look]{Client: queue.NewClient(env.AWS("SQS")), URL: env.Text("MESSAGES_QUEUE_URL")},
	}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambda.Start(Handle(walker, messenger))
}
