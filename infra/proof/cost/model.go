package main

import "fmt"

// Town is a municipality, or many in one stack.
type Town struct {
	Name   string
	Pupils float64
	Towns  float64 // municipalities in the stack
}

// use is how often a pupil's family and the canteen do each kind of work in a month of school: twenty
// days of canteen, nine of ten pupils there, 1.5 logins with some seven pages, 0.6 payments, a third
// of them by a notice that is printed.
var use = map[string]float64{
	"access GET /accesso": 1.5, "access GET /accesso/spid": 1.5, "access POST /spid/acs": 1.5,
	"home GET /riepilogo": 3, "account GET /conto": 2, "meals GET /refezione": 1.5,
	"payments GET /pagamenti": 0.8, "topups GET /ricariche": 0.8, "topups POST /ricariche/aggiungi": 0.6,
	"topups POST /ricariche/conferma": 0.5, "payments GET /pagamenti/scelta/{cart}": 0.6,
	"payments POST /pagamenti/avvia/{cart}": 0.4, "payments GET /pagamenti/esito/{cart}": 1,
	"documents GET /documenti": 0.3, "registry GET /anagrafica": 0.2,
	"station paVerifyPaymentNotice": 0.6, "station paGetPaymentV2": 0.6, "station paSendRTV2": 0.6,
	"receipts message": 0.6, "notices message": 0.6, "mealdebits meal": 18,
}

// The shape of the rest.
const (
	filesAVisit  = 3.0   // of assets: the rest is in the browser's cache
	platformKB   = 0.5   // START, END and REPORT, by the platform, for each invocation
	pageSeconds  = 0.040 // billed for a page or an answer, with its share of cold starts
	mealSeconds  = 0.004 // for a meal, in a batch
	functionGB   = 0.5
	minutes      = 30.4 * 24 * 60
	pollsAMinute = 15.0 // of an idle queue: five pollers, twenty seconds each
	queues       = 4.0
	classSize    = 25.0
	schoolDays   = 20.0
	yearKB       = 55.0 // of tables, a pupil and school year
	loginKB      = 12.0 // of the register, a login, kept 24 months
	copies       = 3.0  // of the register, one a month
)

// fixed is what a stack costs that nobody uses, by what was chosen for it.
type fixed struct {
	Keys, Secrets, Alarms, Dashboards float64
}

// item is one line of a month's bill, in dollars.
type item struct {
	Name    string
	Dollars float64
}

// month is the bill of a month, busy with school or idle as in August.
func month(t Town, measured Measured, f fixed, busy bool) ([]item, error) {
	pupils := t.Pupils
	if !busy {
		pupils = 0
	}
	var invocations, requests, reads, writes, logKB, outKB, seconds, messages, logins float64
	for kind, times := range use {
		event, known := measured[kind]
		if !known {
			return nil, fmt.Errorf("%q was not measured: run the portal and -measure its logs", kind)
		}
		n := times * pupils
		reads, writes = reads+n*event.Reads, writes+n*event.Writes
		outKB += n * event.OutKB
		if kind == "mealdebits meal" {
			n /= classSize // one message a class
			messages += n
			seconds += times * pupils * mealSeconds * functionGB
			invocations += n
		} else {
			seconds += n * pageSeconds * functionGB
			invocations += n
		}
		logKB += n * (event.LogKB + platformKB)
		switch kind {
		case "receipts message", "notices message":
			messages += n
		default:
			requests += n
		}
	}
	logins = use["access POST /spid/acs"] * pupils
	files := logins * filesAVisit
	invocations, requests, seconds = invocations+files, requests+files, seconds+files*pageSeconds*functionGB
	// The minute's sweep and the two runs of an evening, which ask for each municipality.
	runs := minutes + 60
	invocations += runs
	seconds += runs * functionGB * (0.005 + 0.003*t.Towns)
	reads += minutes * (1 + 0.5*t.Towns)
	logKB += runs * (0.3 + platformKB)
	polls := pollsAMinute*queues*minutes + 2*messages
	registerGB := t.Pupils * 24 * 1.5 * loginKB / 1e6
	storedGB := t.Pupils*yearKB/1e6 + registerGB
	return []item{
		{"DynamoDB, units", writes*writeUnit + reads*readUnit},
		{"DynamoDB, storage and point-in-time recovery", max(0, storedGB-freeGB)*storage + storedGB*pitr},
		{"Copies of the register of logins", copies * registerGB * backup},
		{"Lambda", max(0, seconds-freeSeconds)*lambdaSecond + max(0, invocations-freeRequests)*lambdaRequest},
		{"API Gateway", requests * gatewayRequest},
		{"SQS, mostly empty polls", max(0, polls-freeQueue) * queueRequest},
		{"Scheduler", max(0, runs-freeRuns) * schedulerRun},
		{"Logs", max(0, logKB/1e6-freeLogGB)*logGB + logKB/1e6*24*logKeptGB/7},
		{"Traffic", max(0, outKB/1e6-freeOutGB) * egressGB},
		{"KMS, keys and signatures", f.Keys*keyMonth + logins*signature},
		{"Secrets", f.Secrets * secretMonth},
		{"Alarms and dashboard", max(0, f.Alarms-freeAlarms)*alarmMonth + max(0, f.Dashboards-freeDashboards)*dashboardMonth},
	}, nil
}

func total(items []item) float64 {
	sum := 0.0
	for _, one := range items {
		sum += one.Dollars
	}
	return sum
}
