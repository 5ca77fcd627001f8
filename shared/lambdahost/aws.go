package lambdahost

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// AWS returns the connection settings that Lambda puts into the environment, for
// a service ("DYNAMODB", "SQS") at AWS_ENDPOINT_URL_<service> if set. It does
// without the SDK's config package, whose profiles, SSO and metadata clients
// more than double a function's start-up time, and it knows no client, so that
// a function carries only those it uses.
func (e *Env) AWS(service string) aws.Config {
	credentials := aws.Credentials{
		AccessKeyID:     e.Text("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: e.Text("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    e.Optional("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}
	config := aws.Config{
		Region: e.Text("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return credentials, nil
		}),
	}
	if endpoint := e.Optional("AWS_ENDPOINT_URL_" + service); endpoint != "" {
		config.BaseEndpoint = &endpoint
	}
	return config
}
