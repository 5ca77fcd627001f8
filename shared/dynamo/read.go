package dynamo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"serviziscolastici/shared/beside"
)

// ErrNoItem says that no item has the key.
var ErrNoItem = errors.New("dynamo: no such item")

// Get reads one item, strongly consistent, into out (a pointer to a struct with
// dynamodbav tags). The error is ErrNoItem when there is none.
func (t Table) Get(ctx context.Context, key Key, out any) error {
	if !key.possible() {
		return ErrNoItem
	}
	if r := rehearsalOf(ctx); r != nil {
		if item, known := r.written.get(place(t.Name, key.Attributes())); known {
			return decode(item, out)
		}
	}
	return t.Stored(ctx, key, out)
}

// Stored is Get that in a rehearsal finds what is stored, whatever would have been put there.
func (t Table) Stored(ctx context.Context, key Key, out any) error {
	answer, err := t.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &t.Name, Key: key.Attributes(), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return fmt.Errorf("get from %s: %w", t.Name, err)
	}
	if answer.Item == nil {
		return ErrNoItem
	}
	return decode(answer.Item, out)
}

// Range selects items of one partition, in the order of their sort keys.
type Range struct {
	PK string
	// Prefix selects the sort keys that begin with it. With From or To it is unused.
	Prefix string
	// From and To select sort keys between the two, both included.
	From, To string
	// Descending reads the highest sort keys first.
	Descending bool
	// Limit is the largest number of items wanted; 0 means all.
	Limit int
	// PageSize is how many items one call reads at most; 0 means as many as DynamoDB
	// gives at once, 1 MB. Small pages keep long lists from filling a function's memory.
	PageSize int
	// Stale allows an eventually consistent read, at half the price. Never for
	// money or authorisation.
	Stale bool
}

// Query reads the items of a range, each as a T (a struct with dynamodbav tags).
func Query[T any](ctx context.Context, t Table, r Range) ([]T, error) {
	list, _, err := QueryCalls[T](ctx, t, r, math.MaxInt)
	return list, err
}

// QueryCalls is Query with so many calls at most, each of which reads 1 MB of items. More reports whether the range may go on.
func QueryCalls[T any](ctx context.Context, t Table, r Range, calls int) (list []T, more bool, err error) {
	if !r.possible() {
		return nil, false, nil
	}
	input := r.input(t.Name)
	for range calls {
		answer, err := t.Client.Query(ctx, input)
		if err != nil {
			return nil, false, fmt.Errorf("query %s: %w", t.Name, err)
		}
		page, err := decodeList[T](answer.Items)
		if err != nil {
			return nil, false, err
		}
		list = append(list, page...)
		input.ExclusiveStartKey = answer.LastEvaluatedKey
		if input.ExclusiveStartKey == nil || r.Limit > 0 && len(list) >= r.Limit {
			break
		}
	}
	return list, input.ExclusiveStartKey != nil, nil
}

func (r Range) input(table string) *dynamodb.QueryInput {
	condition := "pk = :pk"
	values := map[string]types.AttributeValue{":pk": &types.AttributeValueMemberS{Value: r.PK}}
	switch {
	case r.From != "" || r.To != "":
		to := r.To
		if to == "" {
			to = "\U0010FFFF"
		}
		condition += " AND sk BETWEEN :from AND :to"
		values[":from"] = &types.AttributeValueMemberS{Value: r.From}
		values[":to"] = &types.AttributeValueMemberS{Value: to}
	case r.Prefix != "":
		condition += " AND begins_with(sk, :prefix)"
		values[":prefix"] = &types.AttributeValueMemberS{Value: r.Prefix}
	}
	input := &dynamodb.QueryInput{
		TableName: &table, KeyConditionExpression: &condition, ExpressionAttributeValues: values,
		ScanIndexForward: aws.Bool(!r.Descending), ConsistentRead: aws.Bool(!r.Stale),
	}
	if page := cmp.Or(r.Limit, r.PageSize); page > 0 {
		input.Limit = aws.Int32(int32(page))
	}
	return input
}

// BatchGet reads items by key, strongly consistent, each as a T (a struct with dynamodbav tags): one call for each
// hundred keys, the calls side by side. A key that is there twice is read once: DynamoDB would refuse the call. Missing items
// are left out; the order is any.
func BatchGet[T any](ctx context.Context, t Table, keys []Key) ([]T, error) {
	asked := make(map[Key]bool, len(keys))
	keys = slices.DeleteFunc(slices.Clone(keys), func(k Key) bool {
		unwanted := asked[k] || !k.possible()
		asked[k] = true
		return unwanted
	})
	parts := slices.Collect(slices.Chunk(keys, maxBatchKeys))
	found := make([][]T, len(parts))
	read := func(ctx context.Context, i int) error {
		items, err := t.batch(ctx, parts[i])
		if err != nil {
			return fmt.Errorf("batch get from %s: %w", t.Name, err)
		}
		found[i], err = decodeList[T](items)
		return err
	}
	if len(parts) == 1 { // most lists: no goroutine
		err := read(ctx, 0)
		return found[0], err
	}
	calls, ctx := beside.WithContext(ctx)
	calls.SetLimit(batchesAtOnce)
	for i := range parts {
		calls.Go(func() error { return read(ctx, i) })
	}
	if err := calls.Wait(); err != nil {
		return nil, err
	}
	return slices.Concat(found...), nil
}

const (
	// maxBatchKeys is how many keys DynamoDB takes in one call.
	maxBatchKeys = 100
	// batchesAtOnce is how many calls are made at the same time: those of a list of 10,000, and as many as keep their
	// connections (see retry).
	batchesAtOnce = 100
	// maxBatchRounds bounds how often unprocessed keys are asked for again.
	maxBatchRounds = 4
)

// batch reads one call's keys. What DynamoDB leaves unprocessed is asked for again after a pause; when
// that lasts, the error says, as DynamoDB does of a single read, that the table is throttled.
func (t Table) batch(ctx context.Context, keys []Key) ([]Attributes, error) {
	wanted := make([]map[string]types.AttributeValue, 0, len(keys))
	for _, key := range keys {
		wanted = append(wanted, key.Attributes())
	}
	request := map[string]types.KeysAndAttributes{t.Name: {Keys: wanted, ConsistentRead: aws.Bool(true)}}
	var items []Attributes
	for round := 1; ; round++ {
		answer, err := t.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: request})
		if err != nil {
			return nil, err
		}
		items = append(items, answer.Responses[t.Name]...)
		if request = answer.UnprocessedKeys; len(request) == 0 {
			return items, nil
		}
		if round == maxBatchRounds {
			return nil, &smithy.OperationError{
				ServiceID: dynamodb.ServiceID, OperationName: "BatchGetItem",
				Err: &types.ProvisionedThroughputExceededException{Message: aws.String("keys were left unprocessed")},
			}
		}
		if err := pause(ctx, round); err != nil {
			return nil, err
		}
	}
}
