package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// drawer holds one parked receipt, and what was done with it.
type drawer struct{ handled *billing.Handled }

func (d *drawer) Handle(_ context.Context, _, receipt string, way billing.Way) error {
	if receipt != "r2" {
		return problem.Missing()
	}
	d.handled = &billing.Handled{Way: way}
	return nil
}

// ByID implements Municipalities: there is one.
func (d *drawer) ByID(_ context.Context, id string) (municipality.Municipality, error) {
	if id != "c_x000" {
		return municipality.Municipality{}, problem.Missing()
	}
	return municipality.Municipality{ID: id}, nil
}

// MarkParked has nothing to do: what is in the drawer is marked.
func (d *drawer) MarkParked(context.Context, string) error { return nil }

func (d *drawer) ParkedReceipts(context.Context, string) ([]billing.ParkedReceipt, error) {
	return []billing.ParkedReceipt{{Reason: billing.AlreadyPaid, Handled: d.handled, Receipt: pagopa.Receipt{
		ReceiptID: "r2", NoticeNumber: "302202500000012356", Amount: 2000, PSPName: "Banca",
		Payer:  &pagopa.Subject{Kind: "F", FiscalCode: "VRDLGU82C50H501R", FullName: "Giulia Verdi"},
		Debtor: &pagopa.Subject{Kind: "F", FiscalCode: "RSSMRA80A01H501U", FullName: "Mario Rossi"},
	}}}, nil
}

// office is the function over one drawer.
func office(
	d *drawer, settle func(context.Context, events.SQSEvent) (events.SQSEventResponse, error),
) func(context.Context, Event) (any, error) {
	return Handle(slog.New(slog.DiscardHandler), settle, d, d)
}

// Goal: the operator sees a second payment with what a refund needs, payer and debtor apart, and the
// queue is served as before. Method: both events, as Lambda writes them.
func TestOfficeSeesParkedReceipts(t *testing.T) {
	h := newHandler(new(bytes.Buffer), func(pagopa.ReceiptMessage) (billing.Outcome, error) { return billing.Settled, nil })
	function := office(&drawer{}, lambdahost.Batch(h.Log, 1, h.Settle))
	var event Event
	if err := json.Unmarshal([]byte(`{"parked":"c_x000"}`), &event); err != nil {
		t.Fatal(err)
	}
	answer, err := function(t.Context(), event)
	text, wrong := json.Marshal(answer)
	for _, want := range []string{`"reason":"already_paid"`, `"amount_cents":2000`, `"payer":{"kind":"F","fiscalCode":"VRD`,
		`"debtor":{"kind":"F","fiscalCode":"RSS`} {
		if err != nil || wrong != nil || !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s, %v", want, text, err)
		}
	}
	event = Event{}
	text, _ = json.Marshal(map[string]any{"Records": []map[string]string{{"messageId": "m1", "body": "{"}}})
	if err := json.Unmarshal(text, &event); err != nil {
		t.Fatal(err)
	}
	answer, err = function(t.Context(), event)
	if response, is := answer.(events.SQSEventResponse); err != nil || !is || len(response.BatchItemFailures) != 1 {
		t.Errorf("the queue's event: %+v, %v", answer, err)
	}
}

// Goal: a receipt that the office has dealt with leaves its list, in the way that it says; one that is not
// there is told apart. Method: each way, then an unknown receipt.
func TestOfficeDealsWithParkedReceipts(t *testing.T) {
	for way, event := range map[billing.Way]Event{
		billing.Refunded: {Parked: "c_x000", Refunded: "r2"}, billing.Credited: {Parked: "c_x000", Credited: "r2"},
	} {
		d := &drawer{}
		answer, err := office(d, nil)(t.Context(), event)
		if list, is := answer.([]Parked); err != nil || !is || len(list) != 0 || d.handled == nil || d.handled.Way != way {
			t.Errorf("%s: %+v, %v", way, answer, err)
		}
	}
	both := &drawer{}
	_, err := office(both, nil)(t.Context(), Event{Parked: "c_x000", Refunded: "r2", Credited: "r2"})
	if !problem.Is(err, problem.Invalid) || both.handled != nil {
		t.Errorf("both ways: %+v, %v", both.handled, err)
	}
	_, err = office(&drawer{}, nil)(t.Context(), Event{Parked: "c_x000", Refunded: "r9"})
	if !problem.Is(err, problem.NotFound) {
		t.Errorf("an unknown receipt: %v", err)
	}
}

// Goal: a municipality that is not there is refused: an empty list would say that all is well. Method: ask for its
// receipts, and note something for one.
func TestQuestionAboutNobodyIsRefused(t *testing.T) {
	for _, event := range []Event{{Parked: "c_h501"}, {Parked: "c_h501", Refunded: "r2"}} {
		d := &drawer{}
		answer, err := office(d, nil)(t.Context(), event)
		if !problem.Is(err, problem.NotFound) || d.handled != nil {
			t.Errorf("%+v: %+v, %v", event, answer, err)
		}
	}
}
