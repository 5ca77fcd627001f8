package dynamo

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Change is what a write does to the attributes of one item. The expressions name
// attributes as "#name", so that none of them meets one of DynamoDB's many
// reserved words, and values as ":name".
type Change struct {
	// Update is an update expression: "SET #state = :paid ADD #revision :one".
	Update string
	// Condition is what must be true of the item; "" when nothing has to be.
	Condition string
	Values    map[string]any
}

// Update is the change of one item within a transaction. An item that is not there
// comes to be, unless the condition forbids it.
func (t Table) Update(key Key, change Change) (types.TransactWriteItem, error) {
	values, err := Values(change.Values)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	update := &types.Update{
		TableName: &t.Name, Key: key.Attributes(), UpdateExpression: &change.Update,
		ExpressionAttributeNames: named(change.Update + " " + change.Condition),
	}
	if len(values) > 0 {
		update.ExpressionAttributeValues = values
	}
	if change.Condition != "" {
		update.ConditionExpression = &change.Condition
		update.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	}
	return types.TransactWriteItem{Update: update}, nil
}

// Fill is the write of an item (a struct with dynamodbav tags) by an update of all its attributes, within a transaction: a
// right can name them, as it cannot for a Put. Attributes of a stored item that this one leaves out stay. It is Signed.
func (t Table) Fill(
	ctx context.Context, key Key, item any, condition string, values map[string]any,
) (types.TransactWriteItem, error) {
	attributes, err := Item(key, item)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	attributes = signed(attributes, resigned(ctx))
	given, err := Values(values)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	var sets []string
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if _, isKey := key.Attributes()[name]; isKey {
			continue
		}
		sets = append(sets, "#"+name+" = :new"+name)
		given[":new"+name] = attributes[name]
	}
	expression := "SET " + strings.Join(sets, ", ")
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: key.Attributes(), UpdateExpression: &expression, ConditionExpression: &condition,
		ExpressionAttributeNames: named(expression + " " + condition), ExpressionAttributeValues: given,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}, nil
}

// Remove takes one item away within a transaction. Of the change it has the condition, with its values.
func (t Table) Remove(key Key, change Change) (types.TransactWriteItem, error) {
	values, err := Values(change.Values)
	remove := &types.Delete{TableName: &t.Name, Key: key.Attributes()}
	if change.Condition != "" {
		remove.ConditionExpression = &change.Condition
	}
	if names := named(change.Condition); len(names) > 0 { // DynamoDB refuses empty ones
		remove.ExpressionAttributeNames = names
	}
	if len(values) > 0 {
		remove.ExpressionAttributeValues = values
	}
	return types.TransactWriteItem{Delete: remove}, err
}

// Check holds a transaction to what must be true of an item that it does not change. Of the change it has the
// condition, with its values.
func (t Table) Check(key Key, change Change) (types.TransactWriteItem, error) {
	values, err := Values(change.Values)
	check := &types.ConditionCheck{
		TableName: &t.Name, Key: key.Attributes(), ConditionExpression: &change.Condition,
	}
	if names := named(change.Condition); len(names) > 0 { // DynamoDB refuses empty ones
		check.ExpressionAttributeNames = names
	}
	if len(values) > 0 {
		check.ExpressionAttributeValues = values
	}
	return types.TransactWriteItem{ConditionCheck: check}, err
}

// Change changes one item by itself, else returns ErrCondition. An item that is not
// there comes to be, unless the condition forbids it. An attempt whose reply was
// lost is made again: a change that must not happen twice belongs into a transaction.
func (t Table) Change(ctx context.Context, key Key, change Change) error {
	item, err := t.Update(key, change)
	if err != nil {
		return err
	}
	if !alone(ctx) {
		return t.together(ctx, item)
	}
	_, err = t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: item.Update.TableName, Key: item.Update.Key, UpdateExpression: item.Update.UpdateExpression,
		ConditionExpression:       item.Update.ConditionExpression,
		ExpressionAttributeNames:  item.Update.ExpressionAttributeNames,
		ExpressionAttributeValues: item.Update.ExpressionAttributeValues,
	})
	return t.refused("change in", err)
}

// named maps every "#name" of an expression to the attribute.
func named(expression string) map[string]string {
	_, rest, found := strings.Cut(expression, "#")
	names := map[string]string{}
	for found {
		name := rest
		if end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
			name = rest[:end]
		}
		names["#"+name] = name
		_, rest, found = strings.Cut(rest, "#")
	}
	return names
}
