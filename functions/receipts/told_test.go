package main

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"serviziscolastici/shared/billing"
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
