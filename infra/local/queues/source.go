package queues

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// pollers is how many batches of one source are worked on at once, unless the template's
// MaximumConcurrency is smaller.
const pollers = 4

// longPoll is how long a receive waits for messages, in seconds.
const longPoll = 5

// Source ties a queue to a function.
type Source struct {
	Client         *sqs.Client
	Queue          Queue
	Invoke         func(ctx context.Context, event []byte) ([]byte, error)
	Report         func(err error)
	BatchSize      int
	Concurrency    int
	PartialBatches bool
	// Retry is when a failed message comes back; nil leaves that to the queue's visibility timeout,
	// as AWS does.
	Retry *time.Duration
}

// ReadRetry reads LOCAL_RETRY_SECONDS: a number of seconds, or "template" for the visibility
// timeout that the template declares. The default of 5 seconds is for people who watch: AWS lets
// minutes pass before it tries again.
func ReadRetry(text string) (*time.Duration, error) {
	switch text {
	case "template":
		return nil, nil
	case "":
		text = "5"
	}
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < 0 || seconds > 43200 {
		return nil, fmt.Errorf("LOCAL_RETRY_SECONDS is %q: it takes 0 to 43200, or the word template", text)
	}
	retry := time.Duration(seconds) * time.Second
	return &retry, nil
}

// Run polls until ctx ends and the batches under way are done.
func (s *Source) Run(ctx context.Context) {
	count := pollers
	if s.Concurrency > 0 {
		count = min(count, s.Concurrency)
	}
	var group sync.WaitGroup
	for range count {
		group.Go(func() {
			for ctx.Err() == nil {
				s.poll(ctx)
			}
		})
	}
	group.Wait()
}

func (s *Source) poll(ctx context.Context) {
	got, err := s.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:                    aws.String(s.Queue.URL),
		MaxNumberOfMessages:         int32(min(s.BatchSize, 10)), // SQS gives at most ten at once
		WaitTimeSeconds:             longPoll,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		MessageAttributeNames:       []string{"All"},
	})
	if err != nil {
		if ctx.Err() == nil {
			s.Report(err)
			pause(ctx, time.Second)
		}
		return
	}
	if len(got.Messages) > 0 {
		// A batch that has begun is finished even when the stack stops.
		if err := s.handle(context.WithoutCancel(ctx), got.Messages); err != nil {
			s.Report(err)
		}
	}
}

// handle invokes the function and settles every message of the batch.
func (s *Source) handle(ctx context.Context, messages []types.Message) error {
	event, err := encodeBatch(messages, s.Queue.ARN)
	if err != nil {
		return err
	}
	ids := make([]string, len(messages))
	for i, message := range messages {
		ids[i] = aws.ToString(message.MessageId)
	}
	answer, failure := s.Invoke(ctx, event)
	failed := set(ids)
	if failure == nil {
		failed = failedMessages(ids, answer, s.PartialBatches)
	}
	var again, done []types.Message
	for _, message := range messages {
		if failed[aws.ToString(message.MessageId)] {
			again = append(again, message)
		} else {
			done = append(done, message)
		}
	}
	if err := s.remove(ctx, done); err != nil {
		return err
	}
	s.returnLater(ctx, again)
	if failure == nil && len(again) > 0 {
		return fmt.Errorf("%d of %d messages were not handled", len(again), len(messages))
	}
	return failure
}

func (s *Source) remove(ctx context.Context, messages []types.Message) error {
	if len(messages) == 0 {
		return nil
	}
	var entries []types.DeleteMessageBatchRequestEntry
	for i, message := range messages {
		entries = append(entries, types.DeleteMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), ReceiptHandle: message.ReceiptHandle,
		})
	}
	result, err := s.Client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{
		QueueUrl: aws.String(s.Queue.URL), Entries: entries,
	})
	if err != nil {
		return fmt.Errorf("delete handled messages: %w", err)
	}
	if len(result.Failed) > 0 {
		return fmt.Errorf("delete handled messages: %s", aws.ToString(result.Failed[0].Message))
	}
	return nil
}

// returnLater shortens the wait of failed messages. If that fails they come back later, by the
// queue's visibility timeout.
func (s *Source) returnLater(ctx context.Context, messages []types.Message) {
	if s.Retry == nil {
		return
	}
	for _, message := range messages {
		_, err := s.Client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
			QueueUrl: aws.String(s.Queue.URL), ReceiptHandle: message.ReceiptHandle,
			VisibilityTimeout: int32(s.Retry.Seconds()),
		})
		if err != nil {
			s.Report(err)
		}
	}
}

func pause(ctx context.Context, wait time.Duration) {
	select {
	case <-time.After(wait):
	case <-ctx.Done():
	}
}
