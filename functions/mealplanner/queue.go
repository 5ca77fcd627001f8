package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"serviziscolastici/shared/ledger"
)

// batchSize is the most that one SendMessageBatch takes.
const batchSize = 10

// Queue sends messages to SQS.
type Queue struct {
	Client *sqs.Client
	URL    string
}

// Send queues all messages, or returns an error: some of them may be queued
// then, which is harmless.
func (q Queue) Send(ctx context.Context, messages []ledger.ClassMessage) error {
	for batch := range slices.Chunk(messages, batchSize) {
		entries := make([]types.SendMessageBatchRequestEntry, 0, len(batch))
		for i, message := range batch {
			body, err := json.Marshal(message)
			if err != nil {
				return err
			}
			entries = append(entries, types.SendMessageBatchRequestEntry{
				Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(string(body)),
			})
		}
		answer, err := q.Client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &q.URL, Entries: entries})
		if err != nil {
			return fmt.Errorf("queue the plan: %w", err)
		}
		if len(answer.Failed) > 0 {
			return fmt.Errorf("queue the plan: %d messages refused, first for %s",
				len(answer.Failed), aws.ToString(answer.Failed[0].Code))
		}
	}
	return nil
}
