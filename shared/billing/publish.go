package billing

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
)

// Unpublished marks a notice that pagoPA's archive has to be told of. It is
// written in the transaction that opens or cancels the notice, so that neither
// can happen without it, and removed once the archive has taken that state.
type Unpublished struct {
	Tenant   string              `dynamodbav:"tenant"`
	Creditor string              `dynamodbav:"creditor"`
	Number   pagopa.NoticeNumber `dynamodbav:"nav"`
	// State is the one to publish at least. A position only moves forward, so
	// its state also tells one mark of a notice from a later one.
	State State     `dynamodbav:"state"`
	Since time.Time `dynamodbav:"since"`
	// Queued is when the notice was last put on the queue; zero when it never was.
	Queued time.Time `dynamodbav:"queued,omitempty"`
	// Refusal is why the archive does not take the notice: the office has to look.
	Refusal string `dynamodbav:"refusal,omitempty"`
}

func (s Store) unpublished(position Position, state State) (types.TransactWriteItem, error) {
	return s.Ops.Put(dynamo.Unpublished(position.Tenant, position.Number.String()), Unpublished{
		Tenant: position.Tenant, Creditor: position.Creditor, Number: position.Number, State: state,
		Since: s.Clock().UTC(),
	}, "")
}

// queuedLasts is how long a notice on the queue is left alone. Longer than the
// queue's own tries take, so that an archive that is down is not asked in vain.
const queuedLasts = time.Hour

// Due reports whether the notice should be put on the queue (again).
func (u Unpublished) Due(now time.Time) bool {
	return u.Refusal == "" && !now.Before(u.Queued.Add(queuedLasts))
}

// ToPublish returns everything of a municipality that the archive does not know
// yet, by notice number, refused notices included.
func (s Store) ToPublish(ctx context.Context, tenant string) ([]Unpublished, error) {
	var marks []Unpublished
	err := s.Ops.Query(ctx, dynamo.Range{PK: dynamo.Unpublished(tenant, "").PK}, &marks)
	return marks, err
}

// Queued notes that a notice was put on the queue just now.
func (s Store) Queued(ctx context.Context, mark Unpublished) error {
	mark.Queued = s.Clock().UTC()
	return s.remark(ctx, mark)
}

// Refused notes that the archive does not take a position as it is, and why.
func (s Store) Refused(ctx context.Context, position Position, why string) error {
	return s.remark(ctx, Unpublished{
		Tenant: position.Tenant, Creditor: position.Creditor, Number: position.Number, State: position.State,
		Since: s.Clock().UTC(), Refusal: why,
	})
}

// remark changes a mark, unless a later change of the notice has replaced it or
// its publication has removed it.
func (s Store) remark(ctx context.Context, mark Unpublished) error {
	err := s.Ops.Replace(ctx, dynamo.Unpublished(mark.Tenant, mark.Number.String()), mark, "state", mark.State)
	if errors.Is(err, dynamo.ErrCondition) {
		return nil
	}
	return err
}

// Published removes the mark of a notice that the archive knows in this state.
// The mark of a later change stays.
func (s Store) Published(ctx context.Context, position Position) error {
	values, err := dynamo.Values(map[string]any{":state": position.State, ":open": Open, ":paid": Paid})
	if err != nil {
		return err
	}
	// A paid notice was open before, and its mark still says so.
	known := "#state = :state OR (#state = :open AND :state = :paid)"
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{{Delete: &types.Delete{
		TableName: &s.Ops.Name, Key: dynamo.Unpublished(position.Tenant, position.Number.String()).Attributes(),
		ConditionExpression: &known, ExpressionAttributeNames: dynamo.Names("state"),
		ExpressionAttributeValues: values,
	}}})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return nil
	}
	return err
}
