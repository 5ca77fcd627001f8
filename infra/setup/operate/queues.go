package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// batch is how many messages SQS gives at once.
const batch = 10

// hidden is for how many seconds a message that is being moved shows to nobody else.
const hidden = 30

// queueNames are the queues with dead letters, as QUEUE names them, and the start of their logical ids.
func queueNames() map[string]string {
	return map[string]string{"receipts": "Receipts", "notices": "Notices", "meals": "Meals"}
}

func (o operator) sqs() (*sqs.Client, error) {
	config, err := o.AWS("SQS")
	if err != nil {
		return nil, err
	}
	return sqs.NewFromConfig(config), nil
}

// queues shows how many messages wait in every queue and among its dead letters.
func (o operator) queues(ctx context.Context) error {
	client, err := o.sqs()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(queueNames())) {
		waiting, _, err := o.waiting(ctx, client, queueNames()[name]+"QueueUrl")
		if err != nil {
			return err
		}
		dead, _, err := o.waiting(ctx, client, queueNames()[name]+"DeadLettersUrl")
		if err != nil {
			return err
		}
		o.say("%-9s %6d waiting, %6d dead letters", name, waiting, dead)
	}
	return nil
}

// waiting counts the messages of a queue, and returns its address.
func (o operator) waiting(ctx context.Context, client *sqs.Client, output string) (int, string, error) {
	url, err := o.output(output)
	if err != nil {
		return 0, "", err
	}
	const visible = types.QueueAttributeNameApproximateNumberOfMessages
	got, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{visible},
	})
	if err != nil {
		return 0, "", err
	}
	count, err := strconv.Atoi(got.Attributes[string(visible)])
	return count, url, err
}

// redrive moves the dead letters of QUEUE back to it: as many as there are at the start, because some may fail again
// meanwhile. Whatever a message asks for is done once, so that one that is moved twice does no harm.
func (o operator) redrive(ctx context.Context) error {
	const such = "receipts, notices or meals"
	name, err := o.need("QUEUE", such)
	if err != nil {
		return err
	}
	id := queueNames()[name]
	if id == "" {
		return fmt.Errorf("QUEUE is %s, not %s", such, name)
	}
	client, err := o.sqs()
	if err != nil {
		return err
	}
	count, from, err := o.waiting(ctx, client, id+"DeadLettersUrl")
	if err != nil {
		return err
	}
	_, to, err := o.waiting(ctx, client, id+"QueueUrl")
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
	o.say("%d of %d dead letters are back in the queue of %s.", moved, count, name)
	return nil
}

// move moves up to limit messages from a queue to another, and returns how many.
func move(ctx context.Context, client *sqs.Client, from, to string, limit int) (int, error) {
	taken, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &from, MaxNumberOfMessages: int32(limit), VisibilityTimeout: hidden, WaitTimeSeconds: 1,
	})
	if err != nil {
		return 0, err
	}
	for i, message := range taken.Messages {
		if _, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &to, MessageBody: message.Body}); err != nil {
			return i, err
		}
		_, err := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &from, ReceiptHandle: message.ReceiptHandle})
		if err != nil {
			return i, err
		}
	}
	return len(taken.Messages), nil
}
