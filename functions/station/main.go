// Command station is the SOAP station that pagoPA's node calls (paForNode): it says what a notice
// costs and takes in receipts. It changes nothing itself: receipts go to a queue.
package main

import (
	"strings"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/school"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client, clock := dynamo.NewClient(env.AWS("DYNAMODB")), env.Clock()
	core := dynamo.Table{Client: client, Name: env.Text("CORE_TABLE")}
	ledger := dynamo.Table{Client: client, Name: env.Text("LEDGER_TABLE")}
	handler := Handler{
		BrokerID:   env.Text("BROKER_ID"),
		StationIDs: append([]string{env.Text("STATION_ID")}, strings.Fields(env.Optional("OTHER_STATION_IDS"))...),
		Creditors:  &municipality.Store{Core: core, Clock: calendar.System()},
		Positions:  billing.Store{Ledger: ledger, Clock: clock}, Debtors: school.Store{Core: core, Clock: clock},
		Receipts: Queue{Client: queue.NewClient(env.AWS("SQS")), URL: env.Text("RECEIPTS_QUEUE_URL")},
		Clock:    clock, Log: log,
	}
	node := Node{
		Subject: env.OnLambda("NODE_CERT_SUBJECT"), Issuer: env.OnLambda("NODE_CERT_ISSUER"),
		Local: env.LocalHTTP(), Clock: clock, Log: log,
	}
	if err := env.Err(); err != nil {
		lambdahost.Fail(log, err)
	}
	lambdahost.ServeHTTP(node.Only(handler))
}
