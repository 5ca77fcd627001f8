package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/pagopa"
)

// looks is the messenger's queue.
type looks struct {
	sent   []message.Look
	refuse error
}

func (l *looks) Send(_ context.Context, look message.Look) error {
	l.sent = append(l.sent, look)
	return l.refuse
}

// Goal: the log says whether a payment was told to its parent. Method: a queue that takes the look, and one that is down.
func TestLogSaysWhetherTold(t *testing.T) {
	for told, refuse := range map[bool]error{true: nil, false: errors.New("no queue")} {
		h := newHandler(new(bytes.Buffer), func(pagopa.ReceiptMessage) (billing.Outcome, error) { return billing.Settled, nil })
		h.Looks = &looks{refuse: refuse}
		ctx, record := invocation.Begin(t.Context())
		if err := h.Settle(ctx, lambdahost.Message{Body: queued(t, 1, "r1", "77777777777", 2000)}); err != nil {
			t.Fatal(err)
		}
		if notes := record.Attrs(); !slices.ContainsFunc(notes, slog.Bool("told", told).Equal) {
			t.Errorf("told %t: the log says %v", told, notes)
		}
	}
}

// Goal: a payment is told to its parent, what changed nothing is not, and a queue that refuses the look fails no
// receipt. Method: each outcome, and a queue that is down.
func TestPaymentIsTold(t *testing.T) {
	for outcome, want := range map[billing.Outcome]int{billing.Settled: 1, billing.Duplicate: 0, billing.Parked: 0} {
		queue := &looks{refuse: errors.New("no queue")}
		h := newHandler(new(bytes.Buffer), func(pagopa.ReceiptMessage) (billing.Outcome, error) { return outcome, nil })
		h.Looks = queue
		err := h.Settle(t.Context(), lambdahost.Message{Body: queued(t, 1, "r1", "77777777777", 2000)})
		if err != nil || len(queue.sent) != want {
			t.Errorf("%s: %v, looks %v", outcome, err, queue.sent)
		}
		if want == 1 && queue.sent[0] != (message.Look{Version: 1, Municipality: "c_x000", Notice: "302202500000012356"}) {
			t.Errorf("look %+v", queue.sent[0])
		}
	}
}
