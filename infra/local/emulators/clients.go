package emulators

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Region is the region that the local stack pretends to be.
const Region = "eu-south-1"

// AccountID is the account number of the SQS emulator's ARNs, and of all that is local.
const AccountID = "000000000000"

// Secret is the secret key of everybody who signs; the S3 emulator checks it, the others check none.
const Secret = "local"

// DynamoDB makes a client for the emulator at the address.
func DynamoDB(url string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region: Region, BaseEndpoint: aws.String(url), Credentials: aws.CredentialsProviderFunc(credentials),
	})
}

// SQS makes a client for the emulator at the address.
func SQS(url string) *sqs.Client {
	return sqs.New(sqs.Options{
		Region: Region, BaseEndpoint: aws.String(url), Credentials: aws.CredentialsProviderFunc(credentials),
	})
}

// S3Config reaches the S3 emulator at the address, as somebody who may do everything.
func S3Config(url string) aws.Config {
	return aws.Config{
		Region: Region, BaseEndpoint: aws.String(url), Credentials: aws.CredentialsProviderFunc(credentials),
	}
}

// Environment is what an AWS SDK needs to reach the emulators instead of AWS.
func Environment(dynamoURL, queueURL string) []string {
	return []string{
		"AWS_REGION=" + Region,
		"AWS_DEFAULT_REGION=" + Region,
		"AWS_ACCESS_KEY_ID=local",
		"AWS_SECRET_ACCESS_KEY=" + Secret,
		"AWS_ENDPOINT_URL_DYNAMODB=" + dynamoURL,
		"AWS_ENDPOINT_URL_SQS=" + queueURL,
	}
}

// credentials are accepted by all emulators. There is no session token: S3 takes none that it has not given.
func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "local", SecretAccessKey: Secret}, nil
}
