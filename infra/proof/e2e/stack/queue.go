package stack

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/queues"
)

// Send puts messages into a queue, named by its logical id, past the function that usually does.
func (s *Stack) Send(t testing.TB, logicalID string, bodies ...string) {
	t.Helper()
	for _, body := range bodies {
		_, err := s.SQS.SendMessage(t.Context(), &sqs.SendMessageInput{
			QueueUrl: aws.String(s.Queues[logicalID]), MessageBody: aws.String(body),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Drain waits until no message of a queue waits or is being worked on.
func (s *Stack) Drain(t testing.TB, logicalID string) {
	t.Helper()
	queue := queues.Queue{Name: logicalID, URL: s.Queues[logicalID]}
	Until(t, logicalID+" is empty", func() bool {
		count, err := queues.Pending(t.Context(), s.SQS, queue)
		if err != nil {
			t.Fatal(err)
		}
		return count == 0
	})
}

// Take removes what is in a queue that no function reads, such as the dead letters, and returns it.
func (s *Stack) Take(t testing.TB, logicalID string) []string {
	t.Helper()
	url := s.Queues[logicalID]
	taken, err := s.SQS.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10,
	})
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, message := range taken.Messages {
		bodies = append(bodies, *message.Body)
		_, err := s.SQS.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{
			QueueUrl: &url, ReceiptHandle: message.ReceiptHandle,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return bodies
}
