package pagopa_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
)

const (
	head = `<idPA>77777777777</idPA><idBrokerPA>77777777777</idBrokerPA><idStation>77777777777_01</idStation>`
	code = `<qrCode><fiscalCode>77777777777</fiscalCode><noticeNumber>302202500000012356</noticeNumber></qrCode>`
)

// soap wraps the content of a request element as the node does.
func soap(element, content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` +
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"` +
		` xmlns:pafn="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"><soapenv:Header/><soapenv:Body>` +
		`<pafn:` + element + `>` + content + `</pafn:` + element + `></soapenv:Body></soapenv:Envelope>`
}

func parse(t *testing.T, text string) *pagopa.Message {
	t.Helper()
	message, err := pagopa.ParseMessage([]byte(text))
	if err != nil {
		t.Fatalf("ParseMessage: %v", err)
	}
	return message
}

const receipt = `<receipt><receiptId>c110729d258c4ab1b765fe902aae41d6</receiptId>
<noticeNumber>302202500000012356</noticeNumber><fiscalCode>77777777777</fiscalCode><outcome>OK</outcome>
<creditorReferenceId>02202500000012356</creditorReferenceId><paymentAmount>45.00</paymentAmount>
<description>Servizio mensa scolastica, ricarica</description><companyName>Comune di Esempio</companyName>
<debtor><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>
<entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue></uniqueIdentifier>
<fullName>Mario Rossi</fullName></debtor>
<transferList><transfer><idTransfer>1</idTransfer><transferAmount>45.00</transferAmount>
<fiscalCodePA>77777777777</fiscalCodePA><IBAN>IT60X0542811101000000123456</IBAN>
<remittanceInformation>Servizio mensa scolastica</remittanceInformation>
<transferCategory>9/0107101TS/</transferCategory></transfer></transferList>
<idPSP>88888888888</idPSP><PSPCompanyName>Banca di Prova S.p.A.</PSPCompanyName>
<idChannel>88888888888_01</idChannel><channelDescription>app</channelDescription>OPTIONAL</receipt>`

const optional = `<payer><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>
<entityUniqueIdentifierValue>VRDLGU82C50H501R</entityUniqueIdentifierValue></uniqueIdentifier>
<fullName>Giulia Verdi</fullName></payer><paymentMethod>creditCard</paymentMethod>
<paymentNote>cart-01</paymentNote><fee>1.00</fee>
<paymentDateTime>2025-10-12T17:48:22</paymentDateTime><applicationDate>2025-10-12</applicationDate>
<transferDate>2025-10-13+02:00</transferDate><standIn>true</standIn>`

func TestVerifyAndPaymentRequests(t *testing.T) {
	// Goal: every field of the two questions is read. Method: messages as the node writes them.
	verify, err := parse(t, soap("paVerifyPaymentNoticeReq", head+code)).VerifyRequest()
	if err != nil || verify.Notice != "302202500000012356" || verify.FiscalCode != "77777777777" ||
		verify.CreditorFiscalCode != "77777777777" || verify.StationID != "77777777777_01" {
		t.Errorf("verify: %+v, %v", verify, err)
	}
	extra := `<amount>45.00</amount><paymentNote>cart-01</paymentNote>` +
		`<transferType>PAGOPA</transferType><dueDate>2025-10-31Z</dueDate>`
	for _, element := range []string{"paGetPaymentReq", "paGetPaymentV2Request"} {
		payment, err := parse(t, soap(element, head+code+extra)).PaymentRequest()
		if err != nil || payment.Amount != 4500 || payment.Note != "cart-01" ||
			payment.TransferType != "PAGOPA" || payment.DueDate.String() != "2025-10-31" {
			t.Errorf("%s: %+v, %v", element, payment, err)
		}
		if _, err := parse(t, soap(element, head+code)).PaymentRequest(); err != nil {
			t.Errorf("%s without optional fields: %v", element, err)
		}
	}
}

func TestReceiptRequest(t *testing.T) {
	// Goal: a full receipt is read whole, a bare one too. Method: both, in both versions.
	full := head + strings.Replace(receipt, "OPTIONAL", optional, 1)
	bare := head + strings.Replace(receipt, "OPTIONAL", "", 1)
	for _, element := range []string{"paSendRTReq", "paSendRTV2Request"} {
		request, err := parse(t, soap(element, full)).ReceiptRequest()
		if err != nil {
			t.Fatalf("%s: %v", element, err)
		}
		r := request.Receipt
		paid := time.Date(2025, time.October, 12, 17, 48, 22, 0, calendar.Rome())
		if r.ReceiptID != "c110729d258c4ab1b765fe902aae41d6" || r.Amount != 4500 || r.Fee != 100 ||
			!r.PaidAt.Equal(paid) || r.ApplicationDate.String() != "2025-10-12" ||
			r.TransferDate.String() != "2025-10-13" || !r.StandIn || r.PaymentNote != "cart-01" ||
			r.Payer.FiscalCode != "VRDLGU82C50H501R" || r.Debtor.FullName != "Mario Rossi" ||
			len(r.Transfers) != 1 || r.Transfers[0].Category != "9/0107101TS/" {
			t.Errorf("%s: %+v", element, r)
		}
		if err := r.Check(); err != nil || string(request.Raw) != soap(element, full) {
			t.Errorf("%s: %v; raw message kept: %t", element, err, len(request.Raw) > 0)
		}
		request, err = parse(t, soap(element, bare)).ReceiptRequest()
		if r := request.Receipt; err != nil || r.Payer != nil || !r.PaidAt.IsZero() || r.Fee != 0 || r.StandIn {
			t.Errorf("bare %s: %+v, %v", element, r, err)
		}
	}
}

func TestReceiptRequestTakesTomorrowsFields(t *testing.T) {
	// Goal: a field that the schema gains later does not lose a receipt. Method: an unknown one.
	text := head + strings.Replace(receipt, "OPTIONAL", "<novelty>1</novelty>", 1)
	if _, err := parse(t, soap("paSendRTV2Request", text)).ReceiptRequest(); err != nil {
		t.Error(err)
	}
}

func TestReceiptRequestRefusesAmbiguousMoney(t *testing.T) {
	// Goal: what leaves open how much was paid, for what or to whom is PAA_SINTASSI_XSD, and the fault
	// shows no value. Method: one replacement at a time in a full receipt.
	cases := []struct{ old, replacement string }{
		{"<paymentAmount>45.00<", "<paymentAmount>45,00<"},
		{"<paymentAmount>45.00<", "<paymentAmount>45.000<"},
		{"<paymentAmount>45.00<", "<paymentAmount>-45.00<"},
		{"<paymentAmount>45.00<", "<paymentAmount>1000000000.00<"},
		{"<transferAmount>45.00<", "<transferAmount>0.00<"},
		{"<receiptId>c110729d258c4ab1b765fe902aae41d6</receiptId>", ""},
		{"<outcome>OK<", "<outcome>PP<"},
		{"<fiscalCode>77777777777<", "<fiscalCode>7777777777<"},
		{"<noticeNumber>302202500000012356<", "<noticeNumber>30220250000001235<"},
		{"<paymentAmount>45.00<", "<paymentAmount>45.00</paymentAmount><paymentAmount>46.00<"},
		{"<transferList><transfer>", "<transferList/><ignored><transfer>"},
	}
	full := soap("paSendRTV2Request", head+strings.Replace(receipt, "OPTIONAL", optional, 1))
	for _, c := range cases {
		text := strings.Replace(full, c.old, c.replacement, 1)
		if strings.Contains(c.replacement, "<ignored>") {
			text = strings.Replace(text, "</transferList>", "</ignored>", 1)
		}
		_, err := parse(t, text).ReceiptRequest()
		var fault *pagopa.Fault
		if !errors.As(err, &fault) || fault.Code != pagopa.FaultSyntax {
			t.Errorf("%s: %v", c.replacement, err)
		} else if strings.Contains(fault.Description, "45") || strings.Contains(fault.Description, "777") {
			t.Errorf("%s: the fault shows a value: %v", c.replacement, err)
		}
	}
}

func TestReceiptRequestKeepsWhatIsOddBesideTheMoney(t *testing.T) {
	// Goal: a payment is not refused for its wrapping: whatever breaks the schema beside the money is
	// kept, and noted by its element alone. Method: one replacement at a time in a full receipt.
	full := soap("paSendRTV2Request", head+strings.Replace(receipt, "OPTIONAL", optional, 1))
	for _, c := range [][2]string{
		{"<idTransfer>1<", "<idTransfer>6<"},
		{"<description>Servizio mensa scolastica, ricarica<", "<description><"},
		{"<companyName>Comune di Esempio<", "<companyName>" + strings.Repeat("è", 141) + "<"},
		{"<fullName>Mario Rossi<", "<fullName>" + strings.Repeat("è", 71) + "<"},
		{"<entityUniqueIdentifierType>F<", "<entityUniqueIdentifierType>H<"},
		{"<standIn>true<", "<standIn>maybe<"},
		{"<paymentDateTime>2025-10-12T17:48:22<", "<paymentDateTime>12/10/2025<"},
		{"<paymentDateTime>2025-10-12T17:48:22<", "<paymentDateTime>2025-10-12T17:48:22,5<"},
		{"<applicationDate>2025-10-12<", "<applicationDate>12/10/2025<"},
		{"<fee>1.00<", "<fee>1.00</fee><fee>2.00<"},
		{"<IBAN>IT60X0542811101000000123456</IBAN>", ""},
		{"<idPSP>88888888888<", "<idPSP><b/>88888888888<"},
		{"<companyName>Comune di Esempio<", "<officeName/><companyName>Comune di Esempio<"},
		{"<idPSP>88888888888<", "<paymentNote></paymentNote><idPSP>88888888888<"},
		{"<fullName>Mario Rossi</fullName>", "<fullName>Mario Rossi</fullName><e-mail></e-mail>"},
		{"<idPSP>88888888888</idPSP>", ""},
	} {
		text := strings.Replace(full, c[0], c[1], 1)
		if text == full {
			t.Errorf("%s is not in the receipt", c[0])
		}
		r, err := parse(t, text).ReceiptRequest()
		if err != nil || r.Aside == nil || r.Receipt.Amount != 4500 || r.Receipt.Check() != nil {
			t.Errorf("%s: %+v, %v", c[1], r.Aside, err)
			continue
		}
		if said := r.Aside.Description; strings.Contains(said, "Rossi") || strings.ContainsAny(said, "0123456789") {
			t.Errorf("%s: the note shows a value: %s", c[1], said)
		}
		if n := len([]rune(r.Receipt.CompanyName)); n > 140 {
			t.Errorf("a name of %d characters is stored", n)
		}
	}
}

func TestMessageInAnotherWrapping(t *testing.T) {
	// Goal: a message is the same with a byte order mark, in UTF-16 or in a national encoding that its
	// declaration names. Method: one receipt in each, with an accent in it.
	plain := strings.Replace(soap("paSendRTV2Request", head+strings.Replace(receipt, "OPTIONAL", optional, 1)),
		"<fullName>Mario Rossi<", "<fullName>Niccolò Rossi<", 1)
	declared := func(name string) string {
		_, rest, found := strings.Cut(plain, "?>")
		if !found {
			rest = plain
		}
		return `<?xml version="1.0" encoding="` + name + `"?>` + rest
	}
	encoded := func(e encoding.Encoding, text string) []byte {
		out, err := e.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for name, raw := range map[string][]byte{
		"mark":         []byte("\ufeff" + plain),
		"UTF-16":       encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), declared("UTF-16")),
		"utf8":         []byte(declared("utf8")),
		"ASCII":        []byte(strings.ReplaceAll(declared("ASCII"), "ò", "&#242;")),
		"ISO-8859-1":   encoded(charmap.ISO8859_1, declared("ISO-8859-1")),
		"ISO8859_1":    encoded(charmap.ISO8859_1, declared("ISO8859_1")),
		"latin1":       encoded(charmap.ISO8859_1, declared("latin1")),
		"Cp1252":       encoded(charmap.Windows1252, declared("Cp1252")),
		"windows-1252": encoded(charmap.Windows1252, declared("windows-1252")),
	} {
		message, err := pagopa.ParseMessage(raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r, err := message.ReceiptRequest()
		if err != nil || r.Receipt.Debtor.FullName != "Niccolò Rossi" || !bytes.Equal(r.Raw, raw) {
			t.Errorf("%s: %+v, %v", name, r.Receipt.Debtor, err)
		}
	}
	for _, unknown := range []string{"EBCDIC-CP-IT", "UTF-7"} {
		if _, err := pagopa.ParseMessage([]byte(declared(unknown))); !errors.Is(err, pagopa.ErrNotXML) {
			t.Errorf("%s: %v", unknown, err)
		}
	}
}

func TestReceiptInANamespace(t *testing.T) {
	// Goal: a receipt is the same whose elements are in the node's namespace, all or some, and an amount told in
	// both ways is told twice. Method: the same receipt by a default namespace, by a prefix, doubled.
	plain := soap("paSendRTV2Request", head+strings.Replace(receipt, "OPTIONAL", optional, 1))
	prefixed := regexp.MustCompile(`<(/?)(receipt|receiptId|noticeNumber|paymentAmount|transfer|idPA)>`).
		ReplaceAllString(plain, "<${1}pafn:$2>")
	byDefault := strings.NewReplacer("<pafn:paSendRTV2Request", `<paSendRTV2Request xmlns="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"`,
		"</pafn:paSendRTV2Request", "</paSendRTV2Request").Replace(plain)
	doubled := regexp.MustCompile(`<paymentAmount>(.*?)</paymentAmount>`).
		ReplaceAllString(plain, "$0<pafn:paymentAmount>$1</pafn:paymentAmount>")
	want := readReceipt(t, plain)
	for name, text := range map[string]string{"prefix": prefixed, "default": byDefault} {
		if text == plain {
			t.Errorf("%s: nothing was changed", name)
		}
		if got := readReceipt(t, text); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if _, err := parse(t, doubled).ReceiptRequest(); err == nil {
		t.Error("two amounts are read as one")
	}
}

func readReceipt(t *testing.T, text string) pagopa.Receipt {
	t.Helper()
	r, err := parse(t, text).ReceiptRequest()
	if err != nil || r.Aside != nil {
		t.Errorf("%v, aside %v:\n%s", err, r.Aside, text)
	}
	return r.Receipt
}

func TestQuestionsKeepTheSchemasOrder(t *testing.T) {
	// Goal: Case 9, a question that the schema refuses is PAA_SINTASSI_XSD: an element too many, twice,
	// in another place or namespace, or text in between. Method: one change at a time.
	good := head + code + `<amount>45.00</amount><dueDate>2025-10-31</dueDate>`
	for name, change := range map[string][2]string{
		"unknown":      {"<amount>", "<novelty>1</novelty><amount>"},
		"unknown last": {"</dueDate>", "</dueDate><novelty/>"},
		"twice":        {"<amount>", "<amount>45.00</amount><amount>"},
		"order":        {`<amount>45.00</amount><dueDate>2025-10-31</dueDate>`, `<dueDate>2025-10-31</dueDate><amount>45.00</amount>`},
		"head's order": {head, "<idBrokerPA>1</idBrokerPA><idPA>1</idPA><idStation>1</idStation>"},
		"qualified":    {"<amount>45.00</amount>", `<pafn:amount>45.00</pafn:amount>`},
		"text":         {"<amount>", "text<amount>"},
		"in the code":  {"<fiscalCode>", "<novelty/><fiscalCode>"},
		"code's order": {code, "<qrCode><noticeNumber>302202500000012356</noticeNumber><fiscalCode>77777777777</fiscalCode></qrCode>"},
	} {
		text := soap("paGetPaymentV2Request", strings.Replace(good, change[0], change[1], 1))
		_, err := parse(t, text).PaymentRequest()
		var fault *pagopa.Fault
		if !errors.As(err, &fault) || fault.Code != pagopa.FaultSyntax {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := parse(t, soap("paGetPaymentV2Request", good)).PaymentRequest(); err != nil {
		t.Errorf("as it should be: %v", err)
	}
	if _, err := parse(t, soap("paVerifyPaymentNoticeReq", good)).VerifyRequest(); err == nil {
		t.Error("a Verify with an amount was taken")
	}
}

func TestReceiptCheck(t *testing.T) {
	// Goal: parts, reference and outcome must agree. Method: a good receipt, spoilt in one way.
	text := soap("paSendRTReq", head+strings.Replace(receipt, "OPTIONAL", "", 1))
	request, err := parse(t, text).ReceiptRequest()
	if err != nil {
		t.Fatal(err)
	}
	sum, reference, outcome := request.Receipt, request.Receipt, request.Receipt
	sum.Amount, reference.CreditorReferenceID, outcome.Outcome = 4400, "02202500000012357", "KO"
	for _, r := range []pagopa.Receipt{sum, reference, outcome} {
		var fault *pagopa.Fault
		if err := r.Check(); !errors.As(err, &fault) || fault.Code != pagopa.FaultSemantics {
			t.Errorf("%v", err)
		}
	}
}

func TestParseMessageRefuses(t *testing.T) {
	// Goal: what is no message of the node is told apart, safely. Method: table of hostile bodies.
	good := soap("paVerifyPaymentNoticeReq", head+code)
	const soap11 = "schemas.xmlsoap.org/soap/envelope/"
	bomb := `<!DOCTYPE a [<!ENTITY e "x">]>`
	cases := []struct {
		name, text string
		want       error
	}{
		{"empty", "", pagopa.ErrNotXML},
		{"no XML", "hello", pagopa.ErrNotXML},
		{"cut short", good[:len(good)-20], pagopa.ErrNotXML},
		{"two roots", good + "<a/>", pagopa.ErrNotXML},
		{"DOCTYPE", strings.Replace(good, "<soapenv:E", bomb+"<soapenv:E", 1), pagopa.ErrNotXML},
		{"entity", strings.Replace(good, "77777777777_01", "&e;", 1), pagopa.ErrNotXML},
		{"other charset", strings.Replace(good, "UTF-8", "EBCDIC-CP-IT", 1), pagopa.ErrNotXML},
		{"too large", good + strings.Repeat(" ", pagopa.MaxMessage), pagopa.ErrNotXML},
		{"too deep", strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20), pagopa.ErrNotXML},
		{"too many", "<a>" + strings.Repeat("<b/>", 5000) + "</a>", pagopa.ErrNotXML},
		{"another document", "<a/>", pagopa.ErrOperation},
		{"another operation", soap("paSomething", head), pagopa.ErrOperation},
		{"a response", soap("paVerifyPaymentNoticeRes", head), pagopa.ErrOperation},
		{"old namespace", strings.Replace(good, "it/pa/paFor", "it/gad/paFor", 1), pagopa.ErrOperation},
		{"SOAP 1.2", strings.Replace(good, soap11, "www.w3.org/2003/05/soap-envelope", 1), pagopa.ErrOperation},
	}
	for _, c := range cases {
		if _, err := pagopa.ParseMessage([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestParseAction(t *testing.T) {
	// Goal: the header is read quoted, bare or foreign. Method: table.
	for header, want := range map[string]pagopa.Operation{
		`"paSendRTV2"`: pagopa.SendRTV2, "paGetPayment": pagopa.GetPayment, "": "", "x": "", `""`: "",
	} {
		if got, err := pagopa.ParseAction(header); got != want || (want == "") != (err != nil) {
			t.Errorf("ParseAction(%q) = %q, %v", header, got, err)
		}
	}
}

func FuzzParseMessage(f *testing.F) {
	f.Add([]byte(soap("paVerifyPaymentNoticeReq", head+code)))
	f.Add([]byte(soap("paGetPaymentV2Request", head+code+"<amount>45.00</amount>")))
	f.Add([]byte(soap("paSendRTV2Request", head+strings.Replace(receipt, "OPTIONAL", optional, 1))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		message, err := pagopa.ParseMessage(raw)
		if err != nil {
			return
		}
		request, err := message.ReceiptRequest()
		if r := request.Receipt; err == nil && (r.Amount < 0 || len(r.Transfers) == 0) {
			t.Errorf("a receipt without sense: %+v", r)
		}
		if r, err := message.PaymentRequest(); err == nil && r.Amount < 0 {
			t.Errorf("a negative amount: %d", r.Amount)
		}
	})
}

func FuzzAmount(f *testing.F) {
	for _, text := range []string{"45.00", "0.01", "999999999.99", "45,00", "1e3", "-1.00", " 1.00", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		body := soap("paGetPaymentV2Request", head+code+"<amount>"+text+"</amount>")
		message, err := pagopa.ParseMessage([]byte(body))
		if err != nil {
			return
		}
		request, err := message.PaymentRequest()
		if err == nil && !strings.HasSuffix(strings.TrimSpace(text), request.Amount.Decimal()) {
			t.Errorf("%q was read as %s", text, request.Amount.Decimal())
		}
	})
}

func TestReceiptMessageSurvivesTheQueue(t *testing.T) {
	// Goal: settlement reads what the station wrote. Method: JSON there and back.
	text := soap("paSendRTV2Request", head+strings.Replace(receipt, "OPTIONAL", optional, 1))
	request, err := parse(t, text).ReceiptRequest()
	if err != nil {
		t.Fatal(err)
	}
	sent := pagopa.ReceiptMessage{Version: 1, Receipt: request.Receipt, Raw: request.Raw}
	body, err := json.Marshal(sent)
	if err != nil {
		t.Fatal(err)
	}
	var read pagopa.ReceiptMessage
	if err := json.Unmarshal(body, &read); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(read)
	if err != nil || string(again) != string(body) || !read.Receipt.PaidAt.Equal(sent.Receipt.PaidAt) {
		t.Errorf("%v:\n%s\n%s", err, body, again)
	}
}
