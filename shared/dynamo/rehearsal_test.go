package dynamo_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
)

// Goal: a rehearsal writes nothing, refuses what would be refused, tells new items from others, and finds what it would
// have put. Method: every kind of write on a table with one item.
func TestRehearsal(t *testing.T) {
	table, there, free := dynamotest.Table(t), dynamo.Key{PK: "a", SK: "1"}, dynamo.Key{PK: "a", SK: "2"}
	if err := table.Store(t.Context(), there, thing{Name: "first"}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		refused bool
		creates bool
	}{
		"store over": {}, "store new": {creates: true},
		"create over": {refused: true}, "create new": {creates: true},
		"change": {}, "delete": {},
	} {
		ctx := dynamo.Rehearse(t.Context())
		var err error
		switch name {
		case "store over":
			err = table.Store(ctx, there, thing{Name: "other"})
		case "store new":
			err = table.Store(ctx, free, thing{Name: "other"})
		case "create over":
			err = table.Create(ctx, there, thing{Name: "other"})
		case "create new":
			err = table.Create(ctx, free, thing{Name: "other"})
			var found thing
			if got := table.Get(dynamo.Rehearse(ctx), free, &found); got != nil || found.Name != "other" {
				t.Errorf("what was put is not found: %+v, %v", found, got)
			}
			if again := table.Create(ctx, free, thing{}); !errors.Is(again, dynamo.ErrCondition) {
				t.Errorf("created twice: %v", again)
			}
		case "change":
			err = table.Change(ctx, there, dynamo.Change{Update: "SET #name = :n", Values: map[string]any{":n": "other"}})
		case "delete":
			err = table.Delete(ctx, there)
		}
		if errors.Is(err, dynamo.ErrCondition) != c.refused || !c.refused && err != nil || dynamo.Creates(ctx) != c.creates {
			t.Errorf("%s: %v, creates %v", name, err, dynamo.Creates(ctx))
		}
	}
	stored, err := dynamo.Query[thing](t.Context(), table, dynamo.Range{PK: "a"})
	if err != nil || len(stored) != 1 || stored[0].Name != "first" {
		t.Errorf("the table has %+v, %v", stored, err)
	}
}

// Goal: what stands in the way of a transaction is told as DynamoDB tells it. Method: two puts, one on a taken key.
func TestRehearsedTransaction(t *testing.T) {
	table, taken, free := dynamotest.Table(t), dynamo.Key{PK: "a", SK: "1"}, dynamo.Key{PK: "a", SK: "2"}
	if err := table.Store(t.Context(), taken, thing{Name: "first"}); err != nil {
		t.Fatal(err)
	}
	var writes []types.TransactWriteItem
	for _, key := range []dynamo.Key{free, taken} {
		write, err := table.Put(key, thing{Name: "second"}, dynamo.Absent)
		if err != nil {
			t.Fatal(err)
		}
		writes = append(writes, write)
	}
	ctx := dynamo.Rehearse(t.Context())
	var cancelled *dynamo.Cancelled
	var old thing
	err := dynamo.Transact(ctx, table.Client, writes)
	if !errors.As(err, &cancelled) || cancelled.ConditionFailed(0) || !cancelled.ConditionFailed(1) {
		t.Fatalf("%v", err)
	}
	if err := cancelled.Old(1, &old); err != nil || old.Name != "first" {
		t.Errorf("%+v, %v", old, err)
	}
	if err := table.Get(ctx, free, &old); !errors.Is(err, dynamo.ErrNoItem) {
		t.Errorf("half of the transaction was rehearsed: %v", err)
	}
}
