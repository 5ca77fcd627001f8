package queue_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/shared/queue"
)

// Goal: what goes away by itself is tried three times, a definite refusal once. Method: a fake SQS
// that always answers the same.
func TestAttempts(t *testing.T) {
	cases := map[string]struct {
		status int
		kind   string
		want   int32
	}{
		"throttled": {http.StatusBadRequest, "RequestThrottled", 3},
		"failing":   {http.StatusInternalServerError, "InternalFailure", 3},
		"forbidden": {http.StatusForbidden, "AccessDeniedException", 1},
		"no queue":  {http.StatusBadRequest, "QueueDoesNotExist", 1},
	}
	for name, one := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				calls.Add(1)
				w.Header().Set("Content-Type", "application/x-amz-json-1.0")
				w.WriteHeader(one.status)
				_, _ = io.WriteString(w, `{"__type":"com.amazonaws.sqs#`+one.kind+`","message":"no"}`)
			}))
			defer server.Close()
			client := queue.NewClient(aws.Config{
				Region: "eu-south-1", BaseEndpoint: &server.URL,
				Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
					return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
				}),
			})
			_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{
				QueueUrl: aws.String(server.URL + "/0/receipts"), MessageBody: aws.String("a"),
			})
			if err == nil || calls.Load() != one.want {
				t.Errorf("%d calls, want %d, error %v", calls.Load(), one.want, err)
			}
		})
	}
}
