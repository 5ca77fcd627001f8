package e2e_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

// verify is the SOAPAction of a question about a notice.
const verify = `"paVerifyPaymentNotice"`

// Goal: the station's door refuses what is wrong with the fault that pagoPA's catalogue names, and
// never with an OK. Method: a good question, then one thing wrong at a time.
func TestStationDoor(t *testing.T) {
	notice := openNotices(t, 1)[0]
	head := soap.Head{
		Creditor: creditor, Broker: portal.Demo.Creditor.BrokerID, Station: portal.Demo.Creditor.StationID,
	}
	good, err := soap.Verify(head, notice)
	if err != nil {
		t.Fatal(err)
	}
	status, answer := atStation(t, http.MethodPost, verify, string(good))
	if status != 200 || !strings.Contains(answer, "<outcome>OK</outcome>") {
		t.Fatalf("a good question: %d %s", status, answer)
	}
	for _, c := range []struct {
		what, old, wrong string
		says             string
	}{
		{"foreign creditor", ">" + creditor + "</idPA>", ">12345678901</idPA>", "PAA_ID_DOMINIO_ERRATO"},
		{"wrong station", head.Station, "77777777777_99", "PAA_STAZIONE_INT_ERRATA"},
		{"wrong broker", head.Broker + "</idBrokerPA>", "1</idBrokerPA>", "PAA_ID_INTERMEDIARIO_ERRATO"},
		{"unknown notice", notice, "302000000000000000", "PAA_PAGAMENTO_SCONOSCIUTO"},
		{"notice of 3 digits", notice, "302", "PAA_SINTASSI_XSD"},
		{"cut short", "</soapenv:Envelope>", "", "PAA_SINTASSI_XSD"},
		{"doctype", "<soapenv:Envelope", `<!DOCTYPE x [<!ENTITY y "z">]><soapenv:Envelope`, "PAA_SINTASSI_XSD"},
	} {
		message := strings.Replace(string(good), c.old, c.wrong, 1)
		if message == string(good) {
			t.Errorf("%s: the message has no %q:\n%s", c.what, c.old, good)
			continue
		}
		status, answer := atStation(t, http.MethodPost, verify, message)
		if status != 200 || !strings.Contains(answer, c.says) || strings.Contains(answer, ">OK<") {
			t.Errorf("%s: %d %s", c.what, status, answer)
		}
	}
}

// Goal: what is no call of the node at all gets a plain HTTP refusal.
// Method: other methods, no XML, far too much of it.
func TestStationHTTP(t *testing.T) {
	for _, c := range []struct {
		what, method, action, body string
		status                     int
	}{
		{"reading", http.MethodGet, verify, "", http.StatusMethodNotAllowed},
		{"no XML, no action", http.MethodPost, "", "hello", http.StatusInternalServerError},
		{"nothing", http.MethodPost, "", "", http.StatusInternalServerError},
		{"too much", http.MethodPost, verify, "<a>" + strings.Repeat(" ", 2<<20), http.StatusRequestEntityTooLarge},
	} {
		status, answer := atStation(t, c.method, c.action, c.body)
		if status != c.status || strings.Contains(answer, ">OK<") {
			t.Errorf("%s: %d %s, want %d", c.what, status, answer, c.status)
		}
	}
}

// atStation sends a message to the station's door.
func atStation(t *testing.T, method, action, message string) (int, string) {
	t.Helper()
	body := strings.NewReader(message)
	request, err := http.NewRequestWithContext(t.Context(), method, portal.StationURL, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", action)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // everything has been read
	content, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(content)
}
