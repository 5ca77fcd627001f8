package soap_test

import (
	"errors"
	"strings"
	"testing"

	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

const goodVerify = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
	`<p:paVerifyPaymentNoticeRes xmlns:p="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd">` +
	`<outcome>OK</outcome>` +
	`<paymentList><paymentOptionDescription><amount>45.00</amount><options>EQ</options>` +
	`<dueDate>2026-12-31</dueDate>` +
	`<allCCP>false</allCCP></paymentOptionDescription></paymentList>` +
	`<paymentDescription>Mensa</paymentDescription>` +
	`<fiscalCodePA>77777777777</fiscalCodePA><companyName>Comune</companyName>` +
	`</p:paVerifyPaymentNoticeRes></s:Body></s:Envelope>`

// Goal: answers that the node rejects are rejected, each good one is read.
// Method: one change of a good answer per case, after the node's own test suite.
func TestReadVerify(t *testing.T) {
	notice, err := soap.ReadVerify([]byte(goodVerify))
	if err != nil || notice.Amount != 4500 || notice.Company != "Comune" {
		t.Fatalf("good answer: %+v, %v", notice, err)
	}
	cases := map[string][2]string{
		"comma":             {"45.00", "45,00"},
		"one decimal":       {"45.00", "45.0"},
		"zero":              {"45.00", "0.00"},
		"option":            {"EQ", "KK"},
		"date":              {"2026-12-31", "31-12-2026"},
		"outcome":           {">OK<", ">PP<"},
		"boolean":           {">false<", ">3<"},
		"empty description": {">Mensa<", "><"},
		"no company":        {"<companyName>Comune</companyName>", ""},
		"order":             {"<outcome>OK</outcome>", ""},
		"qualified child":   {"<outcome>OK</outcome>", "<p:outcome>OK</p:outcome>"},
		"default namespace": {"p:paVerifyPaymentNoticeRes xmlns:p", "p:paVerifyPaymentNoticeRes xmlns='x' xmlns:p"},
		"wrong wrapper":     {"xmlns:p=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\"", "xmlns:p=\"x\""},
		"doctype":           {"<s:Envelope", "<!DOCTYPE s><s:Envelope"},
	}
	for name, change := range cases {
		answer := strings.Replace(goodVerify, change[0], change[1], 1)
		if _, err := soap.ReadVerify([]byte(answer)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// Goal: a KO is a Fault with its code. Method: read one.
func TestReadFault(t *testing.T) {
	inside := goodVerify[strings.Index(goodVerify, "<outcome>"):strings.Index(goodVerify, "</p:")]
	answer := strings.Replace(goodVerify, inside, `<outcome>KO</outcome><fault>`+
		`<faultCode>PAA_PAGAMENTO_SCONOSCIUTO</faultCode>`+
		`<faultString>sconosciuto</faultString><id>77777777777</id></fault>`, 1)
	_, err := soap.ReadVerify([]byte(answer))
	var fault *soap.Fault
	if !errors.As(err, &fault) || fault.Code != "PAA_PAGAMENTO_SCONOSCIUTO" {
		t.Errorf("got %v", err)
	}
}
