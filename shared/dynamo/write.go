package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// ErrCondition says that a single write was refused by its condition.
var ErrCondition = errors.New("dynamo: condition failed")

// Store writes one item, whatever was there.
func (t Table) Store(ctx context.Context, key Key, item any) error {
	write, err := t.Put(key, item, "")
	return t.put(ctx, write, err)
}

// Create writes one item if none has the key, else returns ErrCondition, also when
// it is this caller's own, written by an attempt whose reply was lost. An item
// whose key is drawn at random wants Store: nobody else has that key.
func (t Table) Create(ctx context.Context, key Key, item any) error {
	write, err := t.Put(key, item, Absent)
	return t.put(ctx, write, err)
}

// Replace writes one item if the attribute of the stored one has the given
// value, else returns ErrCondition: the optimistic lock of a version counter.
func (t Table) Replace(ctx context.Context, key Key, item any, attribute string, was any) error {
	write, err := t.PutOver(key, item, attribute, was)
	return t.put(ctx, write, err)
}

// put makes the write of one item by itself, unless it could not be encoded.
func (t Table) put(ctx context.Context, write types.TransactWriteItem, err error) error {
	if err != nil {
		return err
	}
	if !alone(ctx) {
		return t.together(ctx, write)
	}
	_, err = t.Client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: write.Put.TableName, Item: signed(write.Put.Item, signature(ctx)), ConditionExpression: write.Put.ConditionExpression,
		ExpressionAttributeNames:  write.Put.ExpressionAttributeNames,
		ExpressionAttributeValues: write.Put.ExpressionAttributeValues,
	})
	return t.refused("put into", err)
}

// Delete removes an item, if it is there. Never in the Ledger.
func (t Table) Delete(ctx context.Context, key Key) error {
	if !key.possible() {
		return nil
	}
	if !alone(ctx) {
		remove, err := t.Remove(key, Change{})
		if err != nil {
			return err
		}
		return t.together(ctx, remove)
	}
	_, err := t.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &t.Name, Key: key.Attributes()})
	return t.refused("delete from", err)
}

// Take removes an item and reports ErrCondition when it was not there: of
// several callers at once exactly one succeeds. It is a transaction, whose token
// tells a caller's second attempt after a lost reply from another caller's.
func (t Table) Take(ctx context.Context, key Key) error {
	taken, err := t.Remove(key, Change{Condition: Present})
	if err != nil {
		return err
	}
	return t.together(ctx, taken)
}

// together makes the write of one item as a transaction: with a token of its own, and
// with what the context wants beside it.
func (t Table) together(ctx context.Context, write types.TransactWriteItem) error {
	err := Transact(ctx, t.Client, []types.TransactWriteItem{write})
	var cancelled *Cancelled
	if errors.As(err, &cancelled) {
		return ErrCondition
	}
	return err
}

func (t Table) refused(what string, err error) error {
	var condition *types.ConditionalCheckFailedException
	if errors.As(err, &condition) {
		return ErrCondition
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", what, t.Name, err)
	}
	return nil
}
