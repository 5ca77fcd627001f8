package lambdahost

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/shared/dynamo"
)

// AWS returns the connection settings that Lambda puts into the environment. It
// does without the SDK's config package, whose profiles, SSO and metadata
// clients more than double a function's start-up time.
func (e *Env) AWS() aws.Config {
	credentials := aws.Credentials{
		AccessKeyID:     e.Text("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: e.Text("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    e.Optional("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}
	return aws.Config{
		Region: e.Text("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return credentials, nil
		}),
		HTTPClient: awshttp.NewBuildableClient().WithTimeout(callTimeout).WithTransportOptions(
			func(t *http.Transport) { t.MaxIdleConnsPerHost = 64 }),
	}
}

// callTimeout bounds one attempt of one call to AWS.
const callTimeout = 5 * time.Second

// Dynamo returns the client for DynamoDB with the patience of a page, at
// AWS_ENDPOINT_URL_DYNAMODB if set.
func (e *Env) Dynamo(config aws.Config) *dynamodb.Client { return dynamo.NewClient(e.database(config)) }

// WorkerDynamo returns the same client with the patience of a queue.
func (e *Env) WorkerDynamo(config aws.Config) *dynamodb.Client {
	return dynamo.NewWorkerClient(e.database(config))
}

func (e *Env) database(config aws.Config) aws.Config {
	if endpoint := e.Optional("AWS_ENDPOINT_URL_DYNAMODB"); endpoint != "" {
		config.BaseEndpoint = &endpoint
	}
	return config
}

// SQS returns the client for SQS, at AWS_ENDPOINT_URL_SQS if set.
func (e *Env) SQS(config aws.Config) *sqs.Client {
	return sqs.NewFromConfig(config, func(o *sqs.Options) {
		if endpoint := e.Optional("AWS_ENDPOINT_URL_SQS"); endpoint != "" {
			o.BaseEndpoint = &endpoint
		}
	})
}
