//go:build conformance

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
)

// rough is a fixture whose texts are too long and full of what XML and pagoPA do not take.
type rough struct{ *fixture }

var roughText = "Città di Sant'Àgata & <figli> \x01\t\n " + strings.Repeat("è", 300)

func (r rough) ByCreditor(ctx context.Context, fiscalCode string) (municipality.Municipality, error) {
	m, err := r.fixture.ByCreditor(ctx, fiscalCode)
	m.Name, m.Office, m.PostalIBAN = roughText, roughText, postalIBAN
	return m, err
}

func (r rough) Find(ctx context.Context, of string, number pagopa.NoticeNumber) (billing.Position, error) {
	position, err := r.fixture.Find(ctx, of, number)
	position.Description = roughText
	for i := range position.Transfers {
		position.Transfers[i].Remittance, position.Transfers[i].CompanyName = roughText, roughText
	}
	return position, err
}

func (r rough) Guardian(context.Context, string, string) (school.Guardian, error) {
	return school.Guardian{FiscalCode: "RSSMRA80A01H501U", Name: roughText, FamilyName: "", Email: "a'b@c"}, nil
}

// Goal: Case 50, every answer of the station obeys the official schema. Method: the real handler
// answers every operation in every branch; the answers go to the folder STATION_ANSWERS, where
// infra/proof/conformance/pagopa holds them against the schema. Plain SOAP faults have no place in it.
func TestAnswersForTheSchema(t *testing.T) {
	folder := os.Getenv("STATION_ANSWERS")
	if folder == "" {
		t.Fatal("STATION_ANSWERS is not set: run `make conformance-pagopa`")
	}
	plain, _ := station(&fixture{})
	hard, _ := station(&fixture{})
	hard.Creditors, hard.Positions, hard.Debtors = rough{&fixture{}}, rough{&fixture{}}, rough{&fixture{}}
	broken, _ := station(&fixture{trouble: errors.New("down")})
	count := 0
	keep := func(h http.Handler, name, action, body string) {
		t.Helper()
		answer := post(h, action, body)
		if answer.Code != http.StatusOK {
			return // not an answer of the protocol: the node tries again
		}
		count++
		path := filepath.Join(folder, fmt.Sprintf("%03d-%s.xml", count, name))
		if err := os.WriteFile(path, answer.Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, element := range []string{"paVerifyPaymentNoticeReq", "paGetPaymentReq", "paGetPaymentV2Request"} {
		for _, notice := range []string{openNAV, mixedNAV, paidNAV, goneNAV, lateNAV, "302202500000099999",
			"000000000000000000", "30"} {
			keep(plain, element, "", envelope(element, code(notice)))
			keep(hard, element+"-rough", "", envelope(element, code(notice)))
			keep(broken, element+"-broken", "", envelope(element, code(notice)))
			if element != "paVerifyPaymentNoticeReq" {
				keep(hard, element+"-postal", "", envelope(element, code(notice)+"<transferType>POSTAL</transferType>"))
				keep(hard, element+"-pagopa", "", envelope(element, code(notice)+"<transferType>PAGOPA</transferType>"))
			}
		}
		keepHeads(keep, plain, element, envelope(element, code(openNAV)))
	}
	for _, element := range []string{"paSendRTReq", "paSendRTV2Request"} {
		for _, amount := range []string{"45.00", "44.00", "45,00"} {
			keep(plain, element, "", envelope(element, receipt(openNAV, amount)))
		}
		keepHeads(keep, plain, element, envelope(element, receipt(openNAV, "45.00")))
	}
	keep(plain, "demand", "", envelope("paDemandPaymentNoticeRequest", ""))
	for _, action := range []pagopa.Operation{pagopa.Verify, pagopa.GetPayment, pagopa.GetPaymentV2,
		pagopa.SendRT, pagopa.SendRTV2, pagopa.Demand} {
		keep(plain, "unreadable-"+string(action), string(action), "<a")
	}
	if count < 80 {
		t.Errorf("only %d answers", count)
	}
}

// keepHeads spoils the head of a request, one part at a time.
func keepHeads(keep func(http.Handler, string, string, string), h http.Handler, element, body string) {
	for _, part := range []string{"idPA", "idBrokerPA", "idStation"} {
		for _, value := range []string{"1", roughMarkup} {
			at := strings.Index(body, "<"+part+">") + len(part) + 2
			end := strings.Index(body, "</"+part+">")
			keep(h, element+"-"+part, "", body[:at]+value+body[end:])
		}
	}
}

// roughMarkup is an identifier that would break an answer that repeats it carelessly.
const roughMarkup = "&lt;a&gt; &amp; \u00e8"
