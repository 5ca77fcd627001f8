package billing

import (
	"context"
	"errors"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// errRevised says that a position has changed since it was read, or is no longer open.
var errRevised = problem.New(problem.Conflict,
	"Questo avviso nel frattempo è cambiato, oppure è stato pagato o annullato. Controlla e riprova.")

// revision is a change of an open position.
type revision struct {
	set      string // of an update expression
	values   map[string]any
	onlyIdle bool // only while no payment is under way
}

// revise changes an open position and has it published, in one transaction with
// what else follows from the change. The error is a problem.Conflict when the
// position is not open any more or has been changed since it was read.
func (s Store) revise(
	ctx context.Context, position Position, change revision, also ...types.TransactWriteItem,
) error {
	writes, err := s.revisionWrites(ctx, position, change)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, append(writes, also...))
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return errRevised.Because(err)
	}
	return err
}

// revisionWrites are the writes of a change: the position, and the mark that has it published.
func (s Store) revisionWrites(
	ctx context.Context, position Position, change revision,
) ([]types.TransactWriteItem, error) {
	condition := "#state = :open AND #revision = :now"
	values := map[string]any{":open": Open, ":now": position.Revision, ":next": position.Revision + 1}
	maps.Copy(values, change.values)
	if change.onlyIdle {
		condition += " AND (attribute_not_exists(#attempted) OR #attempted <= :idle)"
		values[":idle"] = s.Clock().UTC().Add(-attemptLasts)
	}
	revised, err := s.Ledger.Update(position.key(), dynamo.Signed(ctx, dynamo.Change{
		Update: "SET #revision = :next, " + change.set, Condition: condition, Values: values,
	}))
	if err != nil {
		return nil, err
	}
	unpublished, err := s.unpublished(position, position.Revision+1)
	return []types.TransactWriteItem{revised, unpublished}, err
}
