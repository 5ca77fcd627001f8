// Command probe is a Lambda function for the tests of the Runtime API host: it does what its
// event asks for.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// answer tells the test what the function saw.
type answer struct {
	Process   int             `json:"process"`
	RequestID string          `json:"requestId"`
	ARN       string          `json:"arn"`
	Left      time.Duration   `json:"left"`
	Event     json.RawMessage `json:"event"`
}

func main() {
	if os.Getenv("PROBE") == "fails-at-start" {
		fmt.Fprintln(os.Stderr, "probe: no configuration")
		os.Exit(3)
	}
	lambda.Start(handle)
}

func handle(ctx context.Context, event json.RawMessage) (any, error) {
	var wish struct {
		Do      string              `json:"do"`
		Path    string              `json:"path"`
		Records []events.SQSMessage `json:"Records"`
	}
	_ = json.Unmarshal(event, &wish) // an event without a wish is echoed
	if len(wish.Records) > 0 {
		return refuseBad(wish.Records), nil
	}
	switch wish.Do {
	case "fail":
		return nil, errors.New("as asked")
	case "panic":
		panic("as asked")
	case "exit":
		os.Exit(4)
	case "hang":
		select {} // beyond its deadline, as code that ignores its context would
	case "large":
		return strings.Repeat("x", 7<<20), nil
	case "meet":
		return meet(wish.Path)
	}
	call, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	return answer{os.Getpid(), call.AwsRequestID, call.InvokedFunctionArn, time.Until(deadline), event}, nil
}

// refuseBad handles a batch of messages, but for those whose body is "bad".
func refuseBad(messages []events.SQSMessage) events.SQSEventResponse {
	var response events.SQSEventResponse
	for _, message := range messages {
		if message.Body == "bad" {
			response.BatchItemFailures = append(response.BatchItemFailures,
				events.SQSBatchItemFailure{ItemIdentifier: message.MessageId})
		}
	}
	return response
}

// meet leaves a file and waits until a second process has left one too, which only happens if
// two processes work at once.
func meet(folder string) (any, error) {
	name := fmt.Sprintf("%s/%d", folder, os.Getpid())
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		return nil, err
	}
	for {
		if entries, err := os.ReadDir(folder); err != nil || len(entries) > 1 {
			return os.Getpid(), err
		}
		time.Sleep(5 * time.Millisecond)
	}
}
