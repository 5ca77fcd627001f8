package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// companion makes the write that goes along with another one.
type companion = func() (types.TransactWriteItem, error)

// companionKey is the key under which a context carries a companion.
type companionKey struct{}

// Alongside returns a context under which nothing is written by itself: what along
// makes is part of each transaction, and a write of one item becomes a transaction of
// the two. So what an operator does cannot leave the record of who did it behind,
// whichever call into the domain does it. Along is called once for each transaction
// and gives each an item of its own.
func Alongside(ctx context.Context, along companion) context.Context {
	return context.WithValue(ctx, companionKey{}, along)
}

// accompanied returns the writes with the one that the context wants beside them.
func accompanied(ctx context.Context, writes []types.TransactWriteItem) ([]types.TransactWriteItem, error) {
	along, wanted := ctx.Value(companionKey{}).(companion)
	if !wanted {
		return writes, nil
	}
	write, err := along()
	return append(writes[:len(writes):len(writes)], write), err
}

// alone reports whether an item may be written without a transaction.
func alone(ctx context.Context) bool {
	return ctx.Value(companionKey{}) == nil && rehearsalOf(ctx) == nil
}
