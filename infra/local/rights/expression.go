package rights

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// partition is the attribute that all our tables have as partition key.
const partition = "pk"

var (
	// words finds, in an expression, what may be an attribute: a name or a "#placeholder" that is no ":value",
	// no part of a path below the first, and no function.
	words = regexp.MustCompile(`([:.]?)(#\w+|[A-Za-z_]\w*)(\s*\()?`)
	// equals finds the partition key's part of a query's condition.
	equals = regexp.MustCompile(`(#?\w+)\s*=\s*(:\w+)`)
)

// keywords are the words of expressions that are no attributes.
var keywords = []string{"SET", "REMOVE", "ADD", "DELETE", "BETWEEN", "AND", "OR", "NOT", "IN"}

// attributes returns the top-level attributes that a call names, in items, keys and expressions: what IAM calls
// dynamodb:Attributes.
func (c call) attributes() ([]string, error) {
	names := map[string]bool{}
	for _, item := range append(c.Keys, c.Key, c.Item) {
		for name := range item {
			names[name] = true
		}
	}
	for _, expression := range []string{
		c.UpdateExpression, c.ConditionExpression, c.FilterExpression, c.ProjectionExpression, c.KeyConditionExpression,
	} {
		for _, word := range words.FindAllStringSubmatch(expression, -1) {
			below, name, function := word[1] != "", word[2], word[3] != ""
			if below || function || slices.Contains(keywords, strings.ToUpper(name)) {
				continue
			}
			attribute, err := c.named(name)
			if err != nil {
				return nil, err
			}
			names[attribute] = true
		}
	}
	return slices.Sorted(maps.Keys(names)), nil
}

// named returns the attribute that a word of an expression stands for.
func (c call) named(word string) (string, error) {
	if !strings.HasPrefix(word, "#") {
		return word, nil
	}
	attribute, found := c.ExpressionAttributeNames[word]
	if !found {
		return "", fmt.Errorf("%s stands for nothing", word)
	}
	return attribute, nil
}

// queried returns the placeholder of the partition that a query reads.
func (c call) queried() (string, error) {
	for _, part := range equals.FindAllStringSubmatch(c.KeyConditionExpression, -1) {
		if attribute, err := c.named(part[1]); err != nil || attribute == partition {
			return part[2], err
		}
	}
	return "", fmt.Errorf("the query names no partition")
}
