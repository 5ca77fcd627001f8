package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// fixture answers for the creditors and the settler.
type fixture struct {
	settle func(message pagopa.ReceiptMessage) (billing.Outcome, error)
}

func (fixture) ByCreditor(_ context.Context, fiscalCode string) (municipality.Municipality, error) {
	if fiscalCode != "77777777777" {
		return municipality.Municipality{}, problem.Missing()
	}
	return municipality.Municipality{ID: "c_x000"}, nil
}

func (d fixture) Settle(_ context.Context, _ string, message pagopa.ReceiptMessage) (billing.Outcome, error) {
	return d.settle(message)
}

// queued is the body that the station queues for a receipt.
func queued(t *testing.T, version int, id, creditor string, amount money.Cents) string {
	t.Helper()
	body, err := json.Marshal(pagopa.ReceiptMessage{Version: version, Receipt: pagopa.Receipt{
		ReceiptID: id, NoticeNumber: "302202500000012356", CreditorFiscalCode: creditor, Amount: amount,
		Payer: &pagopa.Subject{FiscalCode: "RSSMRA80A01H501U", FullName: "Mario Rossi"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func newHandler(log *bytes.Buffer, settle func(pagopa.ReceiptMessage) (billing.Outcome, error)) Handler {
	return Handler{
		Creditors: fixture{}, Settler: fixture{settle: settle}, Looks: new(looks), Clock: calendar.Fixed(time.Unix(1_790_000_000, 0)),
		Log: slog.New(slog.NewJSONHandler(log, nil)),
	}
}

// Goal: a batch with every kind of bad message returns the bad ones alone. Method: one good message
// among them.
func TestBadMessagesFailAlone(t *testing.T) {
	settled := 0
	h := newHandler(new(bytes.Buffer), func(pagopa.ReceiptMessage) (billing.Outcome, error) {
		settled++
		return billing.Settled, nil
	})
	bodies := map[string]string{
		"good": queued(t, 1, "r1", "77777777777", 2000), "json": "{", "empty": "", "version": queued(t, 2, "r1", "77777777777", 2000),
		"zero": queued(t, 1, "r1", "77777777777", 0), "negative": queued(t, 1, "r1", "77777777777", -5),
		"overflow": queued(t, 1, "r1", "77777777777", money.Max+1), "no id": queued(t, 1, "", "77777777777", 1),
		"long id": queued(t, 1, strings.Repeat("x", 2000), "77777777777", 1),
		"foreign": queued(t, 1, "r1", "88888888888", 2000), "huge": strings.Repeat("x", 256<<10),
	}
	var event events.SQSEvent
	for id, body := range bodies {
		event.Records = append(event.Records, events.SQSMessage{MessageId: id, Body: body})
	}
	response, err := lambdahost.Batch(h.Log, parallelReceipts, h.Settle)(t.Context(), event)
	if err != nil || len(response.BatchItemFailures) != len(bodies)-1 || settled != 1 {
		t.Fatalf("%d failures of %d, %d settled, %v", len(response.BatchItemFailures), len(bodies), settled, err)
	}
	for _, failure := range response.BatchItemFailures {
		if failure.ItemIdentifier == "good" {
			t.Error("the good message failed")
		}
	}
}

// Goal: trouble below, a panic included, gives the message back. Method: a settler that errs and one
// that panics.
func TestTroubleGivesTheMessageBack(t *testing.T) {
	for name, settle := range map[string]func(pagopa.ReceiptMessage) (billing.Outcome, error){
		"error": func(pagopa.ReceiptMessage) (billing.Outcome, error) { return "", errors.New("no table") },
		"panic": func(pagopa.ReceiptMessage) (billing.Outcome, error) { panic("bug") },
	} {
		h := newHandler(new(bytes.Buffer), settle)
		record := events.SQSMessage{MessageId: name, Body: queued(t, 1, "r1", "77777777777", 2000)}
		response, err := lambdahost.Batch(h.Log, 1, h.Settle)(
			t.Context(), events.SQSEvent{Records: []events.SQSMessage{record}})
		if err != nil || len(response.BatchItemFailures) != 1 {
			t.Errorf("%s: %+v, %v", name, response, err)
		}
	}
}

// Goal: a parked receipt raises the metric of the alarm, and the log names nobody. Method: read the log.
func TestParkedIsCounted(t *testing.T) {
	var log bytes.Buffer
	h := newHandler(&log, func(pagopa.ReceiptMessage) (billing.Outcome, error) { return billing.Parked, nil })
	if err := h.Settle(t.Context(), lambdahost.Message{Body: queued(t, 1, "r1", "77777777777", 2000)}); err != nil {
		t.Fatal(err)
	}
	text := log.String()
	if !strings.Contains(text, `"ParkedReceipts":1`) || !strings.Contains(text, "CloudWatchMetrics") {
		t.Errorf("no metric in %s", text)
	}
	for _, private := range []string{"RSSMRA80A01H501U", "Mario", "Rossi"} {
		if strings.Contains(text, private) {
			t.Errorf("the log says %s", fmt.Sprintf("%q", private))
		}
	}
}

// Goal: Case 42, a receipt of another creditor's notice reaches the municipality that gets a part of
// it. Method: a foreign creditor with two parts, one of them ours.
func TestBroadcastReceipt(t *testing.T) {
	settled := 0
	h := newHandler(new(bytes.Buffer), func(message pagopa.ReceiptMessage) (billing.Outcome, error) {
		settled++
		return billing.Parked, nil
	})
	for ours, want := range map[string]int{"77777777777": 1, "99999999999": 0} {
		settled = 0
		body, err := json.Marshal(pagopa.ReceiptMessage{Version: 1, Receipt: pagopa.Receipt{
			ReceiptID: "r1", NoticeNumber: "302202500000012356", CreditorFiscalCode: "88888888888", Amount: 2000,
			Transfers: []pagopa.Transfer{{FiscalCode: "88888888888"}, {FiscalCode: ours}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		err = h.Settle(t.Context(), lambdahost.Message{Body: string(body)})
		if settled != want || (err == nil) != (want == 1) {
			t.Errorf("part of %s: %d settled, %v", ours, settled, err)
		}
	}
}
