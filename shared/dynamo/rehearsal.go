package dynamo

import (
	"context"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// rehearsal is what was done under a context under which nothing is written.
type rehearsal struct {
	written *written

	mu    sync.Mutex
	begun bool // something would have been written
	over  bool // over an item that is there
}

// written are the items that would be there, by table and key.
type written struct {
	mu    sync.Mutex
	items map[string]Attributes
}

// rehearsalKey is the key under which a context carries a rehearsal.
type rehearsalKey struct{}

// Rehearse returns a context under which all is done but writing, so that one can tell what would happen. A condition
// that no item be there is looked up; any other guards what was read a moment before, and is taken to hold. Get finds
// what would have been put there; queries, batches and updates of such an item do not. A rehearsal within another one
// finds what the other put.
func Rehearse(ctx context.Context) context.Context {
	r := &rehearsal{written: &written{items: map[string]Attributes{}}}
	if outer := rehearsalOf(ctx); outer != nil {
		r.written = outer.written
	}
	return context.WithValue(ctx, rehearsalKey{}, r)
}

// Rehearses reports whether a context is one under which nothing is written.
func Rehearses(ctx context.Context) bool { return rehearsalOf(ctx) != nil }

// Creates reports, of a rehearsal, whether the first item that would have been written is a new one.
func Creates(ctx context.Context) bool {
	r := rehearsalOf(ctx)
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.begun && !r.over
}

func rehearsalOf(ctx context.Context) *rehearsal {
	r, _ := ctx.Value(rehearsalKey{}).(*rehearsal)
	return r
}

// play takes the place of a transaction.
func (r *rehearsal) play(ctx context.Context, client *dynamodb.Client, writes []types.TransactWriteItem) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	answer := &Cancelled{Reasons: make([]types.CancellationReason, len(writes))}
	for i, write := range writes {
		stored, err := r.inTheWay(ctx, client, write)
		if err != nil {
			return err
		}
		if stored != nil && absent(write) {
			answer.Reasons[i] = types.CancellationReason{Code: aws.String("ConditionalCheckFailed"), Item: stored}
		}
	}
	if answer.byCondition() {
		return answer
	}
	for _, write := range writes {
		if put := write.Put; put != nil {
			r.written.put(place(*put.TableName, put.Item), put.Item)
		}
	}
	return nil
}

// inTheWay returns the item that a write finds, as far as somebody wants to know: for a condition that there be none,
// and for the first write of all.
func (r *rehearsal) inTheWay(ctx context.Context, client *dynamodb.Client, write types.TransactWriteItem) (Attributes, error) {
	first := !r.begun
	r.begun = true
	if write.Put == nil || write.Put.ConditionExpression != nil && !absent(write) {
		r.over = r.over || first // it changes what was read
		return nil, nil
	}
	if !first && !absent(write) {
		return nil, nil
	}
	at := place(*write.Put.TableName, write.Put.Item)
	stored, known := r.written.get(at)
	if !known {
		key := map[string]types.AttributeValue{"pk": write.Put.Item["pk"], "sk": write.Put.Item["sk"]}
		answer, err := client.GetItem(ctx, &dynamodb.GetItemInput{
			TableName: write.Put.TableName, Key: key, ConsistentRead: aws.Bool(true),
		})
		if err != nil {
			return nil, fmt.Errorf("rehearse in %s: %w", *write.Put.TableName, err)
		}
		stored = answer.Item
	}
	r.over = r.over || first && stored != nil
	return stored, nil
}

// absent reports whether a write wants that no item is there.
func absent(write types.TransactWriteItem) bool {
	return write.Put != nil && aws.ToString(write.Put.ConditionExpression) == Absent
}

// place names an item by its table and key.
func place(table string, item Attributes) string {
	pk, _ := item["pk"].(*types.AttributeValueMemberS)
	sk, _ := item["sk"].(*types.AttributeValueMemberS)
	return table + "\n" + pk.Value + "\n" + sk.Value
}

func (w *written) put(at string, item Attributes) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.items[at] = item
}

func (w *written) get(at string) (Attributes, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	item, known := w.items[at]
	return item, known
}
