package dynamo

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Companion is what goes along with every transaction under a context.
type Companion struct {
	// Mark stands in every item that is put, as the attribute audit, and in the item that Write makes: it tells
	// which of them belong together.
	Mark string
	// Write is called once for each transaction and gives each items of its own.
	Write func() ([]types.TransactWriteItem, error)
}

// companionKey is the key under which a context carries a companion.
type companionKey struct{}

// Alongside returns a context under which nothing is written by itself: what along
// makes is part of each transaction, and a write of one item becomes a transaction of
// the two. So what an operator does cannot leave the record of who did it behind,
// whichever call into the domain does it.
func Alongside(ctx context.Context, along Companion) context.Context {
	return context.WithValue(ctx, companionKey{}, along)
}

// handKey is the key under which a context carries whose hand is at work.
type handKey struct{}

// By returns a context under which every item that is put, and every change that is Signed, tells who is at work, as the
// attribute hand. It is set where that becomes known, and a companion where something is done: what has a hand and no
// mark was done without its companion.
func By(ctx context.Context, hand string) context.Context {
	return context.WithValue(ctx, handKey{}, hand)
}

// The attributes that tell of a change: the mark of the companion that went along with it, and whose hand it was.
const (
	mark = "audit"
	hand = "hand"
)

// signature returns the attributes that a context wants in what is written, none where nobody is at work.
func signature(ctx context.Context) map[string]string {
	signs := map[string]string{}
	if along, wanted := ctx.Value(companionKey{}).(Companion); wanted {
		signs[mark] = along.Mark
	}
	if by, known := ctx.Value(handKey{}).(string); known && by != "" {
		signs[hand] = by
	}
	return signs
}

// resigned is the signature for an item that may have one of before: its mark does not stand for a change without one.
func resigned(ctx context.Context) map[string]string {
	signs := signature(ctx)
	if _, marked := signs[mark]; !marked && len(signs) > 0 {
		signs[mark] = ""
	}
	return signs
}

// Signed returns a change together with the mark of the context's companion and the hand at work, for updates of
// what is money; without either it is the change itself. Items that are put or filled have them anyway.
func Signed(ctx context.Context, change Change) Change {
	signs := resigned(ctx)
	if len(signs) == 0 {
		return change
	}
	values := maps.Clone(change.Values)
	if values == nil {
		values = map[string]any{}
	}
	var sets []string
	for _, name := range slices.Sorted(maps.Keys(signs)) {
		sets = append(sets, "#"+name+" = :"+name)
		values[":"+name] = signs[name]
	}
	set := "SET " + strings.Join(sets, ", ")
	if rest, more := strings.CutPrefix(change.Update, "SET "); more {
		change.Update = set + ", " + rest
	} else {
		change.Update = set + " " + change.Update
	}
	change.Values = values
	return change
}

// signed returns an item with a signature.
func signed(item Attributes, signs map[string]string) Attributes {
	if len(signs) == 0 {
		return item
	}
	item = maps.Clone(item)
	for name, sign := range signs {
		item[name] = &types.AttributeValueMemberS{Value: sign}
	}
	return item
}

// accompanied returns the writes, signed, with those that the context wants beside them.
func accompanied(ctx context.Context, writes []types.TransactWriteItem) ([]types.TransactWriteItem, error) {
	signs := signature(ctx)
	if len(signs) == 0 {
		return writes, nil
	}
	all := make([]types.TransactWriteItem, 0, len(writes)+2)
	for _, write := range writes {
		if write.Put != nil {
			put := *write.Put
			put.Item = signed(put.Item, signs)
			write.Put = &put
		}
		all = append(all, write)
	}
	along, wanted := ctx.Value(companionKey{}).(Companion)
	if !wanted {
		return all, nil
	}
	more, err := along.Write()
	return append(all, more...), err
}

// alone reports whether an item may be written without a transaction.
func alone(ctx context.Context) bool {
	return ctx.Value(companionKey{}) == nil && rehearsalOf(ctx) == nil
}
