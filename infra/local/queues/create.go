// Package queues creates the template's queues in the SQS emulator and plays Lambda's event
// source mapping: it receives batches, invokes the function, and deletes what was handled.
package queues

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"serviziscolastici/infra/local/template"
)

// Queue is one queue of the emulator.
type Queue struct {
	Name string
	URL  string
	ARN  string
}

// Create creates the queues, dead letters first because a redrive policy names them by ARN, and
// returns them by logical id.
func Create(ctx context.Context, client *sqs.Client, declared []template.Queue) (map[string]Queue, error) {
	created := map[string]Queue{}
	for _, withRedrive := range []bool{false, true} {
		for _, queue := range declared {
			if (queue.DeadLetters != "") != withRedrive {
				continue
			}
			made, err := create(ctx, client, queue, created[queue.DeadLetters].ARN)
			if err != nil {
				return nil, fmt.Errorf("create queue %s: %w", queue.Name, err)
			}
			created[queue.LogicalID] = made
		}
	}
	return created, nil
}

func create(
	ctx context.Context, client *sqs.Client, queue template.Queue, deadLetters string,
) (Queue, error) {
	attributes := maps.Clone(queue.Attributes)
	if deadLetters != "" {
		policy, err := json.Marshal(map[string]string{
			"deadLetterTargetArn": deadLetters, "maxReceiveCount": strconv.Itoa(queue.MaxReceiveCount),
		})
		if err != nil {
			return Queue{}, err
		}
		attributes["RedrivePolicy"] = string(policy)
	}
	made, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{
		QueueName: aws.String(queue.Name), Attributes: attributes,
	})
	if err != nil {
		return Queue{}, err
	}
	arn, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: made.QueueUrl, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn},
	})
	if err != nil {
		return Queue{}, err
	}
	return Queue{Name: queue.Name, URL: *made.QueueUrl, ARN: arn.Attributes["QueueArn"]}, nil
}

// Pending counts the messages of a queue that wait or are being worked on.
func Pending(ctx context.Context, client *sqs.Client, queue Queue) (int, error) {
	names := []types.QueueAttributeName{
		types.QueueAttributeNameApproximateNumberOfMessages,
		types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	}
	got, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(queue.URL), AttributeNames: names,
	})
	if err != nil {
		return 0, fmt.Errorf("count the messages of %s: %w", queue.Name, err)
	}
	total := 0
	for _, name := range names {
		count, err := strconv.Atoi(got.Attributes[string(name)])
		if err != nil {
			return 0, fmt.Errorf("count the messages of %s: %w", queue.Name, err)
		}
		total += count
	}
	return total, nil
}
