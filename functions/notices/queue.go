package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Queue sends messages to SQS.
type Queue struct {
	Client *sqs.Client
	URL    string
}

// Send returns once SQS has acknowledged the message.
func (q Queue) Send(ctx context.Context, message Message) error {
	body, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("queue a notice: %w", err)
	}
	text := string(body)
	_, err = q.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: &text})
	if err != nil {
		return fmt.Errorf("queue a notice: %w", err)
	}
	return nil
}
