// Package form bounds what the forms of one parent can do: the same form acts
// once, and each action has a largest number a day. Both are writes for the
// transaction of the action itself, so that forms sent side by side get no further.
package form

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
)

// memory is how long a sent form is remembered: longer than any session.
const memory = 24 * time.Hour

// Form is one form as a page showed it: for a purpose, to somebody, with a key.
type Form struct {
	Purpose dynamo.Purpose
	// Holder is a parent's session. It is an operator's id at the office, where a form outlives its session.
	Holder, Key string
}

// used remembers what a form led to.
type used[T any] struct {
	Result  T         `dynamodbav:"result"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// Once is the write, in the Ops table, that lets a form act once. Its condition
// fails for a form that was sent before: then Before says what it led to.
func Once[T any](ops dynamo.Table, sent Form, result T, now time.Time) (types.TransactWriteItem, error) {
	return ops.Put(dynamo.UsedForm(sent.Purpose, sent.Holder, sent.Key), used[T]{result, now.Add(memory)}, dynamo.Absent)
}

// Before returns what a form led to whose write, at index, found it sent already.
func Before[T any](cancelled *dynamo.Cancelled, index int) (T, error) {
	var before used[T]
	err := cancelled.Old(index, &before)
	return before.Result, err
}
