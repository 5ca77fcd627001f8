package billing

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Lapsing marks an open top-up that ends by itself after its due day. It is written in
// the transaction that opens the top-up, and removed once that day has passed and the
// top-up is not open any more.
type Lapsing struct {
	Tenant   string              `dynamodbav:"tenant"`
	Creditor string              `dynamodbav:"creditor"`
	Number   pagopa.NoticeNumber `dynamodbav:"nav"`
	Due      string              `dynamodbav:"due"` // "2026-12-22"
}

func (l Lapsing) key() dynamo.Key { return dynamo.Lapsing(l.Tenant, l.Due, l.Number.String()) }

func (s Store) lapsing(position Position) (types.TransactWriteItem, error) {
	mark := Lapsing{position.Tenant, position.Creditor, position.Number, position.Due.String()}
	return s.Ops.Put(mark.key(), mark, "")
}

// maxLapsed bounds how many top-ups of a municipality end in one sweep; the next takes the rest.
const maxLapsed = 100

// Lapsed returns a municipality's marks whose day has passed, the oldest first.
func (s Store) Lapsed(ctx context.Context, tenant string) ([]Lapsing, error) {
	return dynamo.Query[Lapsing](ctx, s.Ops, dynamo.LapsedBefore(tenant, s.Clock.Today(), maxLapsed))
}

// Lapse cancels the top-up of a mark, as its parent would, and the archive is told. One whose
// payment is under way or with the office stays open, and its mark with it: the next
// sweep looks again.
func (s Store) Lapse(ctx context.Context, mark Lapsing) error {
	position, err := s.Find(ctx, mark.Creditor, mark.Number)
	if err != nil {
		return err
	}
	if position.State == Open {
		if position.Held() {
			return nil
		}
		err := s.CancelTopUp(ctx, position)
		if problem.Is(err, problem.Conflict) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return s.Ops.Delete(ctx, mark.key())
}
