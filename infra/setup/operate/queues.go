package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// The ends of the outputs that are queues' addresses, and how many messages SQS gives at once.
const (
	queueURL       = "QueueUrl"
	deadLettersURL = "DeadLettersUrl"
	batch          = 10
)

// hidden is for how many seconds a message that is being moved shows to nobody else.
const hidden = 30

func (o operator) sqs() (*sqs.Client, error) {
	config, err := o.AWS("SQS")
	if err != nil {
		return nil, err
	}
	return sqs.NewFromConfig(config), nil
}

// queues shows how many messages wait in every queue and among the dead letters.
func (o operator) queues(ctx context.Context) error {
	client, err := o.sqs()
	if err != nil {
		return err
	}
	names := o.Names()
	for _, output := range slices.Sorted(maps.Keys(names)) {
		var what string
		if name, is := strings.CutSuffix(output, queueURL); is {
			what = strings.ToLower(name)
		} else if name, is := strings.CutSuffix(output, deadLettersURL); is {
			what = strings.ToLower(name) + ", dead letters"
		} else {
			continue
		}
		count, err := waiting(ctx, client, names[output])
		if err != nil {
			return err
		}
		o.say("%-24s %6d", what, count)
	}
	return nil
}

// waiting counts the messages of a queue that could be taken.
func waiting(ctx context.Context, client *sqs.Client, url string) (int, error) {
	const visible = types.QueueAttributeNameApproximateNumberOfMessages
	got, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{visible},
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(got.Attributes[string(visible)])
}

// redrive moves the dead letters of QUEUE back to it: as many as there are at the start, because some may fail again
// meanwhile. Whatever a message asks for is done once, so that one that is moved twice does no harm. What the
// schedules could not run has no queue: the evening is planned again, and its dead letters go.
func (o operator) redrive(ctx context.Context) error {
	asked, err := o.need("QUEUE", "receipts (make queues lists them)")
	if err != nil {
		return err
	}
	var from, to string
	for output, url := range o.Names() {
		if strings.EqualFold(output, asked+deadLettersURL) {
			from = url
		} else if strings.EqualFold(output, asked+queueURL) {
			to = url
		}
	}
	if from == "" {
		return fmt.Errorf("there are no dead letters of %s: make queues lists the queues", asked)
	}
	client, err := o.sqs()
	if err != nil {
		return err
	}
	became := "are back in their queue"
	if to == "" {
		became = "are dropped"
		if err := o.night(ctx); err != nil {
			return err
		}
	}
	count, err := waiting(ctx, client, from)
	if err != nil {
		return err
	}
	moved := 0
	for moved < count {
		some, err := move(ctx, client, from, to, min(count-moved, batch))
		moved += some
		if err != nil {
			return fmt.Errorf("after %d messages: %w", moved, err)
		}
		if some == 0 {
			break
		}
	}
	o.say("%d of %d dead letters of %s %s.", moved, count, asked, became)
	return nil
}

// move moves up to limit messages from a queue to another, or to nowhere, and returns how many.
func move(ctx context.Context, client *sqs.Client, from, to string, limit int) (int, error) {
	taken, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &from, MaxNumberOfMessages: int32(limit), VisibilityTimeout: hidden, WaitTimeSeconds: 1,
	})
	if err != nil {
		return 0, err
	}
	for i, message := range taken.Messages {
		if to != "" {
			_, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &to, MessageBody: message.Body})
			if err != nil {
				return i, err
			}
		}
		_, err := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &from, ReceiptHandle: message.ReceiptHandle})
		if err != nil {
			return i, err
		}
	}
	return len(taken.Messages), nil
}
