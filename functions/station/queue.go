package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

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
	text := escaped(string(body))
	_, err = q.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: &text})
	if err != nil {
		return fmt.Errorf("queue a receipt: %w", err)
	}
	return nil
}

// escaped writes JSON with an escape for each character beyond ASCII. XML knows characters that SQS does
// not take, such as an emoji in a payer's name (SendMessage, "Unicode characters are allowed"), and a
// receipt must not stay out for one.
func escaped(json string) string {
	var text strings.Builder
	for _, r := range json {
		if r <= unicode.MaxASCII {
			text.WriteByte(byte(r))
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&text, `\u%04x`, unit)
		}
	}
	return text.String()
}
