package dynamotest

import (
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
)

// Sweep removes what DynamoDB may remove at an instant, every item whose time is over, and returns how
// many there were.
func Sweep(t testing.TB, table dynamo.Table, at time.Time) int {
	t.Helper()
	page, err := table.Client.Scan(t.Context(), &dynamodb.ScanInput{
		TableName: &table.Name, FilterExpression: aws.String("expires <= :now"),
		ExpressionAttributeValues: dynamo.Attributes{
			":now": &types.AttributeValueMemberN{Value: strconv.FormatInt(at.Unix(), 10)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range page.Items {
		key := dynamo.Attributes{"pk": item["pk"], "sk": item["sk"]}
		if _, err := table.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
			TableName: &table.Name, Key: key,
		}); err != nil {
			t.Fatal(err)
		}
	}
	return len(page.Items)
}
