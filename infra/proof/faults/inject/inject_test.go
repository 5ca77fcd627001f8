package inject_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/faults/inject"
	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/retry"
)

var first, second = dynamo.Key{PK: "a", SK: "b"}, dynamo.Key{PK: "a", SK: "c"}

// once never tries a second time.
func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

// faulty returns a table, and the same one through a client whose calls meet a decider.
func faulty(t *testing.T, decide proxy.Decider, options ...func(*dynamodb.Options)) (dynamo.Table, dynamo.Table) {
	t.Helper()
	direct := dynamotest.Table(t)
	client := dynamodb.New(direct.Client.Options(), append(options, inject.Faults(decide))...)
	return direct, dynamo.Table{Client: client, Name: direct.Name}
}

// put writes two items that must not be there yet, the second without a condition.
func put(t *testing.T, table dynamo.Table) error {
	t.Helper()
	var writes []types.TransactWriteItem
	for key, condition := range map[dynamo.Key]string{first: dynamo.Absent, second: ""} {
		write, err := table.Put(key, map[string]int{"n": 1}, condition)
		if err != nil {
			t.Fatal(err)
		}
		writes = append(writes, write)
	}
	_, err := table.Client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	return err
}

func always(kind proxy.Kind) proxy.Decider { return func(proxy.Call) proxy.Kind { return kind } }

// Goal: each fault looks as the wire's does, and is true about what was written. Method: one transaction
// under each, then a look past the faults.
func TestFaultsAreTrue(t *testing.T) {
	for _, c := range []struct {
		name           string
		kind           proxy.Kind
		written, fails bool
		busy           bool // the product takes it for trouble that goes away
		died           bool
	}{
		{name: "none", kind: proxy.None, written: true},
		{name: "refused", kind: proxy.Refused, fails: true, busy: true},
		{name: "lost", kind: proxy.Lost, written: true, fails: true, busy: true},
		{name: "conflict", kind: proxy.Conflict, fails: true, busy: true},
		{name: "throttled", kind: proxy.Throttled, fails: true, busy: true},
		{name: "server error", kind: proxy.ServerError, fails: true, busy: true},
		{name: "mixed", kind: proxy.Mixed, written: true},
		{name: "death before", kind: proxy.DeathBefore, died: true},
		{name: "death after", kind: proxy.DeathAfter, written: true, died: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			direct, table := faulty(t, always(c.kind), once)
			var err error
			if died := inject.Survive(func() { err = put(t, table) }); died != c.died {
				t.Errorf("died: %t", died)
			}
			if (err != nil) != c.fails || retry.Busy(err) != c.busy {
				t.Errorf("%v", err)
			}
			var cancelled *types.TransactionCanceledException
			if errors.As(err, &cancelled) != (c.kind == proxy.Conflict || c.kind == proxy.Throttled) {
				t.Errorf("%v", err)
			}
			var item map[string]any
			if err := direct.Get(t.Context(), first, &item); (err == nil) != c.written {
				t.Errorf("written: %v", err)
			}
		})
	}
}

// Goal: a mixed cancellation keeps the failed condition with its code. Method: a transaction that was done
// before.
func TestMixedKeepsTheCondition(t *testing.T) {
	direct, table := faulty(t, always(proxy.Mixed), once)
	if err := put(t, direct); err != nil {
		t.Fatal(err)
	}
	var cancelled *types.TransactionCanceledException
	if err := put(t, table); !errors.As(err, &cancelled) {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, reason := range cancelled.CancellationReasons {
		found[aws.ToString(reason.Code)]++
	}
	if found["ConditionalCheckFailed"] != 1 || found["TransactionConflict"] != 1 {
		t.Errorf("%v", found)
	}
}

// Goal: a decider sees every attempt, and which attempts are of one call. Method: the first reply of a
// transaction and of a plain write is lost; the product's own retries do the rest.
func TestEveryAttemptPasses(t *testing.T) {
	var seen []proxy.Call
	_, table := faulty(t, func(call proxy.Call) proxy.Kind {
		seen = append(seen, call)
		if len(seen)%2 == 1 {
			return proxy.Lost
		}
		return proxy.None
	})
	if err := put(t, table); err != nil {
		t.Error(err)
	}
	if err := table.Store(t.Context(), first, map[string]int{"n": 2}); err != nil {
		t.Error(err)
	}
	if len(seen) != 4 || seen[0].Invocation != seen[1].Invocation || seen[1].Invocation == seen[2].Invocation {
		t.Fatalf("%d attempts", len(seen))
	}
	if seen[0].Writes() != 2 || seen[2].Writes() != 0 || seen[2].Operation != "PutItem" ||
		!seen[2].Names(table.Name) {
		t.Errorf("%+v", seen)
	}
}

// Goal: what is no death goes on. Method: another panic.
func TestSurviveOnlyDeath(t *testing.T) {
	defer func() {
		if recover() != "bug" {
			t.Error("the panic was swallowed")
		}
	}()
	inject.Survive(func() { panic("bug") })
}
