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
	names    []string // of the attributes that set names, but for the state
	onlyIdle bool     // only while no payment is under way
}

// revise changes both copies of an open position and has it published, in one
// transaction. The error is a problem.Conflict when the position is not open
// any more or has been changed since it was read.
func (s Store) revise(ctx context.Context, position Position, change revision) error {
	writes, err := s.revisionWrites(position, change)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return errRevised.Because(err)
	}
	return err
}

// revisionWrites are the writes of a change: both copies, and the mark that has it published.
func (s Store) revisionWrites(position Position, change revision) ([]types.TransactWriteItem, error) {
	found, err := s.revised(noticeKey(position), position, change)
	if err != nil {
		return nil, err
	}
	listed, err := s.revised(listKey(position), position, change)
	if err != nil {
		return nil, err
	}
	if change.onlyIdle {
		// Only the copy in the parent's list knows of attempts to pay.
		idle, err := dynamo.Values(map[string]any{":idle": s.Clock().UTC().Add(-attemptLasts)})
		if err != nil {
			return nil, err
		}
		*listed.Update.ConditionExpression += " AND (attribute_not_exists(#attempted) OR #attempted <= :idle)"
		maps.Copy(listed.Update.ExpressionAttributeNames, dynamo.Names("attempted"))
		maps.Copy(listed.Update.ExpressionAttributeValues, idle)
	}
	unpublished, err := s.unpublished(position, position.Revision+1)
	return []types.TransactWriteItem{found, listed, unpublished}, err
}

// revised changes one copy of a position.
func (s Store) revised(key dynamo.Key, position Position, change revision) (types.TransactWriteItem, error) {
	all := map[string]any{":open": Open, ":now": position.Revision, ":next": position.Revision + 1}
	maps.Copy(all, change.values)
	values, err := dynamo.Values(all)
	update := "SET #revision = :next, " + change.set
	condition := "#state = :open AND #revision = :now"
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &s.Ledger.Name, Key: key.Attributes(), UpdateExpression: &update,
		ConditionExpression: &condition, ExpressionAttributeValues: values,
		ExpressionAttributeNames: dynamo.Names(append([]string{"state", "revision"}, change.names...)...),
	}}, err
}
