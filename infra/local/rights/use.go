package rights

import (
	"encoding/json"
	"fmt"
)

// use is one thing that a call does: what IAM asks a right for.
type use struct {
	action, table string
	key           string // of the partition; "" when the call names none
}

// item is a key, or an item with its key.
type item struct {
	PK struct{ S string } `json:"pk"`
}

// single is what the calls about one item, and the queries of one partition, have in common.
type single struct {
	TableName                 string
	Key, Item                 item
	ExpressionAttributeValues map[string]struct{ S string }
}

// use returns what the call does. Our queries name the partition :pk.
func (s single) use(action string) (use, error) {
	u := use{action: action, table: s.TableName, key: s.Key.PK.S}
	switch action {
	case "PutItem":
		u.key = s.Item.PK.S
	case "Query":
		u.key = s.ExpressionAttributeValues[":pk"].S
	case "Scan", "DescribeTable":
		return u, nil
	}
	if u.key == "" || u.table == "" {
		return use{}, fmt.Errorf("no table and key in the call")
	}
	return u, nil
}

// usesOf returns what a call does, a transaction or a batch several things.
func usesOf(operation string, body []byte) ([]use, error) {
	switch operation {
	case "TransactWriteItems", "TransactGetItems":
		return usesOfTransaction(body)
	case "BatchGetItem", "BatchWriteItem":
		return usesOfBatch(operation, body)
	}
	var call single
	if err := json.Unmarshal(body, &call); err != nil {
		return nil, err
	}
	one, err := call.use(operation)
	return []use{one}, err
}

// usesOfTransaction returns its parts, each of which wants the right of the same call alone.
func usesOfTransaction(body []byte) ([]use, error) {
	var call struct{ TransactItems []map[string]single }
	if err := json.Unmarshal(body, &call); err != nil {
		return nil, err
	}
	actions := map[string]string{
		"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem",
		"Get": "GetItem",
	}
	var uses []use
	for _, part := range call.TransactItems {
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

// usesOfBatch returns its parts, which all want the right of the batch.
func usesOfBatch(operation string, body []byte) ([]use, error) {
	var call struct{ RequestItems map[string]json.RawMessage }
	if err := json.Unmarshal(body, &call); err != nil {
		return nil, err
	}
	var uses []use
	for table, content := range call.RequestItems {
		keys, err := keysOfBatch(operation, content)
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			uses = append(uses, use{action: operation, table: table, key: key})
		}
	}
	return uses, nil
}

func keysOfBatch(operation string, content []byte) ([]string, error) {
	var keys []string
	if operation == "BatchGetItem" {
		var reads struct{ Keys []item }
		err := json.Unmarshal(content, &reads)
		for _, one := range reads.Keys {
			keys = append(keys, one.PK.S)
		}
		return keys, err
	}
	var writes []struct {
		PutRequest    struct{ Item item }
		DeleteRequest struct{ Key item }
	}
	err := json.Unmarshal(content, &writes)
	for _, one := range writes {
		keys = append(keys, one.PutRequest.Item.PK.S+one.DeleteRequest.Key.PK.S)
	}
	return keys, err
}
