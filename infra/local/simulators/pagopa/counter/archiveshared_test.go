package counter_test

import (
	"strings"
	"testing"
)

const sharedPosition = `{"iupd":"302202500000012356","type":"F","fiscalCode":"RSSMRA80A01H501U",` +
	`"fullName":"Mario Rossi","companyName":"Comune","switchToExpired":false,"payStandIn":true,"paymentOption":[{` +
	`"nav":"302202500000012356","iuv":"02202500000012356","amount":12000,"description":"Bus",` +
	`"isPartialPayment":false,"dueDate":"2026-12-31T23:59:59+01:00","transfer":[` +
	`{"idTransfer":"1","amount":9000,"organizationFiscalCode":"77777777777","remittanceInformation":"Bus",` +
	`"category":"9/0107102SP/","iban":"IT60X0542811101000000123456"},` +
	`{"idTransfer":"2","amount":3000,"organizationFiscalCode":"66666666666","remittanceInformation":"Bus",` +
	`"category":"9/0107102SP/","iban":"IT63O0569611100000009876543"}]}]}`

// Goal: the archive keeps a position of several creditors as GPD-for-ACA does, each call in its state only.
// Method: a position's life, call by call, and bodies with one thing wrong.
func TestSharedArchive(t *testing.T) {
	s := start(t, t.TempDir())
	const base = "/aca/debt-positions-service/v1/organizations/77777777777/"
	const one = base + "debtpositions/302202500000012356"
	for _, c := range []struct {
		call, body string
		status     int
	}{
		{"PUT " + one, sharedPosition, 404}, {"GET " + one, "", 404}, {"POST " + one + "/invalidate", "{}", 404},
		{"POST " + base + "debtpositions", strings.Replace(sharedPosition, "12000", "12001", 1), 400},
		{"POST " + base + "debtpositions", strings.Replace(sharedPosition, `"iupd":"3`, `"iupd":"4`, 1), 400},
		{"POST " + base + "debtpositions", strings.Replace(sharedPosition, `"iban":"IT60`, `"iban":"IT6`, 1), 400},
		{"POST " + base + "debtpositions", sharedPosition, 201}, {"POST " + base + "debtpositions", sharedPosition, 409},
		{"PUT " + one, sharedPosition, 200}, {"GET " + one, "", 200},
		{"POST " + base + "paymentoptions/paids/302202500000012356", "{}", 200}, {"PUT " + one, sharedPosition, 409},
		{"POST " + one + "/invalidate", "{}", 409},
		{"POST " + strings.Replace(base, "777/", "778/", 1) + "debtpositions", sharedPosition, 404},
	} {
		method, path, _ := strings.Cut(c.call, " ")
		if got := s.do(method, path, "application/json", c.body, archiveKey); got.status != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.call, got.status, c.status, got.body)
		}
	}
	if got := s.do("GET", one, "", "", key); got.status != 401 {
		t.Errorf("with Checkout's key: %d", got.status)
	}
	if list := s.get("/api/archive").body; !strings.Contains(list, `"status":"PAID"`) {
		t.Errorf("the archive holds %s", list)
	}
	if page := s.get("/nodo").body; !strings.Contains(page, "2 beneficiari") {
		t.Error("the control page does not show the parts")
	}
}
