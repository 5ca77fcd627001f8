// Package queue is the portal's access to SQS. It is apart from lambdahost so that only functions that
// send messages carry SQS's client, which costs every start of a function a third of a millisecond.
package queue

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/shared/retry"
)

// NewClient returns a client that gives up within four seconds: whoever sends
// must still be able to say that it failed.
func NewClient(config aws.Config) *sqs.Client {
	return sqs.NewFromConfig(config, func(o *sqs.Options) {
		policy := retry.ForQueues()
		o.Retryer, o.HTTPClient = policy.Retryer(), policy.HTTPClient()
	})
}
