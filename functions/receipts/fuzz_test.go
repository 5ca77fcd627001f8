package main

import (
	"bytes"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/pagopa"
)

// T20. Goal: no message makes the settlement panic, and none reaches money without an id, a creditor, a
// notice and an amount in range. Method: fuzz the message's body.
func FuzzReceiptMessage(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "[]", "null", `{"version":1}`, `{"version":1,"receipt":{"receiptId":"r","amount":-1}}`,
		`{"version":1,"receipt":{"receiptId":"r","noticeNumber":"302202500000012356",` +
			`"creditorFiscalCode":"77777777777","amount":9223372036854775807}}`,
		`{"version":1,"receipt":{"receiptId":"r","noticeNumber":"302202500000012356",` +
			`"creditorFiscalCode":"77777777777","amount":2000,"transfers":[null,{}]}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var log bytes.Buffer
		h := newHandler(&log, func(m pagopa.ReceiptMessage) (billing.Outcome, error) {
			r := m.Receipt
			if m.Version != pagopa.ReceiptMessageVersion || r.ReceiptID == "" || len(r.ReceiptID) > maxReceiptID ||
				r.CreditorFiscalCode == "" || r.NoticeNumber == "" || r.Amount <= 0 || !r.Amount.InRange() {
				t.Errorf("%q reaches money", body)
			}
			return billing.Settled, nil
		})
		_ = h.Settle(t.Context(), lambdahost.Message{Body: body}) // refused or settled, never a panic
	})
}
