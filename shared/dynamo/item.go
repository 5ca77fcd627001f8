package dynamo

import (
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Attributes is an item as DynamoDB has it.
type Attributes = map[string]types.AttributeValue

// Item encodes a struct (with dynamodbav tags) and its key as one item. Types
// with a text form, such as calendar.Day, are stored as that text.
func Item(key Key, item any) (Attributes, error) {
	attributes, err := attributevalue.MarshalMapWithOptions(item, func(o *attributevalue.EncoderOptions) {
		o.UseEncodingMarshalers = true
	})
	if err != nil {
		return nil, fmt.Errorf("encode item: %w", err)
	}
	if err := countable(attributes); err != nil {
		return nil, fmt.Errorf("encode item: %w", err)
	}
	for name, value := range key.Attributes() {
		attributes[name] = value
	}
	return attributes, nil
}

// expiry is the attribute that tells DynamoDB when an item may be removed.
const expiry = "expires"

// countable turns the expiry into unix seconds, the only form that DynamoDB acts on: an item with a
// text there stays for ever. The encoder writes every type with a text form as that text, times
// included, whatever their tag says.
func countable(attributes Attributes) error {
	written, isText := attributes[expiry].(*types.AttributeValueMemberS)
	if !isText {
		return nil
	}
	at, err := time.Parse(time.RFC3339, written.Value)
	if err != nil {
		return fmt.Errorf("%s: %w", expiry, err)
	}
	attributes[expiry] = &types.AttributeValueMemberN{Value: strconv.FormatInt(at.Unix(), 10)}
	return nil
}

// Value encodes one value for an expression, as Item encodes an attribute.
func Value(value any) (types.AttributeValue, error) {
	return attributevalue.MarshalWithOptions(value, func(o *attributevalue.EncoderOptions) {
		o.UseEncodingMarshalers = true
	})
}

func decode(attributes Attributes, out any) error {
	return attributevalue.UnmarshalMapWithOptions(attributes, out, textual)
}

func decodeList[T any](items []Attributes) ([]T, error) {
	var list []T
	err := attributevalue.UnmarshalListOfMapsWithOptions(items, &list, textual)
	return list, err
}

func textual(o *attributevalue.DecoderOptions) { o.UseEncodingUnmarshalers = true }

// Values encodes the values of an expression.
func Values(values map[string]any) (Attributes, error) {
	attributes := make(Attributes, len(values))
	for name, value := range values {
		attribute, err := Value(value)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", name, err)
		}
		attributes[name] = attribute
	}
	return attributes, nil
}
