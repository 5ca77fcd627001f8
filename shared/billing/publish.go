package billing

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Unpublished marks a notice that pagoPA's archive has to be told of. It is
// written in the transaction that opens or changes the notice, so that neither
// can happen without it, and removed once the archive has taken that revision.
type Unpublished struct {
	Tenant   string              `dynamodbav:"tenant"`
	Guardian string              `dynamodbav:"guardian"` // the debtor, so that parents take turns
	Creditor string              `dynamodbav:"creditor"`
	Number   pagopa.NoticeNumber `dynamodbav:"nav"`
	// Revision of the notice is the one to publish at least. It also tells one
	// mark of a notice from a later one.
	Revision int       `dynamodbav:"revision"`
	Since    time.Time `dynamodbav:"since"`
	// Queued is when the notice was last put on the queue; zero when it never was.
	Queued time.Time `dynamodbav:"queued,omitempty"`
	// Refusal is why the archive does not take the notice: the office has to look.
	Refusal string `dynamodbav:"refusal,omitempty"`
}

func (s Store) unpublished(position Position, revision int) (types.TransactWriteItem, error) {
	return s.Ops.Put(dynamo.Unpublished(position.Tenant, position.Number.String()), Unpublished{
		Tenant: position.Tenant, Guardian: position.Guardian, Creditor: position.Creditor,
		Number: position.Number, Revision: revision, Since: s.Clock().UTC(),
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
	return dynamo.Query[Unpublished](ctx, s.Ops, dynamo.UnpublishedOf(tenant))
}

// Queued notes that a notice was put on the queue just now, unless the archive has refused it meanwhile.
func (s Store) Queued(ctx context.Context, mark Unpublished) error {
	err := s.Ops.Change(ctx, dynamo.Unpublished(mark.Tenant, mark.Number.String()), dynamo.Change{
		Update:    "SET #queued = :now",
		Condition: "#revision = :revision AND attribute_not_exists(#refusal)",
		Values:    map[string]any{":now": s.Clock().UTC(), ":revision": mark.Revision},
	})
	if errors.Is(err, dynamo.ErrCondition) {
		return nil
	}
	return err
}

// Refused notes that the archive does not take a position as it is, and why.
func (s Store) Refused(ctx context.Context, position Position, why string) error {
	return s.remark(ctx, Unpublished{
		Tenant: position.Tenant, Guardian: position.Guardian, Creditor: position.Creditor,
		Number: position.Number, Revision: position.Revision, Since: s.Clock().UTC(), Refusal: why,
	})
}

// remark changes a mark, unless a later change of the notice has replaced it or
// its publication has removed it.
func (s Store) remark(ctx context.Context, mark Unpublished) error {
	err := s.Ops.Replace(ctx, dynamo.Unpublished(mark.Tenant, mark.Number.String()), mark, "revision", mark.Revision)
	if errors.Is(err, dynamo.ErrCondition) {
		return nil
	}
	return err
}

// Published removes the mark of a notice that the archive knows in this revision.
// The mark of a later change stays.
func (s Store) Published(ctx context.Context, position Position) error {
	gone, err := s.Ops.Remove(dynamo.Unpublished(position.Tenant, position.Number.String()), dynamo.Change{
		Condition: "#revision <= :revision", Values: map[string]any{":revision": position.Revision},
	})
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{gone})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return nil
	}
	return err
}

// Again has a refused notice published once more, because the office has dealt with the reason. The
// error is a problem.NotFound when the archive did not refuse that notice.
func (s Store) Again(ctx context.Context, tenant string, number pagopa.NoticeNumber) error {
	marks, err := s.ToPublish(ctx, tenant)
	if err != nil {
		return err
	}
	for _, mark := range marks {
		if mark.Number == number && mark.Refusal != "" {
			mark.Refusal, mark.Queued = "", time.Time{}
			return s.remark(ctx, mark)
		}
	}
	return problem.Missing()
}
