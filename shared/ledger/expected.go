package ledger

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// Expect is the write that counts an open top-up as promised to an account. Its
// condition fails when balance and promises together would be above limit; 0 is no
// limit. The entry that posts the top-up keeps the promise, so that the limit is
// judged here alone, whatever is paid in which order.
func (s Store) Expect(tenant, pupil string, amount, limit money.Cents) (types.TransactWriteItem, error) {
	if limit <= 0 {
		limit = money.Max
	}
	condition := "#expected <= :room"
	if amount <= limit {
		condition += " OR attribute_not_exists(#expected)"
	}
	return s.Ledger.Update(dynamo.Account(tenant, pupil), dynamo.Change{
		Update: "ADD #expected :amount", Condition: condition,
		Values: map[string]any{":amount": amount, ":room": limit - amount},
	})
}

// Release is the write that takes back what Expect counted, for a top-up that nobody
// will pay any more.
func (s Store) Release(tenant, pupil string, amount money.Cents) (types.TransactWriteItem, error) {
	return s.Ledger.Update(dynamo.Account(tenant, pupil), dynamo.Change{
		Update: "ADD #expected :amount", Values: map[string]any{":amount": -amount},
	})
}
