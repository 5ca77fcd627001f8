// Package dynamo is the portal's access to DynamoDB: keys, reads, transactions
// and the classification of what can go wrong with them.
//
// It knows no entity. The packages of the domain own their items and use this
// one for the parts that are the same everywhere.
package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/shared/retry"
)

// Table is one table and the client that reaches it.
type Table struct {
	Client *dynamodb.Client
	Name   string
}

// NewClient returns a client for pages: a call ends within the patience of the
// parent who waits, with an answer or an error.
func NewClient(config aws.Config) *dynamodb.Client { return newClient(config, retry.ForPages()) }

// NewWorkerClient returns a client for what works off a queue: it tries longer,
// because nobody waits and every delivery counts.
func NewWorkerClient(config aws.Config) *dynamodb.Client {
	return newClient(config, retry.ForWorkers())
}

func newClient(config aws.Config, policy retry.Policy) *dynamodb.Client {
	return dynamodb.NewFromConfig(config, func(o *dynamodb.Options) {
		o.Retryer, o.HTTPClient = policy.Retryer(), policy.HTTPClient()
		o.APIOptions = append(o.APIOptions, metered)
	})
}
