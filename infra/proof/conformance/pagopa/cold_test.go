package pagopa_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/municipality"
)

const probe = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"` +
	` xmlns:pafn="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"><soapenv:Body>` +
	`<pafn:paVerifyPaymentNoticeReq><idPA>77777777777</idPA><idBrokerPA>77777777777</idBrokerPA><idStation>77777777777_01</idStation><qrCode>` +
	`<fiscalCode>77777777777</fiscalCode><noticeNumber>000000000000000000</noticeNumber></qrCode>` +
	`</pafn:paVerifyPaymentNoticeReq></soapenv:Body></soapenv:Envelope>`

// coldLimit is what pagoPA gives an answer, its start included.
const coldLimit = 2 * time.Second

// Goal: Case 14, a station that was asleep answers pagoPA's probe within two seconds, from the start of
// its process. Method: the shipped binary under Lambda's Runtime API with that timeout; it reads its
// tables; the time is printed (go test -v).
func TestAnswerFromColdStart(t *testing.T) {
	core, ledger := dynamotest.Table(t), dynamotest.Table(t)
	towns := &municipality.Store{Core: core, Clock: calendar.System()}
	town := municipality.Municipality{ID: "c_x000", Name: "Comune di Prova", FiscalCode: "77777777777"}
	if _, err := towns.Save(t.Context(), town); err != nil {
		t.Fatal(err)
	}
	output, err := os.Create(filepath.Join(t.TempDir(), "station.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = output.Close() }() // nothing is read from it
	dynamodb := os.Getenv("AWS_ENDPOINT_URL_DYNAMODB")
	host := runtimeapi.New(runtimeapi.Function{
		Name: "station", Binary: "../../../../.local/bin/station/bootstrap", Timeout: coldLimit, Output: output,
		Env: append(emulators.Environment(dynamodb, dynamodb), "CORE_TABLE="+core.Name, "LEDGER_TABLE="+ledger.Name,
			"BROKER_ID=77777777777", "STATION_ID=77777777777_01", "RECEIPTS_QUEUE_URL=http://127.0.0.1:1/q"),
	})
	defer host.Close()
	event, err := json.Marshal(events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: "/pagopa/station", Body: probe, Headers: map[string]string{"host": "localhost"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "POST", Path: "/pagopa/station"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{"cold", "warm"} {
		began := time.Now()
		answer, err := host.Invoke(t.Context(), event)
		t.Logf("%s answer: %s", state, time.Since(began).Round(100*time.Microsecond))
		if err != nil || !strings.Contains(string(answer), "PAA_PAGAMENTO_SCONOSCIUTO") {
			t.Errorf("%s: %s, %v", state, answer, err)
		}
	}
}
