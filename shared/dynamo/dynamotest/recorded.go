package dynamotest

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
)

// Recorded fails a test at its end if tables hold something that somebody's hand changed without its companion, the record.
func Recorded(t testing.TB, tables ...dynamo.Table) {
	t.Helper()
	t.Cleanup(func() {
		for _, table := range tables {
			page, err := table.Client.Scan(context.Background(), &dynamodb.ScanInput{
				TableName: &table.Name, FilterExpression: aws.String("hand > :none AND NOT audit > :none"),
				ExpressionAttributeValues: dynamo.Attributes{":none": &types.AttributeValueMemberS{}},
			})
			if err != nil {
				t.Error(err)
				continue
			}
			for _, item := range page.Items {
				t.Errorf("changed without a record: %v", item)
			}
		}
	})
}
