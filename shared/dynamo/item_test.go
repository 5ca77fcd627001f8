package dynamo_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
)

// T13. Goal: DynamoDB can act on the time after which an item may be removed, which it reads from a number
// of unix seconds only; the code reads it back as it was. Method: the stored form,
// and a round trip.
func TestExpiryIsCountable(t *testing.T) {
	type thing struct {
		Expires time.Time `dynamodbav:"expires,unixtime"`
		Other   time.Time `dynamodbav:"other"`
	}
	at := time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)
	table, key := dynamotest.Table(t), dynamo.Key{PK: "a", SK: "b"}
	item, err := dynamo.Item(key, thing{at, at})
	if err != nil {
		t.Fatal(err)
	}
	if n, is := item["expires"].(*types.AttributeValueMemberN); !is || n.Value != "1795381200" {
		t.Errorf("expires is %#v", item["expires"])
	}
	if err := table.Store(t.Context(), key, thing{at, at}); err != nil {
		t.Fatal(err)
	}
	var back thing
	if err := table.Get(t.Context(), key, &back); err != nil || !back.Expires.Equal(at) || !back.Other.Equal(at) {
		t.Errorf("%+v, %v", back, err)
	}
}
