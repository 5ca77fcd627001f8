package dynamo

import (
	"context"
	"maps"
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

// Signed returns a change together with the mark of the context's companion, for updates of
// what is money; without a companion it is the change itself. Items that are put have the mark anyway.
func Signed(ctx context.Context, change Change) Change {
	along, wanted := ctx.Value(companionKey{}).(Companion)
	if !wanted {
		return change
	}
	signature := "SET #" + mark + " = :" + mark
	if rest, sets := strings.CutPrefix(change.Update, "SET "); sets {
		change.Update = signature + ", " + rest
	} else {
		change.Update = signature + " " + change.Update
	}
	values := maps.Clone(change.Values)
	if values == nil {
		values = map[string]any{}
	}
	values[":"+mark] = along.Mark
	change.Values = values
	return change
}

// mark is the attribute that holds a companion's mark.
const mark = "audit"

// accompanied returns the writes, marked, with those that the context wants beside them.
func accompanied(ctx context.Context, writes []types.TransactWriteItem) ([]types.TransactWriteItem, error) {
	along, wanted := ctx.Value(companionKey{}).(Companion)
	if !wanted {
		return writes, nil
	}
	all := make([]types.TransactWriteItem, 0, len(writes)+2)
	for _, write := range writes {
		if write.Put != nil {
			put := *write.Put
			put.Item = maps.Clone(put.Item)
			put.Item[mark] = &types.AttributeValueMemberS{Value: along.Mark}
			write.Put = &put
		}
		all = append(all, write)
	}
	more, err := along.Write()
	return append(all, more...), err
}

// alone reports whether an item may be written without a transaction.
func alone(ctx context.Context) bool {
	return ctx.Value(companionKey{}) == nil && rehearsalOf(ctx) == nil
}
