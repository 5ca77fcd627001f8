package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

const (
	creditor = "77777777777"
	openNAV  = "302202500000012356"
	paidNAV  = "302000000000001000"
	goneNAV  = "302000000000001707"
	mixedNAV = "302000000000000992"
	lateNAV  = "301000000000004285" // past its due day and strict about it
)

// fixture is what the station reads and writes; trouble makes every part of it fail.
type fixture struct {
	trouble error
	queued  []pagopa.ReceiptMessage
}

func (w *fixture) ByCreditor(_ context.Context, fiscalCode string) (municipality.Municipality, error) {
	if w.trouble != nil {
		return municipality.Municipality{}, w.trouble
	}
	if fiscalCode != creditor {
		return municipality.Municipality{}, problem.Missing()
	}
	return municipality.Municipality{
		ID: "c_x000", Name: "Comune di Vallechiara", FiscalCode: creditor, Office: "Ufficio Scuola",
	}, nil
}

func (w *fixture) Find(_ context.Context, of string, number pagopa.NoticeNumber) (billing.Position, error) {
	states := map[pagopa.NoticeNumber]billing.State{
		openNAV: billing.Open, paidNAV: billing.Paid, goneNAV: billing.Cancelled, mixedNAV: billing.Open,
		lateNAV: billing.Open,
	}
	state, found := states[number]
	if !found || of != creditor {
		return billing.Position{}, problem.Missing()
	}
	position := billing.Position{
		Creditor: creditor, Number: number, Tenant: "c_x000", Guardian: "g1", Amount: 4500, State: state,
		Description: "Ricarica mensa scolastica", Transfers: []pagopa.Transfer{transfer(4500)},
	}
	if number == lateNAV {
		position.Due, position.Strict = calendar.NewDay(2026, time.October, 31), true
	}
	if number == mixedNAV {
		position.Due = calendar.NewDay(2026, time.October, 31) // past, and payable all the same
		position.Transfers = []pagopa.Transfer{transfer(3000), transfer(1500)}
	}
	return position, nil
}

func transfer(amount money.Cents) pagopa.Transfer {
	return pagopa.Transfer{
		Amount: amount, FiscalCode: creditor, IBAN: "IT60X0542811101000000123456",
		Remittance: "Ricarica mensa scolastica", Category: "9/0107101TS/",
	}
}

func (w *fixture) Guardian(context.Context, string, string) (school.Guardian, error) {
	return school.Guardian{FiscalCode: "RSSMRA80A01H501U", Name: "Niccolò", FamilyName: "D'Angelo"}, w.trouble
}

func (w *fixture) Enqueue(_ context.Context, message pagopa.ReceiptMessage) error {
	if w.trouble != nil {
		return w.trouble
	}
	w.queued = append(w.queued, message)
	return nil
}

// station is a handler in a fixture, on a fixed night, with its log at hand.
func station(w *fixture) (Handler, *bytes.Buffer) {
	log := &bytes.Buffer{}
	at := time.Date(2026, time.November, 22, 20, 0, 0, 0, calendar.Rome())
	return Handler{
		BrokerID: creditor, StationIDs: []string{"77777777777_01", "77777777777_00"}, Creditors: w, Positions: w, Debtors: w, Receipts: w,
		Clock: calendar.Fixed(at), Log: slog.New(slog.NewTextHandler(log, nil)),
	}, log
}

// post sends a body as the node does and returns the answer.
func post(h http.Handler, action, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/pagopa/station", strings.NewReader(body))
	request.Header.Set("SOAPAction", action)
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, request)
	return answer
}

// envelope wraps a request of the node for the standard caller.
func envelope(element, content string) string {
	return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"` +
		` xmlns:pafn="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"><soapenv:Body><pafn:` + element + `>` +
		`<idPA>77777777777</idPA><idBrokerPA>77777777777</idBrokerPA><idStation>77777777777_01</idStation>` +
		content + `</pafn:` + element + `></soapenv:Body></soapenv:Envelope>`
}

func code(notice string) string {
	return `<qrCode><fiscalCode>77777777777</fiscalCode><noticeNumber>` + notice + `</noticeNumber></qrCode>`
}

func receipt(notice, amount string) string {
	return fmt.Sprintf(`<receipt><receiptId>r1</receiptId><noticeNumber>%s</noticeNumber>
<fiscalCode>77777777777</fiscalCode><outcome>OK</outcome><creditorReferenceId>%s</creditorReferenceId>
<paymentAmount>%s</paymentAmount><description>Mensa</description><companyName>Comune</companyName>
<debtor><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>
<entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue></uniqueIdentifier>
<fullName>Mario Rossi</fullName></debtor><transferList><transfer><idTransfer>1</idTransfer>
<transferAmount>45.00</transferAmount><fiscalCodePA>77777777777</fiscalCodePA><IBAN>IT60X</IBAN>
<remittanceInformation>Mensa</remittanceInformation><transferCategory>9/0107101TS/</transferCategory>
</transfer></transferList><idPSP>88888888888</idPSP><PSPCompanyName>Banca</PSPCompanyName>
<idChannel>c</idChannel><channelDescription>app</channelDescription></receipt>`, notice, notice[1:], amount)
}

// expect checks status and parts of an answer.
func expect(t *testing.T, name string, answer *httptest.ResponseRecorder, status int, parts ...string) {
	t.Helper()
	if answer.Code != status {
		t.Errorf("%s: status %d, want %d", name, answer.Code, status)
	}
	for _, part := range parts {
		if !strings.Contains(answer.Body.String(), part) {
			t.Errorf("%s: no %s in\n%s", name, part, answer.Body)
		}
	}
}

func TestVerifyAndPaymentFaults(t *testing.T) {
	// Goal: each situation has the fault of pagoPA's table. Method: one spoilt request each, by
	// all three operations.
	good := code(openNAV)
	cases := []struct {
		name, content, old, replacement string
		fault                           pagopa.FaultCode
	}{
		{"another broker", good, "<idBrokerPA>77777777777", "<idBrokerPA>77777777778", pagopa.FaultBroker},
		{"another station", good, "77777777777_01", "77777777777_02", pagopa.FaultStation},
		{"another creditor", good, "<idPA>77777777777", "<idPA>77777777778", pagopa.FaultCreditor},
		{"another code", good, "<fiscalCode>77777777777", "<fiscalCode>77777777778", pagopa.FaultCreditor},
		{"unknown", code("302202500000099999"), "", "", pagopa.FaultUnknown},
		{"probe", code("000000000000000000"), "", "", pagopa.FaultUnknown},
		{"old numbers", code("001000000000004282"), "", "", pagopa.FaultUnknown},
		{"paid", code(paidNAV), "", "", pagopa.FaultPaid},
		{"cancelled", code(goneNAV), "", "", pagopa.FaultCancelled},
		{"no code", "", "", "", pagopa.FaultSyntax},
		{"letters", code("30220250000001235x"), "", "", pagopa.FaultSyntax},
	}
	handler, _ := station(&fixture{})
	for _, element := range []string{"paVerifyPaymentNoticeReq", "paGetPaymentReq", "paGetPaymentV2Request"} {
		for _, c := range cases {
			body := strings.Replace(envelope(element, c.content), c.old, c.replacement, 1)
			answer := post(handler, "", body)
			expect(t, element+", "+c.name, answer, http.StatusOK, "<outcome>KO</outcome>",
				"<faultCode>"+string(c.fault)+"</faultCode>", "<id>7777777777")
		}
	}
}

func TestVerifyAndPaymentAnswers(t *testing.T) {
	// Goal: a payable notice is answered with today's amount, again and again. Method: each
	// operation twice, with an amount that the payer saw earlier.
	handler, _ := station(&fixture{})
	for range 2 {
		answer := post(handler, `"paVerifyPaymentNotice"`, envelope("paVerifyPaymentNoticeReq", code(openNAV)))
		expect(t, "verify", answer, http.StatusOK, "<amount>45.00</amount><options>EQ</options>",
			"<companyName>Comune di Vallechiara</companyName><officeName>Ufficio Scuola</officeName>")
		content := code(openNAV) + "<amount>40.00</amount>"
		answer = post(handler, "", envelope("paGetPaymentV2Request", content))
		expect(t, "payment", answer, http.StatusOK, "<pafn:paGetPaymentV2Response>",
			"<paymentAmount>45.00</paymentAmount><dueDate>2099-12-31</dueDate>",
			"<fullName>Niccolò D&#39;Angelo</fullName>", "<transferAmount>45.00</transferAmount>")
	}
	answer := post(handler, "", envelope("paGetPaymentReq", code(mixedNAV)))
	expect(t, "two transfers, past due", answer, http.StatusOK, "<pafn:paGetPaymentRes>",
		"<dueDate>2026-10-31</dueDate>", "<transferAmount>30.00</transferAmount>", "<idTransfer>2</idTransfer>")
}

func TestReceiptIsQueued(t *testing.T) {
	// Goal: every receipt that makes sense is kept, whatever notice it names. Method: receipts of an
	// open, paid, cancelled and unknown notice, in both versions.
	w := &fixture{}
	handler, _ := station(w)
	for _, notice := range []string{openNAV, paidNAV, goneNAV, "302202500000099999"} {
		answer := post(handler, "", envelope("paSendRTV2Request", receipt(notice, "45.00")))
		expect(t, notice, answer, http.StatusOK, "<pafn:paSendRTV2Response><outcome>OK</outcome></pafn:")
	}
	answer := post(handler, "", envelope("paSendRTReq", receipt(openNAV, "45.00")))
	expect(t, "V1", answer, http.StatusOK, "<pafn:paSendRTRes><outcome>OK</outcome></pafn:")
	if len(w.queued) != 5 {
		t.Fatalf("%d receipts queued, want 5", len(w.queued))
	}
	first := w.queued[0]
	if first.Version != 1 || first.Receipt.ReceiptID != "r1" || first.Receipt.Amount != 4500 ||
		!strings.Contains(string(first.Raw), "<receiptId>r1") || first.ReceivedAt.IsZero() {
		t.Errorf("queued %+v", first)
	}
}

func TestReceiptFaults(t *testing.T) {
	// Goal: receipts that make no sense are refused and not queued. Method: spoilt receipts.
	w := &fixture{}
	handler, _ := station(w)
	good := envelope("paSendRTV2Request", receipt(openNAV, "45.00"))
	cases := []struct {
		old, replacement string
		fault            pagopa.FaultCode
	}{
		{"<paymentAmount>45.00", "<paymentAmount>44.00", pagopa.FaultSemantics},
		{"<creditorReferenceId>0", "<creditorReferenceId>9", pagopa.FaultSemantics},
		{"<paymentAmount>45.00", "<paymentAmount>45,00", pagopa.FaultSyntax},
		{"<idBrokerPA>77777777777", "<idBrokerPA>1", pagopa.FaultBroker},
		{"77777777777_01", "77777777777_09", pagopa.FaultStation},
		{"<idPA>77777777777", "<idPA>1", pagopa.FaultCreditor},
	}
	for _, c := range cases {
		answer := post(handler, "", strings.Replace(good, c.old, c.replacement, 1))
		expect(t, c.replacement, answer, http.StatusOK, "<pafn:paSendRTV2Response><outcome>KO</outcome>",
			string(c.fault))
	}
	if len(w.queued) != 0 {
		t.Errorf("%d refused receipts queued", len(w.queued))
	}
}

func TestOwnTrouble(t *testing.T) {
	// Goal: our own trouble is never a KO to a receipt, so that the node sends it again, but one to
	// a question. Method: a fixture where nothing works.
	handler, _ := station(&fixture{trouble: errors.New("down")})
	answer := post(handler, "", envelope("paSendRTV2Request", receipt(openNAV, "45.00")))
	if answer.Code != http.StatusInternalServerError || strings.Contains(answer.Body.String(), "outcome") {
		t.Errorf("receipt: %d %s", answer.Code, answer.Body)
	}
	answer = post(handler, "", envelope("paVerifyPaymentNoticeReq", code(openNAV)))
	expect(t, "verify", answer, http.StatusOK, "PAA_SYSTEM_ERROR", "Errore generico")
}

func TestDemandIsNotOffered(t *testing.T) {
	// Goal: spontaneous payments are declined as the references do. Method: one request.
	handler, _ := station(&fixture{})
	answer := post(handler, "", envelope("paDemandPaymentNoticeRequest", ""))
	expect(t, "demand", answer, http.StatusOK, "<pafn:paDemandPaymentNoticeResponse>", "PAA_SYSTEM_ERROR")
}

func TestBadCalls(t *testing.T) {
	// Goal: what is no message of the node gets a clear refusal. Method: table.
	handler, _ := station(&fixture{})
	get := httptest.NewRecorder()
	handler.ServeHTTP(get, httptest.NewRequest(http.MethodGet, "/pagopa/station", nil))
	expect(t, "GET", get, http.StatusMethodNotAllowed)
	large := strings.Repeat(" ", pagopa.MaxMessage+1)
	expect(t, "too large", post(handler, "", large), http.StatusRequestEntityTooLarge)
	expect(t, "no XML", post(handler, "", "hello"), http.StatusInternalServerError, "<soapenv:Fault>")
	expect(t, "no operation", post(handler, "x", envelope("paX", "")), http.StatusInternalServerError,
		"<faultcode>soapenv:Client</faultcode>")
	expect(t, "cut short", post(handler, `"paSendRTV2"`, "<soapenv:Env"), http.StatusOK,
		"<pafn:paSendRTV2Response><outcome>KO</outcome>", "PAA_SINTASSI_XSD")
}

func TestLogHoldsNoPersonalData(t *testing.T) {
	// Goal: no fiscal code and no name of a person in the log. Method: a message of each outcome.
	handler, log := station(&fixture{})
	post(handler, "", envelope("paGetPaymentV2Request", code(openNAV)))
	post(handler, "", envelope("paSendRTV2Request", receipt(openNAV, "45.00")))
	post(handler, "", envelope("paSendRTV2Request", receipt(openNAV, "44.00")))
	for _, secret := range []string{"RSSMRA80A01H501U", "Mario", "Niccol"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%s is in the log:\n%s", secret, log)
		}
	}
	if !strings.Contains(log.String(), "PAA_SEMANTICA") {
		t.Errorf("the log does not say why:\n%s", log)
	}
}
