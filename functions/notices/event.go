package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/pagopa"
)

// parallelNotices is how many notices of a batch are published at once.
const parallelNotices = 5

// Message asks to publish a notice. It says nothing about the notice's state: that is read when
// it is published, so that the order of messages does not matter.
type Message struct {
	Version  int                 `json:"version"` // 1
	Creditor string              `json:"creditor"`
	Number   pagopa.NoticeNumber `json:"notice"`
}

// messageVersion is the one form of Message.
const messageVersion = 1

// Event is what the function hears: messages of the queue, nothing but the time from the schedule, or a
// question of the office.
type Event struct {
	events.SQSEvent
	// Refused is the tenant whose refused notices the office wants to see.
	Refused string `json:"refused"`
	// Again is one of them that the office has dealt with: it is published once more.
	Again pagopa.NoticeNumber `json:"again"`
}

// Handle tells the events apart.
func Handle(s Sweeper, p Publisher, o Office) func(context.Context, Event) (any, error) {
	publish := lambdahost.Batch(p.Log, parallelNotices, p.Publish)
	run := lambdahost.Run(p.Log, func(ctx context.Context, event Event) (any, error) {
		if event.Refused != "" {
			return o.Answer(ctx, event.Refused, event.Again)
		}
		return nil, s.Sweep(ctx)
	})
	return func(ctx context.Context, event Event) (any, error) {
		if len(event.Records) > 0 && event.Refused == "" {
			return publish(ctx, event.SQSEvent)
		}
		return run(ctx, event)
	}
}
