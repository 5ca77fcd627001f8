package main

import (
	"context"
	"errors"
	"log/slog"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/municipality"
)

// maxSwept bounds how many notices of a municipality one sweep queues; the next takes the rest.
const maxSwept = 500

// Municipalities lists the tenants.
type Municipalities interface {
	All(ctx context.Context) ([]municipality.Municipality, error)
}

// Marks are the notices that the archive does not know yet.
type Marks interface {
	ToPublish(ctx context.Context, tenant string) ([]billing.Unpublished, error)
	Queued(ctx context.Context, mark billing.Unpublished) error
}

// Sender queues a message.
type Sender interface {
	Send(ctx context.Context, message Message) error
}

// Sweeper puts on the queue what is still to publish.
type Sweeper struct {
	Municipalities Municipalities
	Bills          Marks
	Queue          Sender
	Clock          calendar.Clock
	Log            *slog.Logger
}

// Sweep queues every notice that is due, and counts those that the archive refused, so that the
// alarm stays on until the office has dealt with them. One municipality's trouble does not keep
// the others waiting.
func (s Sweeper) Sweep(ctx context.Context) error {
	all, err := s.Municipalities.All(ctx)
	if err != nil {
		return err
	}
	var troubles []error
	refused := 0
	for _, m := range all {
		marks, err := s.Bills.ToPublish(ctx, m.ID)
		if err != nil {
			troubles = append(troubles, err)
			continue
		}
		for _, mark := range marks {
			if mark.Refusal != "" {
				refused++
			}
		}
		troubles = append(troubles, s.queue(ctx, marks))
	}
	if refused > 0 {
		lambdahost.Count(s.Log, s.Clock(), "RefusedNotices", refused)
	}
	return errors.Join(troubles...)
}

// queue sends first and notes it afterwards: a death in between sends twice, which is harmless,
// where the other order could lose the notice for an hour.
func (s Sweeper) queue(ctx context.Context, marks []billing.Unpublished) error {
	swept := 0
	for _, mark := range marks {
		if swept == maxSwept || !mark.Due(s.Clock()) {
			continue
		}
		swept++
		message := Message{Version: messageVersion, Creditor: mark.Creditor, Number: mark.Number}
		if err := s.Queue.Send(ctx, message); err != nil {
			return err
		}
		if err := s.Bills.Queued(ctx, mark); err != nil {
			return err
		}
	}
	return nil
}
