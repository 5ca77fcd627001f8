package rights

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"serviziscolastici/infra/local/template"
)

// use is one thing that a call does: what IAM asks a right for.
type use struct {
	action, table string
	// about is what IAM knows of it, by condition key.
	about map[string][]string
}

// String names the use without what names a person or a secret.
func (u use) String() string {
	var kinds []string
	for _, key := range u.about[template.LeadingKeys] {
		kinds = append(kinds, kind(key))
	}
	slices.Sort(kinds)
	return fmt.Sprintf("%s on %s, keys %s, attributes %s", u.action, u.table,
		strings.Join(slices.Compact(kinds), " "), strings.Join(u.about[template.Attributes], " "))
}

// kind is the fixed words of a key: T#c_h501#P#A001 is T#…#P#….
func kind(key string) string {
	parts := strings.Split(key, "#")
	for i, part := range parts {
		if !fixed.MatchString(part) {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "#")
}

var fixed = regexp.MustCompile(`^[A-Z]{1,8}$`)

// value is one attribute's value; of the others than texts it is enough to know that they are there.
type value struct{ S string }

// UnmarshalJSON takes values of any type.
func (v *value) UnmarshalJSON(data []byte) error {
	var text struct{ S string }
	err := json.Unmarshal(data, &text)
	*v = text
	return err
}

// call is what the calls about one item, and the queries of one partition, have in common. A field that is
// not here makes the call one that cannot be judged: an index, or the old forms of conditions.
type call struct {
	TableName                                                   string
	Key, Item, ExpressionAttributeValues, ExclusiveStartKey     map[string]value
	Keys                                                        []map[string]value // of one table in a BatchGetItem
	UpdateExpression, ConditionExpression, FilterExpression     string
	ProjectionExpression, KeyConditionExpression                string
	ExpressionAttributeNames                                    map[string]string
	ReturnValues, ReturnValuesOnConditionCheckFailure           string
	Select, ReturnConsumedCapacity, ReturnItemCollectionMetrics string
	ConsistentRead, ScanIndexForward                            bool
	Limit                                                       int
}

// usesOf returns what a call does, a transaction or a batch several things.
func usesOf(operation string, body []byte) ([]use, error) {
	switch operation {
	case "TransactWriteItems", "TransactGetItems":
		return usesOfTransaction(body)
	case "BatchGetItem":
		return usesOfBatch(body)
	case "Scan", "DescribeTable": // Neither is about a partition.
		var one struct{ TableName string }
		err := json.Unmarshal(body, &one)
		return []use{{action: operation, table: one.TableName}}, err
	}
	var one call
	if err := decode(body, &one); err != nil {
		return nil, err
	}
	u, err := one.use(operation)
	return []use{u}, err
}

func decode(body []byte, out any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	return decoder.Decode(out)
}

// usesOfTransaction returns its parts, each of which wants the right of the same call alone.
func usesOfTransaction(body []byte) ([]use, error) {
	var transaction struct {
		TransactItems                                                           []map[string]call
		ClientRequestToken, ReturnConsumedCapacity, ReturnItemCollectionMetrics string
	}
	if err := decode(body, &transaction); err != nil {
		return nil, err
	}
	actions := map[string]string{
		"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem",
		"Get": "GetItem",
	}
	var uses []use
	for _, part := range transaction.TransactItems {
		for name, one := range part {
			u, err := one.use(actions[name])
			if err != nil {
				return nil, err
			}
			uses = append(uses, u)
		}
	}
	return uses, nil
}

// usesOfBatch returns one use a table: the right has to cover all keys.
func usesOfBatch(body []byte) ([]use, error) {
	var batch struct {
		RequestItems           map[string]call
		ReturnConsumedCapacity string
	}
	if err := decode(body, &batch); err != nil {
		return nil, err
	}
	var uses []use
	for table, one := range batch.RequestItems {
		one.TableName = table
		u, err := one.use("BatchGetItem")
		if err != nil {
			return nil, err
		}
		uses = append(uses, u)
	}
	return uses, nil
}

// use returns what IAM would be told of the call.
func (c call) use(action string) (use, error) {
	keys, err := c.leadingKeys(action)
	if err != nil {
		return use{}, err
	}
	if slices.Contains(keys, "") || len(keys) == 0 || c.TableName == "" {
		return use{}, fmt.Errorf("no table and key in the call")
	}
	attributes, err := c.attributes()
	return use{action: action, table: c.TableName, about: map[string][]string{
		template.LeadingKeys: keys, template.Attributes: attributes, template.ReturnValues: c.returns(),
	}}, err
}

// returns is what the call wants back of the item. What a failed condition brings back is judged like the
// rest: the documents do not say, and a refusal here is the safe side.
func (c call) returns() []string {
	return slices.DeleteFunc([]string{c.ReturnValues, c.ReturnValuesOnConditionCheckFailure}, func(what string) bool {
		return what == ""
	})
}

func (c call) leadingKeys(action string) ([]string, error) {
	switch action {
	case "PutItem":
		return []string{c.Item[partition].S}, nil
	case "GetItem", "UpdateItem", "DeleteItem", "ConditionCheckItem":
		return []string{c.Key[partition].S}, nil
	case "BatchGetItem":
		var keys []string
		for _, key := range c.Keys {
			keys = append(keys, key[partition].S)
		}
		return keys, nil
	case "Query":
		name, err := c.queried()
		return []string{c.ExpressionAttributeValues[name].S}, err
	}
	return nil, fmt.Errorf("not a call that can be judged")
}
