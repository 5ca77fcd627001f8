package proxy_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
)

// setting is a table on the emulator, reached through a proxy by a client that never tries twice.
func setting(t *testing.T) (*proxy.Proxy, dynamo.Table, dynamo.Table) {
	t.Helper()
	direct := dynamotest.Table(t)
	endpoint := direct.Client.Options().BaseEndpoint
	p := proxy.New(*endpoint)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	client := dynamodb.New(dynamodb.Options{
		Region: "eu-south-1", BaseEndpoint: &server.URL, Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, nil
		}),
	})
	return p, direct, dynamo.Table{Client: client, Name: direct.Name}
}

var key = dynamo.Key{PK: "a", SK: "b"}

// put writes an item that must not be there yet, in a transaction of two.
func put(t *testing.T, table dynamo.Table) error {
	t.Helper()
	first, err := table.Put(key, map[string]int{"n": 1}, dynamo.Absent)
	if err != nil {
		t.Fatal(err)
	}
	second, err := table.Put(dynamo.Key{PK: "a", SK: "c"}, map[string]int{"n": 1}, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = table.Client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{first, second},
	})
	return err
}

// Goal: each fault looks to the SDK as it does on AWS, and is true about what was written. Method:
// one transaction under each, then a look past the proxy.
func TestFaultsAreTrue(t *testing.T) {
	for _, c := range []struct {
		name    string
		kind    proxy.Kind
		written bool
		reason  string // of the second item
		fails   bool
	}{
		{"none", proxy.None, true, "", false}, {"refused", proxy.Refused, false, "", true},
		{"lost", proxy.Lost, true, "", true}, {"conflict", proxy.Conflict, false, "TransactionConflict", true},
		{"throttled", proxy.Throttled, false, "ThrottlingError", true},
		{"server error", proxy.ServerError, false, "", true}, {"slow", proxy.Slow, true, "", false},
		{"mixed", proxy.Mixed, true, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, direct, table := setting(t)
			p.Script(func(proxy.Call) proxy.Kind { return c.kind })
			err := put(t, table)
			if (err != nil) != c.fails {
				t.Errorf("%v", err)
			}
			var cancelled *types.TransactionCanceledException
			if errors.As(err, &cancelled) != (c.reason != "") {
				t.Errorf("%v", err)
			}
			if cancelled != nil && (len(cancelled.CancellationReasons) != 2 ||
				aws.ToString(cancelled.CancellationReasons[1].Code) != c.reason) {
				t.Errorf("reasons %+v", cancelled.CancellationReasons)
			}
			var item map[string]any
			if err := direct.Get(t.Context(), key, &item); (err == nil) != c.written {
				t.Errorf("written: %v", err)
			}
		})
	}
}

// Goal: a mixed cancellation keeps the failed condition with its item. Method: a transaction that
// was done before.
func TestMixedKeepsTheCondition(t *testing.T) {
	p, direct, table := setting(t)
	if err := put(t, direct); err != nil {
		t.Fatal(err)
	}
	p.Script(func(proxy.Call) proxy.Kind { return proxy.Mixed })
	var cancelled *types.TransactionCanceledException
	if err := put(t, table); !errors.As(err, &cancelled) {
		t.Fatal(err)
	}
	reasons := cancelled.CancellationReasons
	if aws.ToString(reasons[0].Code) != "ConditionalCheckFailed" || reasons[0].Item == nil ||
		aws.ToString(reasons[1].Code) != "TransactionConflict" || p.Faults() != 1 {
		t.Errorf("%+v, %d faults", reasons, p.Faults())
	}
}

// Goal: a seed decides alone. Method: the same calls in two orders, and another seed.
func TestSeededRepeats(t *testing.T) {
	calls := []proxy.Call{
		{Operation: "PutItem", Body: []byte(`{"Item":{"a":1,"b":2}}`)},
		{Operation: "PutItem", Body: []byte(`{"Item":{"b":2,"a":1},"ClientRequestToken":"x"}`)},
	}
	draw := func(seed uint64, call proxy.Call) [200]proxy.Kind {
		var kinds [200]proxy.Kind
		decide := proxy.Seeded(seed, 0.5)
		for i := range kinds {
			kinds[i] = decide(call)
		}
		return kinds
	}
	if draw(1, calls[0]) != draw(1, calls[1]) {
		t.Error("the order of attributes or the token matters")
	}
	if draw(1, calls[0]) == draw(2, calls[0]) {
		t.Error("the seed does not matter")
	}
	faults := 0
	for _, kind := range draw(1, calls[0]) {
		if kind != proxy.None {
			faults++
		}
	}
	if faults < 60 || faults > 140 {
		t.Errorf("%d faults of 200 at a rate of a half", faults)
	}
}

// Goal: a stubborn call fails for longer than the patience of a worker, then no more, and few calls are. Method:
// a thousand calls, twelve attempts of each.
func TestStubbornCallsGiveInLate(t *testing.T) {
	decide, stubborn := proxy.Stubborn(1, 0.05), 0
	for n := range 1000 {
		call := proxy.Call{Operation: "GetItem", Body: fmt.Appendf(nil, `{"Key":%d}`, n)}
		var failed int
		for attempt := range 12 {
			if decide(call) == proxy.None {
				continue
			}
			if failed++; failed != attempt+1 {
				t.Fatalf("call %d fails at attempt %d after %d", n, attempt+1, failed-1)
			}
		}
		if failed != 0 {
			stubborn++
		}
		if failed != 0 && failed != 8 {
			t.Errorf("call %d fails %d times", n, failed)
		}
	}
	if stubborn < 20 || stubborn > 100 {
		t.Errorf("%d of 1000 calls are stubborn", stubborn)
	}
}

// Goal: a transaction whose reply was lost is not done again under its own token, as on AWS, and is done
// again once the token is forgotten; one that failed is tried again under its token. Method: count up in
// one transaction, with the same token each time.
func TestTokensAreRemembered(t *testing.T) {
	p, direct, table := setting(t)
	if err := direct.Store(t.Context(), key, map[string]int{"n": 0}); err != nil {
		t.Fatal(err)
	}
	count := func(condition string) error {
		_, err := table.Client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
			ClientRequestToken: aws.String("token"), TransactItems: []types.TransactWriteItem{{Update: &types.Update{
				TableName: &table.Name, Key: key.Attributes(), UpdateExpression: aws.String("ADD n :one"),
				ConditionExpression:       aws.String(condition),
				ExpressionAttributeValues: map[string]types.AttributeValue{":one": &types.AttributeValueMemberN{Value: "1"}},
			}}},
		})
		return err
	}
	counted := func() (item struct{ N int }) {
		if err := direct.Get(t.Context(), key, &item); err != nil {
			t.Fatal(err)
		}
		return item
	}
	if err := count("attribute_not_exists(pk)"); err == nil {
		t.Error("the condition does not hold")
	}
	p.Script(func(proxy.Call) proxy.Kind { return proxy.Lost })
	if err := count("attribute_exists(pk)"); err == nil {
		t.Error("the reply was not lost")
	}
	p.Script(func(proxy.Call) proxy.Kind { return proxy.None })
	if err := count("attribute_exists(pk)"); err != nil || counted().N != 1 {
		t.Errorf("under its token: %v, counted to %d", err, counted().N)
	}
	p.Forget()
	if err := count("attribute_exists(pk)"); err != nil || counted().N != 2 {
		t.Errorf("without its token: %v, counted to %d", err, counted().N)
	}
}
