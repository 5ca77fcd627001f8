package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// To is a queue of messages of one form, each sent as JSON.
type To[T any] struct {
	Client *sqs.Client
	URL    string
}

// Send returns once SQS has acknowledged the message.
func (q To[T]) Send(ctx context.Context, message T) error {
	body, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("queue a message: %w", err)
	}
	text := string(body)
	if _, err := q.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: &text}); err != nil {
		return fmt.Errorf("queue a message: %w", err)
	}
	return nil
}

// atOnce is the most that one SendMessageBatch takes.
const atOnce = 10

// SendAll sends all messages, or returns an error: some of them may be queued then.
func (q To[T]) SendAll(ctx context.Context, messages []T) error {
	for some := range slices.Chunk(messages, atOnce) {
		entries := make([]types.SendMessageBatchRequestEntry, 0, len(some))
		for i, message := range some {
			body, err := json.Marshal(message)
			if err != nil {
				return fmt.Errorf("queue messages: %w", err)
			}
			entries = append(entries, types.SendMessageBatchRequestEntry{
				Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(string(body)),
			})
		}
		answer, err := q.Client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &q.URL, Entries: entries})
		if err != nil {
			return fmt.Errorf("queue messages: %w", err)
		}
		if len(answer.Failed) > 0 {
			return fmt.Errorf("queue messages: %d refused, first for %s", len(answer.Failed), aws.ToString(answer.Failed[0].Code))
		}
	}
	return nil
}
