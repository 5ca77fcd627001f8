package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/shared/pagopa"
)

// enqueueTimeout is the queue's part of the time for an answer.
const enqueueTimeout = 4 * time.Second

// Queue is the SQS queue of receipts.
type Queue struct {
	Client *sqs.Client
	URL    string
}

// Enqueue returns once SQS has acknowledged the message, which it then keeps for fourteen days.
func (q Queue) Enqueue(ctx context.Context, message pagopa.ReceiptMessage) error {
	body, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("queue a receipt: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, enqueueTimeout)
	defer cancel()
	text := string(body)
	_, err = q.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: &text})
	if err != nil {
		return fmt.Errorf("queue a receipt: %w", err)
	}
	return nil
}
