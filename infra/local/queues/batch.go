package queues

import (
	"bytes"
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"serviziscolastici/infra/local/emulators"
)

// encodeBatch builds the event that Lambda hands to a function for a batch.
func encodeBatch(messages []types.Message, arn string) ([]byte, error) {
	var event events.SQSEvent
	for _, message := range messages {
		attributes := map[string]events.SQSMessageAttribute{}
		for name, value := range message.MessageAttributes {
			attributes[name] = events.SQSMessageAttribute{
				StringValue: value.StringValue, BinaryValue: value.BinaryValue,
				DataType:         aws.ToString(value.DataType),
				StringListValues: []string{}, BinaryListValues: [][]byte{},
			}
		}
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: aws.ToString(message.MessageId), ReceiptHandle: aws.ToString(message.ReceiptHandle),
			Body: aws.ToString(message.Body), Md5OfBody: aws.ToString(message.MD5OfBody),
			Md5OfMessageAttributes: aws.ToString(message.MD5OfMessageAttributes),
			Attributes:             message.Attributes, MessageAttributes: attributes,
			EventSource: "aws:sqs", EventSourceARN: arn, AWSRegion: emulators.Region,
		})
	}
	return json.Marshal(event)
}

// failedMessages says which messages of a batch were not handled, by the rules of AWS: without
// partial responses none; an empty answer or list means none; an unreadable answer, an empty id
// or one that is not of this batch means all.
func failedMessages(ids []string, answer []byte, partial bool) map[string]bool {
	if !partial {
		return nil
	}
	answer = bytes.TrimSpace(answer)
	if len(answer) == 0 || bytes.Equal(answer, []byte("null")) {
		return nil
	}
	var response struct {
		Failures []struct {
			ID *string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	inBatch := set(ids)
	if err := json.Unmarshal(answer, &response); err != nil {
		return inBatch
	}
	failed := map[string]bool{}
	for _, failure := range response.Failures {
		if failure.ID == nil || !inBatch[*failure.ID] {
			return inBatch
		}
		failed[*failure.ID] = true
	}
	return failed
}

func set(ids []string) map[string]bool {
	members := make(map[string]bool, len(ids))
	for _, id := range ids {
		members[id] = true
	}
	return members
}
