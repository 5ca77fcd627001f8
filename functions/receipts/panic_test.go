package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/pagopa"
)

// T9. Goal: a panic over one receipt is the failure of its message alone, logged once and without the
// payer. Method: three receipts in one event, a settlement that panics at the second with a name.
func TestPanicFailsItsReceiptAlone(t *testing.T) {
	var logged bytes.Buffer
	h := newHandler(&logged, func(m pagopa.ReceiptMessage) (billing.Outcome, error) {
		if m.Receipt.ReceiptID == "r2" {
			panic("cannot settle for " + m.Receipt.Payer.FullName)
		}
		return billing.Settled, nil
	})
	var event events.SQSEvent
	for _, id := range []string{"r1", "r2", "r3"} {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: id, Body: queued(t, 1, id, "77777777777", 2000),
		})
	}
	response, err := lambdahost.Batch(h.Log, parallelReceipts, h.Settle)(t.Context(), event)
	if err != nil || len(response.BatchItemFailures) != 1 || response.BatchItemFailures[0].ItemIdentifier != "r2" {
		t.Fatalf("%+v, %v", response, err)
	}
	if log := logged.String(); strings.Count(log, "panic: string, at ") != 1 || strings.Contains(log, "Rossi") {
		t.Errorf("logged %s", log)
	}
}
