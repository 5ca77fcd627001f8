package dynamo

import (
	"context"
	cryptorand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Cancelled says that DynamoDB refused a transaction because of at least one
// condition. Nothing was written. Reasons follow the order of the writes.
type Cancelled struct{ Reasons []types.CancellationReason }

// Error names the reasons' codes.
func (c *Cancelled) Error() string {
	codes := make([]string, 0, len(c.Reasons))
	for _, reason := range c.Reasons {
		codes = append(codes, aws.ToString(reason.Code))
	}
	return fmt.Sprintf("dynamo: transaction cancelled %v", codes)
}

// ConditionFailed reports whether the write at index failed its condition.
func (c *Cancelled) ConditionFailed(index int) bool {
	return index < len(c.Reasons) && aws.ToString(c.Reasons[index].Code) == "ConditionalCheckFailed"
}

// byCondition reports whether a condition failed, whatever else did.
func (c *Cancelled) byCondition() bool {
	for index := range c.Reasons {
		if c.ConditionFailed(index) {
			return true
		}
	}
	return false
}

// Old decodes the item that stood in the way of the write at index into out. It
// works for writes that ask for ALL_OLD on failure.
func (c *Cancelled) Old(index int, out any) error {
	if index >= len(c.Reasons) || c.Reasons[index].Item == nil {
		return ErrNoItem
	}
	return decode(c.Reasons[index].Item, out)
}

// maxConflictTries bounds how often a transaction that met another one on the
// same item is tried again.
const maxConflictTries = 4

// Transact writes all items or none. When a condition fails the error is a
// *Cancelled, and only then: one that DynamoDB refuses for another reason, such as
// an item that is too large, is an ordinary error. Conflicts with other
// transactions and throttling are tried again with jitter, because the SDK does not
// do so; when they last, the error stays an ordinary one and the caller may try the
// whole message again.
//
// All tries carry one token, so that a try whose reply was lost is not taken for
// somebody else's by the next: its own writes would fail its conditions.
func Transact(ctx context.Context, client *dynamodb.Client, writes []types.TransactWriteItem) error {
	if r := rehearsalOf(ctx); r != nil {
		return r.play(ctx, client, writes)
	}
	writes, err := accompanied(ctx, writes)
	if err != nil {
		return err
	}
	input := &dynamodb.TransactWriteItemsInput{TransactItems: writes, ClientRequestToken: aws.String(cryptorand.Text())}
	for try := 1; ; try++ {
		_, err := client.TransactWriteItems(ctx, input)
		var cancelled *types.TransactionCanceledException
		if !errors.As(err, &cancelled) {
			if err != nil {
				return fmt.Errorf("transaction: %w", err)
			}
			return nil
		}
		answer := &Cancelled{cancelled.CancellationReasons}
		if answer.byCondition() {
			return answer
		}
		if !onlyTransient(cancelled.CancellationReasons) {
			return fmt.Errorf("transaction refused, %s: %w", answer.Error(), err)
		}
		if try == maxConflictTries {
			return fmt.Errorf("transaction still %s after %d tries: %w",
				trouble(cancelled.CancellationReasons), try, err)
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// onlyTransient reports whether every reason is one that goes away by itself. A
// failed condition among them wins: it is a definite answer.
func onlyTransient(reasons []types.CancellationReason) bool {
	for _, reason := range reasons {
		switch aws.ToString(reason.Code) {
		case "", "None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded":
		default:
			return false
		}
	}
	return true
}

// trouble names what kept a transaction from being done.
func trouble(reasons []types.CancellationReason) string {
	for _, reason := range reasons {
		if aws.ToString(reason.Code) == "TransactionConflict" {
			return "in conflict"
		}
	}
	return "throttled"
}

func pause(ctx context.Context, try int) error {
	limit := 20 * time.Millisecond << try
	timer := time.NewTimer(rand.N(limit))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Put is the write of an item (a struct with dynamodbav tags) under its key,
// within a transaction, "" for no condition. Names and values that the condition
// needs are the caller's to add to the result.
func (t Table) Put(key Key, item any, condition string) (types.TransactWriteItem, error) {
	attributes, err := Item(key, item)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	put := &types.Put{TableName: &t.Name, Item: attributes}
	if condition != "" {
		put.ConditionExpression = &condition
		put.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	}
	return types.TransactWriteItem{Put: put}, nil
}

// PutOver is the write of an item over one whose attribute has the given value,
// within a transaction: the optimistic lock of a version counter.
func (t Table) PutOver(key Key, item any, attribute string, was any) (types.TransactWriteItem, error) {
	return t.PutIf(key, item, "#"+attribute+" = :was", map[string]any{":was": was})
}

// PutIf is the write of an item on a condition about the stored one, within a transaction. The condition has names and
// values as a Change has them.
func (t Table) PutIf(key Key, item any, condition string, given map[string]any) (types.TransactWriteItem, error) {
	values, err := Values(given)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	write, err := t.Put(key, item, condition)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	if len(values) > 0 {
		write.Put.ExpressionAttributeValues = values
	}
	if names := named(condition); len(names) > 0 {
		write.Put.ExpressionAttributeNames = names
	}
	return write, nil
}

// The conditions that no item has the key yet, and that one has.
const (
	Absent  = "attribute_not_exists(pk)"
	Present = "attribute_exists(pk)"
)
