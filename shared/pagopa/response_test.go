package pagopa_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

// answered is the answer's wrapper element, without its envelope.
func answered(t *testing.T, body []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	const opening = `<soapenv:Header></soapenv:Header><soapenv:Body>`
	_, rest, found := strings.Cut(string(body), opening)
	content, _, closed := strings.Cut(rest, `</soapenv:Body></soapenv:Envelope>`)
	const prefix = `xmlns:pafn="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"`
	if !found || !closed || !strings.Contains(string(body), prefix) {
		t.Fatalf("not an envelope: %s", body)
	}
	return content
}

func payment() pagopa.PaymentAnswer {
	return pagopa.PaymentAnswer{
		Notice: "302202500000012356", Amount: 4500, DueDate: calendar.NewDay(2025, time.October, 31),
		Description: "Servizio mensa scolastica, ricarica", CompanyName: "Comune di Esempio",
		Debtor: pagopa.Subject{FiscalCode: "RSSMRA80A01H501U", FullName: "Mario Rossi"},
		Transfers: []pagopa.Transfer{{
			Amount: 4500, FiscalCode: "77777777777", IBAN: "IT60X0542811101000000123456",
			Remittance: "Servizio mensa scolastica, ricarica", Category: "9/0107101TS/",
		}},
	}
}

func TestEncodeVerify(t *testing.T) {
	// Goal: the answer has the schema's elements in order, optional ones only when known.
	// Method: a hand-written answer, then one without due date and office.
	answer := pagopa.VerifyAnswer{
		Amount: 4500, DueDate: calendar.NewDay(2025, time.October, 31), CreditorFiscalCode: "77777777777",
		Description: "Servizio mensa scolastica, ricarica", CompanyName: "Comune di Esempio",
		OfficeName: "Servizi scolastici",
	}
	body, err := pagopa.EncodeVerify(answer)
	want := `<pafn:paVerifyPaymentNoticeRes><outcome>OK</outcome><paymentList><paymentOptionDescription>` +
		`<amount>45.00</amount><options>EQ</options><dueDate>2025-10-31</dueDate>` +
		`<detailDescription>Servizio mensa scolastica, ricarica</detailDescription><allCCP>false</allCCP>` +
		`</paymentOptionDescription></paymentList>` +
		`<paymentDescription>Servizio mensa scolastica, ricarica</paymentDescription>` +
		`<fiscalCodePA>77777777777</fiscalCodePA><companyName>Comune di Esempio</companyName>` +
		`<officeName>Servizi scolastici</officeName></pafn:paVerifyPaymentNoticeRes>`
	if got := answered(t, body, err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	answer.DueDate, answer.OfficeName = calendar.Day{}, ""
	body, err = pagopa.EncodeVerify(answer)
	if got := answered(t, body, err); strings.Contains(got, "dueDate") || strings.Contains(got, "officeName") {
		t.Errorf("optional elements stay: %s", got)
	}
	for _, amount := range []money.Cents{0, -1, money.Max + 1} {
		answer.Amount = amount
		if _, err := pagopa.EncodeVerify(answer); !errors.Is(err, pagopa.ErrAnswer) {
			t.Errorf("amount %d: %v", amount, err)
		}
	}
}

func TestEncodePayment(t *testing.T) {
	// Goal: both versions have their schema's elements. Method: hand-written answers.
	want := func(response, company string) string {
		return `<pafn:` + response + `><outcome>OK</outcome><data>` +
			`<creditorReferenceId>02202500000012356</creditorReferenceId><paymentAmount>45.00</paymentAmount>` +
			`<dueDate>2025-10-31</dueDate><description>Servizio mensa scolastica, ricarica</description>` +
			`<companyName>Comune di Esempio</companyName><debtor><uniqueIdentifier>` +
			`<entityUniqueIdentifierType>F</entityUniqueIdentifierType>` +
			`<entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue></uniqueIdentifier>` +
			`<fullName>Mario Rossi</fullName></debtor><transferList><transfer><idTransfer>1</idTransfer>` +
			`<transferAmount>45.00</transferAmount><fiscalCodePA>77777777777</fiscalCodePA>` + company +
			`<IBAN>IT60X0542811101000000123456</IBAN>` +
			`<remittanceInformation>Servizio mensa scolastica, ricarica</remittanceInformation>` +
			`<transferCategory>9/0107101TS/</transferCategory></transfer></transferList></data>` +
			`</pafn:` + response + `>`
	}
	body, err := pagopa.EncodePayment(pagopa.GetPaymentV2, payment())
	company := `<companyName>Comune di Esempio</companyName>`
	if got := answered(t, body, err); got != want("paGetPaymentV2Response", company) {
		t.Errorf("V2: %s", got)
	}
	body, err = pagopa.EncodePayment(pagopa.GetPayment, payment())
	if got := answered(t, body, err); got != want("paGetPaymentRes", "") {
		t.Errorf("V1: %s", got)
	}
}

func TestEncodePaymentWithoutDueDate(t *testing.T) {
	// Goal: the schema's mandatory due date is the far day. Method: an answer without one.
	answer := payment()
	answer.DueDate = calendar.Day{}
	body, err := pagopa.EncodePayment(pagopa.GetPaymentV2, answer)
	if got := answered(t, body, err); !strings.Contains(got, "<dueDate>2099-12-31</dueDate>") {
		t.Error(got)
	}
}

func TestEncodePaymentCutsAndCleans(t *testing.T) {
	// Goal: long, strange and empty texts become what the schema takes. Method: one of each.
	answer := payment()
	answer.Description = strings.Repeat("è", 150)
	answer.CompanyName = "Comune\x00 di\n\t<Sant'Angelo> & C."
	answer.OfficeName = "\u0007"
	answer.Debtor.FullName = strings.Repeat("lungo ", 20)
	answer.Debtor.Email = "o'neill@example.com"
	answer.Transfers[0].Remittance = ""
	body, err := pagopa.EncodePayment(pagopa.GetPaymentV2, answer)
	got := answered(t, body, err)
	for _, want := range []string{
		"<description>" + strings.Repeat("è", 140) + "</description>",
		"<companyName>Comune di &lt;Sant&#39;Angelo&gt; &amp; C.</companyName>",
		"<fullName>" + strings.TrimSpace(strings.Repeat("lungo ", 11)) + " lung</fullName>",
		"<remittanceInformation>NA</remittanceInformation>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nis not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "officeName") || strings.Contains(got, "e-mail") {
		t.Errorf("empty elements stay: %s", got)
	}
}

func TestEncodePaymentRefusesWhatTheNodeRefuses(t *testing.T) {
	// Goal: no answer whose parts are not the amount. Method: spoilt answers.
	none, six, sum, free := payment(), payment(), payment(), payment()
	none.Transfers = nil
	for range 5 {
		six.Transfers = append(six.Transfers, six.Transfers[0])
	}
	six.Amount = 6 * 4500
	sum.Amount = 4501
	free.Amount, free.Transfers = 0, []pagopa.Transfer{{FiscalCode: "77777777777", IBAN: "IT"}}
	for _, answer := range []pagopa.PaymentAnswer{none, six, sum, free} {
		if _, err := pagopa.EncodePayment(pagopa.GetPaymentV2, answer); !errors.Is(err, pagopa.ErrAnswer) {
			t.Errorf("%+v: %v", answer, err)
		}
	}
}

func TestEncodeFault(t *testing.T) {
	// Goal: a KO carries code, fixed text and creditor. Method: hand-written answers.
	body, err := pagopa.EncodeFault(pagopa.SendRTV2, "77777777777", &pagopa.Fault{Code: pagopa.FaultDuplicateRT})
	want := `<pafn:paSendRTV2Response><outcome>KO</outcome><fault><faultCode>PAA_RECEIPT_DUPLICATA</faultCode>` +
		`<faultString>La receipt risulta gia&#39; acquisita</faultString><id>77777777777</id></fault>` +
		`</pafn:paSendRTV2Response>`
	if got := answered(t, body, err); got != want {
		t.Error(got)
	}
	body, err = pagopa.EncodeReceived(pagopa.SendRT)
	if got := answered(t, body, err); got != `<pafn:paSendRTRes><outcome>OK</outcome></pafn:paSendRTRes>` {
		t.Error(got)
	}
	body, err = pagopa.EncodeSOAPFault("Operazione sconosciuta")
	want = `<soapenv:Fault><faultcode>soapenv:Client</faultcode>` +
		`<faultstring>Operazione sconosciuta</faultstring></soapenv:Fault>`
	if got := answered(t, body, err); got != want {
		t.Error(got)
	}
}
