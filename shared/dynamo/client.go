// Package dynamo is the portal's access to DynamoDB: keys, reads, transactions
// and the classification of what can go wrong with them.
//
// It knows no entity. The packages of the domain own their items and use this
// one for the parts that are the same everywhere.
package dynamo

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Table is one table and the client that reaches it.
type Table struct {
	Client *dynamodb.Client
	Name   string
}

// NewClient returns a client whose retries end within a page's patience: the
// SDK's own back-off may take five seconds, a parent's may not.
func NewClient(config aws.Config) *dynamodb.Client {
	return dynamodb.NewFromConfig(config, func(o *dynamodb.Options) {
		o.Retryer = retry.NewStandard(func(r *retry.StandardOptions) {
			r.MaxAttempts = 3
			r.MaxBackoff = 200 * time.Millisecond
		})
	})
}
