// Package dynamotest gives tests a fresh table on the DynamoDB emulator, over
// the wire. Only tests import it.
package dynamotest

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
)

// endpoint is the environment variable that says where the emulator listens.
const endpoint = "AWS_ENDPOINT_URL_DYNAMODB"

// Table returns an empty table with the keys that all tables have (pk, sk). The
// test fails when there is no emulator.
func Table(t testing.TB) dynamo.Table {
	t.Helper()
	client := newClient(t)
	name := "test-" + rand.Text()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
	})
	// Nobody else has the name: that the table exists means that the first try was answered too late.
	if exists := new(types.ResourceInUseException); err != nil && !errors.As(err, &exists) {
		t.Fatalf("create a table on the DynamoDB emulator: %v", err)
	}
	active := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 5*time.Millisecond, 100*time.Millisecond
	})
	if err := active.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, 10*time.Second); err != nil {
		t.Fatalf("wait for the table: %v", err)
	}
	return dynamo.Table{Client: client, Name: name}
}

// Address is where the emulator listens.
func Address(t testing.TB) string {
	t.Helper()
	address := os.Getenv(endpoint)
	if address == "" {
		t.Fatalf("%s is not set: this test needs the DynamoDB emulator. \"make test\" starts it.", endpoint)
	}
	return address
}

func newClient(t testing.TB) *dynamodb.Client {
	t.Helper()
	address := Address(t)
	return dynamo.NewWorkerClient(aws.Config{
		Region: "eu-south-1", BaseEndpoint: &address,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}
