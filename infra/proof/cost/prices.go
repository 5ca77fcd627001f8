package main

// The prices of AWS in Milan (eu-south-1), in dollars, without VAT, as of September 2026. Marked are those
// that were not found for Milan and are North Virginia's, times the 1.171 by which Milan's Lambda differs.
const (
	pricesOf = "September 2026, eu-south-1"

	writeUnit = 0.732 / 1e6 // DynamoDB on demand, estimated
	readUnit  = 0.146 / 1e6 // estimated
	storage   = 0.293       // a GB and month, the first 25 GB free; estimated
	freeGB    = 25
	pitr      = 0.234 // a GB and month; estimated
	backup    = 0.117 // a GB and month; estimated

	lambdaSecond  = 0.0000156138 // a GB and second, arm64
	lambdaRequest = 0.23 / 1e6
	freeSeconds   = 400_000 // GB-seconds a month
	freeRequests  = 1_000_000

	gatewayRequest = 1.17 / 1e6 // HTTP API; estimated
	queueRequest   = 0.468 / 1e6
	freeQueue      = 1_000_000
	schedulerRun   = 1.0 / 1e6
	freeRuns       = 14_000_000

	logGB     = 0.585 // taken in; estimated
	logKeptGB = 0.035 // a GB and month, compressed to about a seventh
	freeLogGB = 5
	egressGB  = 0.09
	freeOutGB = 100

	keyMonth       = 1.0        // a key in KMS
	signature      = 0.15 / 1e4 // asymmetric request in KMS
	alarmMonth     = 0.10
	freeAlarms     = 10
	secretMonth    = 0.40 // in Secrets Manager; a parameter in SSM (standard) costs nothing
	dashboardMonth = 3.0
	freeDashboards = 3

	euro = 0.92 // for a dollar, to compare with the goal
)
