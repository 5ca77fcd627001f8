package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/message"
)

// Handle tells the events apart: messages of the queue, or nothing but the time from the schedule.
func Handle(w Walker, m Messenger) func(context.Context, events.SQSEvent) (any, error) {
	// One at a time: what is parallel is the families of a class, so that App IO and mail see few at once.
	batch := lambdahost.Batch(m.Log, 1, m.Handle)
	walk := lambdahost.Run(m.Log, func(ctx context.Context, _ events.SQSEvent) (any, error) {
		if m.AppIO == nil && m.Mail == nil {
			return nil, nil
		}
		return nil, w.Walk(ctx)
	})
	return func(ctx context.Context, event events.SQSEvent) (any, error) {
		if len(event.Records) > 0 {
			return batch(ctx, event)
		}
		return walk(ctx, event)
	}
}

// Handle handles one message of the queue: a Look of the portal, or what SES says of a mail. Whatever fails again is
// counted, because the dead letters of messages have no alarm of their own.
func (m Messenger) Handle(ctx context.Context, delivered lambdahost.Message) error {
	err := m.handle(ctx, delivered)
	if err != nil && delivered.Again {
		lambdahost.Count(m.Log, m.Clock(), lambdahost.Technician, "LateMessages", 1)
	}
	return err
}

func (m Messenger) handle(ctx context.Context, delivered lambdahost.Message) error {
	var either struct {
		message.Look
		mailEvent
	}
	if err := json.Unmarshal([]byte(delivered.Body), &either); err != nil {
		return fmt.Errorf("not a message of ours: %w", err)
	}
	switch {
	case either.EventType != "":
		return m.heard(ctx, either.mailEvent)
	case either.Version != message.LookVersion:
		return fmt.Errorf("a look of unknown version %d", either.Version)
	}
	return m.look(ctx, either.Look, delivered.Again)
}
