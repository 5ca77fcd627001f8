package dynamo_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
)

type thing struct {
	Name string       `dynamodbav:"name"`
	Day  calendar.Day `dynamodbav:"day"`
}

// Goal: a failed condition is found by its index, with the item that stood in the way, and nothing
// is written. Method: two puts, the second on a taken key.
func TestCancelledTransaction(t *testing.T) {
	table, ctx := dynamotest.Table(t), t.Context()
	taken, free := dynamo.Key{PK: "a", SK: "1"}, dynamo.Key{PK: "a", SK: "2"}
	if err := table.Create(ctx, taken, thing{Name: "first", Day: calendar.NewDay(2026, 11, 20)}); err != nil {
		t.Fatal(err)
	}
	if err := table.Create(ctx, taken, thing{}); !errors.Is(err, dynamo.ErrCondition) {
		t.Errorf("created twice: %v", err)
	}
	var writes []types.TransactWriteItem
	for _, key := range []dynamo.Key{free, taken} {
		write, err := table.Put(key, thing{Name: "second"}, dynamo.Absent)
		if err != nil {
			t.Fatal(err)
		}
		writes = append(writes, write)
	}
	var cancelled *dynamo.Cancelled
	err := dynamo.Transact(ctx, table.Client, writes)
	if !errors.As(err, &cancelled) || cancelled.ConditionFailed(0) || !cancelled.ConditionFailed(1) {
		t.Fatalf("%v", err)
	}
	var old thing
	if err := cancelled.Old(1, &old); err != nil || old.Name != "first" || old.Day.String() != "2026-11-20" {
		t.Errorf("what stood in the way: %+v, %v", old, err)
	}
	if err := table.Get(ctx, free, &old); !errors.Is(err, dynamo.ErrNoItem) {
		t.Errorf("half of the transaction was written: %v", err)
	}
}

// Goal: a transaction that DynamoDB refuses for another reason than a condition is not taken for one that a
// condition refused. Method: one that adds a number to a text.
func TestRefusedTransaction(t *testing.T) {
	table, key := dynamotest.Table(t), dynamo.Key{PK: "a", SK: "1"}
	if err := table.Store(t.Context(), key, thing{Name: "text"}); err != nil {
		t.Fatal(err)
	}
	update := "SET #name = #name + :one"
	err := dynamo.Transact(t.Context(), table.Client, []types.TransactWriteItem{{Update: &types.Update{
		TableName: &table.Name, Key: key.Attributes(), UpdateExpression: &update,
		ExpressionAttributeNames:  map[string]string{"#name": "name"},
		ExpressionAttributeValues: dynamo.Attributes{":one": &types.AttributeValueMemberN{Value: "1"}},
	}}})
	var cancelled *dynamo.Cancelled
	if err == nil || errors.As(err, &cancelled) {
		t.Errorf("%v", err)
	}
}

// Goal: of several takers exactly one gets the item. Method: take twice.
func TestTake(t *testing.T) {
	table, key := dynamotest.Table(t), dynamo.PendingLogin("_1")
	if err := table.Store(t.Context(), key, thing{}); err != nil {
		t.Fatal(err)
	}
	if err := table.Take(t.Context(), key); err != nil {
		t.Errorf("first: %v", err)
	}
	if err := table.Take(t.Context(), key); !errors.Is(err, dynamo.ErrCondition) {
		t.Errorf("second: %v", err)
	}
}

// Goal: an account's newest entries and its balance are one descending read. Method: the order of
// the keys.
func TestAccountSortsAfterItsEntries(t *testing.T) {
	day := calendar.NewDay(2999, 12, 31)
	for _, key := range []dynamo.Key{
		dynamo.EntryOfMeal("t", "p", day, "pranzo"), dynamo.EntryOfReceipt("t", "p", day, "zzzz"),
		dynamo.EntryOfAdjustment("t", "p", day, "zzzz"),
	} {
		account := dynamo.Account("t", "p")
		if key.PK != account.PK || strings.Compare(key.SK, account.SK) >= 0 {
			t.Errorf("%v does not sort before %v", key, account)
		}
	}
}
