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

// Handle tells the two events apart: the queue's has records, the schedule's has none.
func Handle(s Sweeper, p Publisher) func(context.Context, events.SQSEvent) (events.SQSEventResponse, error) {
	publish := lambdahost.Batch(p.Log, parallelNotices, p.Publish)
	return func(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
		if len(event.Records) == 0 {
			return events.SQSEventResponse{}, s.Sweep(ctx)
		}
		return publish(ctx, event)
	}
}
