package counter_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/pagopa/counter"
	"serviziscolastici/infra/local/simulators/pagopa/node"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

const (
	creditor = "77777777777"
	payable  = "302202500000012356"
	other    = "302000000000001000"
	unknown  = "302000000000001707"
	key      = "chiave"
	// archiveKey is another, so that neither opens the other's door.
	archiveKey = "chiave-archivio"
)

// station is a creditor's station with two payable notices of 45 euro.
type station struct {
	mu       sync.Mutex
	requests []string
	caller   string   // certificate of the last request
	receipts []string // notices of receipts, in the order they came
	receipt  func() (status int, body string)
}

func (s *station) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	request := string(body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.caller = append(s.requests, request), r.Header.Get("X-Local-Client-Certificate")
	notice := payable
	if strings.Contains(request, other) {
		notice = other
	}
	w.Header().Set("Content-Type", "text/xml")
	switch action := strings.Trim(r.Header.Get("SOAPAction"), `"`); {
	case strings.HasPrefix(action, "paSendRT"):
		s.receipts = append(s.receipts, notice)
		status, answer := s.receipt()
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	case strings.Contains(request, unknown) && action == "paVerifyPaymentNotice":
		_, _ = io.WriteString(w, envelope("paVerifyPaymentNoticeRes", fault("PAA_PAGAMENTO_SCONOSCIUTO")))
	case action == "paVerifyPaymentNotice":
		_, _ = io.WriteString(w, envelope("paVerifyPaymentNoticeRes", verifyOK))
	default:
		_, _ = io.WriteString(w, envelope("paGetPaymentV2Response", fmt.Sprintf(paymentOK, notice[1:])))
	}
}

func (s *station) shown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.caller
}

func (s *station) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.receipts...)
}

func (s *station) answer(status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.receipt = func() (int, string) { return status, body }
}

func envelope(wrapper, inside string) string {
	return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
		`<p:` + wrapper + ` xmlns:p="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd">` + inside +
		`</p:` + wrapper + `></s:Body></s:Envelope>`
}

func fault(code string) string {
	return `<outcome>KO</outcome><fault><faultCode>` + code + `</faultCode><faultString>no</faultString>` +
		`<id>77777777777</id></fault>`
}

const verifyOK = `<outcome>OK</outcome><paymentList><paymentOptionDescription><amount>45.00</amount>` +
	`<options>EQ</options><dueDate>2026-12-31</dueDate><allCCP>false</allCCP></paymentOptionDescription>` +
	`</paymentList><paymentDescription>Mensa &amp; co</paymentDescription>` +
	`<fiscalCodePA>77777777777</fiscalCodePA>` +
	`<companyName>Comune di Prova</companyName>`

const paymentOK = `<outcome>OK</outcome><data><creditorReferenceId>%s</creditorReferenceId>` +
	`<paymentAmount>45.00</paymentAmount><dueDate>2026-12-31</dueDate>` +
	`<description>Mensa &amp; co</description>` +
	`<companyName>Comune di Prova</companyName><debtor><uniqueIdentifier>` +
	`<entityUniqueIdentifierType>F</entityUniqueIdentifierType>` +
	`<entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue></uniqueIdentifier>` +
	`<fullName>Mario Rossi</fullName></debtor><transferList><transfer><idTransfer>1</idTransfer>` +
	`<transferAmount>45.00</transferAmount><fiscalCodePA>77777777777</fiscalCodePA>` +
	`<IBAN>IT60X0542811101000000123456</IBAN><remittanceInformation>Mensa</remittanceInformation>` +
	`<transferCategory>9/0107101TS/</transferCategory></transfer></transferList></data>`

var receiptOK = envelope("paSendRTV2Response", "<outcome>OK</outcome>")

// simulator is a running simulator in front of a fake station.
type simulator struct {
	t       *testing.T
	station *station
	url     string
	stop    context.CancelFunc // ends the node's deliveries
	client  *http.Client
}

func start(t *testing.T, stateDir string) *simulator {
	t.Helper()
	station := &station{}
	station.answer(http.StatusOK, receiptOK)
	soapServer := httptest.NewServer(station)
	t.Cleanup(soapServer.Close)
	base, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	payments, err := node.Open(node.Config{
		StationURL: soapServer.URL,
		Head:       soap.Head{Creditor: creditor, Broker: creditor, Station: creditor + "_01"},
		Retry:      time.Millisecond, StateDir: stateDir, Now: time.Now, Rome: time.UTC, Base: base,
	})
	if err != nil {
		t.Fatal(err)
	}
	server, err := counter.Open(counter.Config{
		PublicURL: "http://checkout.example.it", Key: func() (string, error) { return key, nil },
		ArchiveKey: func() (string, error) { return archiveKey, nil },
		Creditor:   creditor, Node: payments, StateDir: stateDir, Late: time.Millisecond, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server.Handler())
	t.Cleanup(web.Close)
	return &simulator{t: t, station: station, url: web.URL, stop: stop, client: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is what came back from the simulator.
type answer struct {
	status   int
	location string
	body     string
}

func (s *simulator) do(method, path, contentType, body, key string) answer {
	s.t.Helper()
	request, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Ocp-Apim-Subscription-Key", key)
	response, err := s.client.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{status: response.StatusCode, location: response.Header.Get("Location"), body: string(read)}
}

func (s *simulator) get(path string) answer { s.t.Helper(); return s.do("GET", path, "", "", "") }

func (s *simulator) form(path string, fields url.Values) answer {
	s.t.Helper()
	return s.do("POST", path, "application/x-www-form-urlencoded", fields.Encode(), "")
}

func (s *simulator) json(path, body string) answer {
	s.t.Helper()
	return s.do("POST", path, "application/json", body, "")
}

func (s *simulator) carts(body, key string) answer {
	s.t.Helper()
	return s.do("POST", "/checkout/ec/v2/carts", "application/json", body, key)
}

// receipt is the part of GET /api/receipts that tests look at.
type receipt struct {
	ID        string `json:"receipt_id"`
	Notice    string `json:"notice_number"`
	Amount    int64  `json:"amount_cents"`
	StandIn   bool   `json:"stand_in"`
	State     string `json:"state"`
	FaultCode string `json:"fault_code"`
	Attempts  []struct {
		Outcome string `json:"outcome"`
	} `json:"attempts"`
}

func (s *simulator) receipts() []receipt {
	s.t.Helper()
	var list []receipt
	if err := json.Unmarshal([]byte(s.get("/api/receipts").body), &list); err != nil {
		s.t.Fatal(err)
	}
	return list
}

// until asks for the receipts until they are as wanted.
func (s *simulator) until(what string, wanted func([]receipt) bool) []receipt {
	s.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		if list := s.receipts(); wanted(list) {
			return list
		}
	}
	s.t.Fatalf("never seen: %s; receipts are %+v", what, s.receipts())
	return nil
}

// cartOf returns a valid carts body for these notices.
func cartOf(notices ...string) string {
	var list []string
	for _, notice := range notices {
		list = append(list, `{"noticeNumber":"`+notice+`","fiscalCode":"77777777777","amount":4500,`+
			`"companyName":"Comune di Prova","description":"Mensa"}`)
	}
	return `{"emailNotice":"m.rossi@example.com","paymentNotices":[` + strings.Join(list, ",") + `],` +
		`"returnUrls":{"returnOkUrl":"https://p.example.it/ok",` +
		`"returnCancelUrl":"https://p.example.it/annullato",` +
		`"returnErrorUrl":"https://p.example.it/errore","returnWaitingUrl":"https://p.example.it/attesa"},` +
		`"idCart":"carrello-1","allCCP":false}`
}
