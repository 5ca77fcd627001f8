package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"

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

// TopUps are those that nobody has paid in time.
type TopUps interface {
	Lapsed(ctx context.Context, tenant string) ([]billing.Lapsing, error)
	Lapse(ctx context.Context, mark billing.Lapsing) error
}

// Sender queues a message.
type Sender interface {
	Send(ctx context.Context, message Message) error
}

// Sweeper puts on the queue what is still to publish.
type Sweeper struct {
	Municipalities Municipalities
	Bills          Marks
	TopUps         TopUps
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
		troubles = append(troubles, s.lapse(ctx, m.ID)) // first, so that the archive hears of it in this sweep
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
		lambdahost.Count(s.Log, s.Clock(), lambdahost.Office, "RefusedNotices", refused)
	}
	return errors.Join(troubles...)
}

// Lapse cancels every municipality's top-ups that nobody has paid in time, where there is no archive to tell.
func (s Sweeper) Lapse(ctx context.Context) error {
	all, err := s.Municipalities.All(ctx)
	troubles := []error{err}
	for _, m := range all {
		troubles = append(troubles, s.lapse(ctx, m.ID))
	}
	return errors.Join(troubles...)
}

func (s Sweeper) lapse(ctx context.Context, tenant string) error {
	marks, err := s.TopUps.Lapsed(ctx, tenant)
	troubles := []error{err}
	for _, mark := range marks {
		troubles = append(troubles, s.TopUps.Lapse(ctx, mark))
	}
	return errors.Join(troubles...)
}

// queue sends first and notes it afterwards: a death in between sends twice, which is harmless,
// where the other order could lose the notice for an hour.
func (s Sweeper) queue(ctx context.Context, marks []billing.Unpublished) error {
	due := inTurn(slices.DeleteFunc(marks, func(mark billing.Unpublished) bool { return !mark.Due(s.Clock()) }))
	for _, mark := range due[:min(len(due), maxSwept)] {
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

// inTurn puts marks into the order in which they are queued: every parent's first before anybody's
// second, and in each round the one that has waited longest. However many notices somebody opens,
// the others wait for one of them.
func inTurn(marks []billing.Unpublished) []billing.Unpublished {
	slices.SortFunc(marks, func(a, b billing.Unpublished) int { return a.Since.Compare(b.Since) })
	type turn struct {
		round int
		mark  billing.Unpublished
	}
	turns, rounds := make([]turn, 0, len(marks)), make(map[string]int)
	for _, mark := range marks {
		turns = append(turns, turn{rounds[mark.Guardian], mark})
		rounds[mark.Guardian]++
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return cmp.Compare(a.round, b.round) })
	for i, turn := range turns {
		marks[i] = turn.mark
	}
	return marks
}
