package dynamo_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
)

// record is what the tests' companion writes.
type record struct {
	Deed string `dynamodbav:"deed"`
}

// accompanied returns a context whose companion writes records into a table, and a count of those that are there.
func accompanied(t *testing.T, records dynamo.Table, along func() error) (context.Context, func() int) {
	t.Helper()
	written := 0
	ctx := dynamo.Alongside(t.Context(), dynamo.Companion{Mark: "m", Write: func() ([]types.TransactWriteItem, error) {
		if err := along(); err != nil {
			return nil, err
		}
		written++
		put, err := records.Put(dynamo.Key{PK: "log", SK: strconv.Itoa(written)}, record{"deed"}, dynamo.Absent)
		return []types.TransactWriteItem{put}, err
	}})
	return ctx, func() int {
		found, err := dynamo.Query[record](t.Context(), records, dynamo.Range{PK: "log"})
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
}

func well() error { return nil }

// Goal: whichever way a write goes, its record is there afterwards, one for each. Method: each way of writing one item
// and a transaction, under a companion, on items of which the test knows whether they are there.
func TestEveryWriteHasItsCompanion(t *testing.T) {
	table, key := dynamotest.Table(t), dynamo.Key{PK: "a", SK: "1"}
	ctx, records := accompanied(t, dynamotest.Table(t), well)
	change := dynamo.Change{Update: "SET #name = :n", Condition: dynamo.Present, Values: map[string]any{":n": "changed"}}
	for i, write := range []struct {
		way string
		do  func() error
	}{
		{"Create", func() error { return table.Create(ctx, key, thing{Name: "first"}) }},
		{"Store", func() error { return table.Store(ctx, key, thing{Name: "second"}) }},
		{"Replace", func() error { return table.Replace(ctx, key, thing{Name: "third"}, "name", "second") }},
		{"Change", func() error { return table.Change(ctx, key, change) }},
		{"Take", func() error { return table.Take(ctx, key) }},
		{"Delete", func() error { return table.Delete(ctx, key) }}, // of nothing, which is well
		{"Transact", func() error {
			put, err := table.Put(key, thing{Name: "last"}, dynamo.Absent)
			if err != nil {
				return err
			}
			return dynamo.Transact(ctx, table.Client, []types.TransactWriteItem{put})
		}},
	} {
		if err := write.do(); err != nil {
			t.Fatalf("%s: %v", write.way, err)
		}
		if n := records(); n != i+1 {
			t.Errorf("%s: %d records, want %d", write.way, n, i+1)
		}
	}
	var last thing
	if err := table.Get(t.Context(), key, &last); err != nil || last.Name != "last" {
		t.Errorf("%+v, %v", last, err)
	}
}

// Goal: what is refused by a condition has no record, and says so as it does without a companion. Method: each way of
// writing, against an item that stands in the way or is missing.
func TestRefusedWritesHaveNoCompanion(t *testing.T) {
	table, there, missing := dynamotest.Table(t), dynamo.Key{PK: "a", SK: "1"}, dynamo.Key{PK: "a", SK: "2"}
	ctx, records := accompanied(t, dynamotest.Table(t), well)
	if err := table.Store(t.Context(), there, thing{Name: "first"}); err != nil {
		t.Fatal(err)
	}
	change := dynamo.Change{Update: "SET #name = :n", Condition: dynamo.Present, Values: map[string]any{":n": "x"}}
	for way, do := range map[string]func() error{
		"Create":  func() error { return table.Create(ctx, there, thing{Name: "x"}) },
		"Replace": func() error { return table.Replace(ctx, there, thing{Name: "x"}, "name", "another") },
		"Change":  func() error { return table.Change(ctx, missing, change) },
		"Take":    func() error { return table.Take(ctx, missing) },
	} {
		if err := do(); !errors.Is(err, dynamo.ErrCondition) {
			t.Errorf("%s: %v", way, err)
		}
	}
	put, err := table.Put(there, thing{Name: "x"}, dynamo.Absent)
	if err != nil {
		t.Fatal(err)
	}
	var cancelled *dynamo.Cancelled
	if err := dynamo.Transact(ctx, table.Client, []types.TransactWriteItem{put}); !errors.As(err, &cancelled) ||
		!cancelled.ConditionFailed(0) {
		t.Errorf("Transact: %v", err)
	}
	if n := records(); n != 0 {
		t.Errorf("%d records of what was refused", n)
	}
}

// Goal: what cannot be recorded does not happen. Method: a companion that fails, and one whose record is there already.
func TestNothingIsWrittenWithoutItsCompanion(t *testing.T) {
	table, records := dynamotest.Table(t), dynamotest.Table(t)
	key, away := dynamo.Key{PK: "a", SK: "1"}, errors.New("no record today")
	ctx, _ := accompanied(t, records, func() error { return away })
	if err := table.Store(ctx, key, thing{Name: "x"}); !errors.Is(err, away) {
		t.Errorf("stored with %v", err)
	}
	if err := records.Store(t.Context(), dynamo.Key{PK: "log", SK: "1"}, record{"older"}); err != nil {
		t.Fatal(err)
	}
	ctx, _ = accompanied(t, records, well)
	if err := table.Store(ctx, key, thing{Name: "x"}); !errors.Is(err, dynamo.ErrCondition) {
		t.Errorf("stored with %v", err)
	}
	if err := table.Get(t.Context(), key, &thing{}); !errors.Is(err, dynamo.ErrNoItem) {
		t.Errorf("there without a record: %v", err)
	}
}

// Goal: a check holds a transaction to an item that it does not change. Method: a check that holds, and one that fails.
func TestCheckHoldsATransaction(t *testing.T) {
	table, watched, written := dynamotest.Table(t), dynamo.Key{PK: "a", SK: "1"}, dynamo.Key{PK: "a", SK: "2"}
	if err := table.Store(t.Context(), watched, thing{Name: "first"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"another", "first"} {
		put, err := table.Put(written, thing{Name: "x"}, dynamo.Absent)
		if err != nil {
			t.Fatal(err)
		}
		check, err := table.Check(watched, dynamo.Change{Condition: "#name = :n", Values: map[string]any{":n": name}})
		if err != nil {
			t.Fatal(err)
		}
		err = dynamo.Transact(t.Context(), table.Client, []types.TransactWriteItem{put, check})
		var cancelled *dynamo.Cancelled
		if refused := errors.As(err, &cancelled) && cancelled.ConditionFailed(1); refused == (name == "first") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Goal: what somebody at work writes says whose hand it was, with a companion and without, and a mark of before does not
// stand for a change that has none. Method: each way to write an item, and an update that is signed, as each of them.
func TestWhoseHandItWas(t *testing.T) {
	table, key := dynamotest.Table(t), dynamo.Key{PK: "a", SK: "1"}
	type signed struct{ Audit, Hand string }
	noted, _ := accompanied(t, dynamotest.Table(t), well)
	change := dynamo.Change{Update: "SET #name = :n", Values: map[string]any{":n": "x"}}
	store := func(ctx context.Context) error { return table.Store(ctx, key, thing{Name: "x"}) }
	transact := func(ctx context.Context) error {
		put, err := table.Put(key, thing{Name: "x"}, "")
		if err != nil {
			return err
		}
		return dynamo.Transact(ctx, table.Client, []types.TransactWriteItem{put})
	}
	update := func(ctx context.Context) error { return table.Change(ctx, key, dynamo.Signed(ctx, change)) }
	for _, step := range []struct {
		name string
		ctx  context.Context
		do   func(context.Context) error
		want signed
	}{
		{"stored at work", dynamo.By(t.Context(), "op1"), store, signed{"", "op1"}},
		{"stored and noted", dynamo.By(noted, "op2"), store, signed{"m", "op2"}},
		{"stored by nobody", t.Context(), store, signed{}},
		{"put at work", dynamo.By(t.Context(), "op1"), transact, signed{"", "op1"}},
		{"updated and noted", dynamo.By(noted, "op2"), update, signed{"m", "op2"}},
		{"updated by nobody", t.Context(), update, signed{"m", "op2"}},
		{"updated at work", dynamo.By(t.Context(), "op3"), update, signed{"", "op3"}},
		{"put by nobody", t.Context(), transact, signed{}},
		{"at work as nobody", dynamo.By(t.Context(), ""), update, signed{}},
	} {
		var got signed
		err := errors.Join(step.do(step.ctx), table.Get(t.Context(), key, &got))
		if err != nil || got != step.want {
			t.Errorf("%s: %+v, %v; want %+v", step.name, got, err, step.want)
		}
	}
}
