// Package waiting is what waits for somebody at the office: a mark for each thing, written in the transaction that
// makes it wait and taken away in the one that ends it. So the desk counts what waits without reading what is done.
package waiting

import (
	"cmp"
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Kind says what waits. It is part of the key.
type Kind string

// The kinds.
const (
	ParkedReceipt Kind = "parked"   // money that fits no open notice
	Approval      Kind = "approval" // a refund that somebody else has to approve
	Payout        Kind = "payout"   // an approved refund that is not paid yet
	Refusal       Kind = "refusal"  // a notice that pagoPA's archive does not take
)

// Mark is one thing that waits.
type Mark struct {
	Kind Kind
	// Since is the day since which it waits, ID names it within the kind.
	Since calendar.Day
	ID    string
	// Filed is the day by which it is filed, where whoever ends it knows another than Since; zero for Since.
	Filed calendar.Day
	// Pupil is the code of whom it is about, for lists that name the pupil; "" where its kind does not tell.
	Pupil string
}

func (m Mark) key(tenant string) dynamo.Key {
	return dynamo.Waiting(tenant, string(m.Kind), cmp.Or(m.Filed, m.Since), m.ID)
}

// Begin is the write, in the Ops table, with which something begins to wait. The same again changes nothing.
func (m Mark) Begin(ops dynamo.Table, tenant string) (types.TransactWriteItem, error) {
	return ops.Put(m.key(tenant), item{Since: m.Since, Pupil: m.Pupil}, "")
}

// End is the write with which it waits no longer; of what does not wait it is none.
func (m Mark) End(ops dynamo.Table, tenant string) (types.TransactWriteItem, error) {
	return ops.Remove(m.key(tenant), dynamo.Change{})
}

// item is a mark as stored: the rest is in the key. Without a day it waits since the one by which it is filed.
type item struct {
	SK    string       `dynamodbav:"sk,omitempty"`
	Since calendar.Day `dynamodbav:"since,omitempty"`
	Pupil string       `dynamodbav:"pupil,omitempty"`
}

// List returns what waits, by the day of filing, the first ones and limit at most. The page begins at from, "" for the first; the
// returned text is where the next page begins, "" after the last one.
func List(
	ctx context.Context, ops dynamo.Table, tenant string, kind Kind, from string, limit int,
) ([]Mark, string, error) {
	if !strings.HasPrefix(from, string(kind)+"#") {
		from = ""
	}
	found, err := dynamo.Query[item](ctx, ops, dynamo.WaitingOf(tenant, string(kind), from, limit+1))
	if err != nil {
		return nil, "", err
	}
	marks := make([]Mark, 0, len(found))
	for _, one := range found[:min(len(found), limit)] {
		day, id, _ := strings.Cut(strings.TrimPrefix(one.SK, string(kind)+"#"), "#")
		filed, err := calendar.ParseDay(day)
		if err != nil {
			return nil, "", err
		}
		marks = append(marks, Mark{Kind: kind, Since: cmp.Or(one.Since, filed), ID: id, Filed: filed, Pupil: one.Pupil})
	}
	if len(found) > limit {
		return marks, found[limit].SK, nil
	}
	return marks, "", nil
}

// Most is how many are counted; more are "more than that".
const Most = 50

// Count is how many things of a kind wait.
type Count struct {
	N      int
	More   bool         // there are more than N
	Oldest calendar.Day // since when the oldest of them waits; zero when none does
}

// CountOf counts what waits, up to Most.
func CountOf(ctx context.Context, ops dynamo.Table, tenant string, kind Kind) (Count, error) {
	marks, next, err := List(ctx, ops, tenant, kind, "", Most)
	return Counted(marks, next), err
}

// Counted counts the marks of a first page, and says whether there is a next one.
func Counted(marks []Mark, next string) Count {
	count := Count{N: len(marks), More: next != ""}
	for _, mark := range marks {
		if count.Oldest.IsZero() || mark.Since.Before(count.Oldest) {
			count.Oldest = mark.Since
		}
	}
	return count
}
