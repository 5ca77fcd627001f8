package billing

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// errNotCancellable is what a parent reads who cancels too late.
var errNotCancellable = problem.New(problem.Conflict,
	"Questo avviso non si può annullare: nel frattempo è stato pagato o annullato, oppure un pagamento è in "+
		"verifica.")

// CancelTopUp takes back a top-up that the parent does not want to pay. The
// error is a problem.Conflict unless the notice is open and no payment is under
// way; a document's notice is the office's to cancel and counts as missing here.
// A receipt that comes all the same is parked for the office (CancelledNotice).
func (s Store) CancelTopUp(ctx context.Context, position Position) error {
	if position.Kind != TopUp {
		return problem.Missing()
	}
	found, err := s.cancel(noticeKey(position), "#state = :open", map[string]any{}, "state")
	if err != nil {
		return err
	}
	// Only the copy in the parent's list knows of attempts to pay.
	listed, err := s.cancel(listKey(position),
		"#state = :open AND (attribute_not_exists(#attempted) OR #attempted <= :idle)",
		map[string]any{":idle": s.Clock().UTC().Add(-attemptLasts)}, "state", "attempted")
	if err != nil {
		return err
	}
	unpublished, err := s.unpublished(position, Cancelled)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, []types.TransactWriteItem{found, listed, unpublished})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return errNotCancellable.Because(err)
	}
	return err
}

// cancel moves one copy of a position from open to cancelled.
func (s Store) cancel(
	key dynamo.Key, condition string, values map[string]any, names ...string,
) (types.TransactWriteItem, error) {
	values[":open"], values[":cancelled"] = Open, Cancelled
	encoded, err := dynamo.Values(values)
	update := "SET #state = :cancelled"
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &s.Ledger.Name, Key: key.Attributes(), UpdateExpression: &update,
		ConditionExpression: &condition, ExpressionAttributeValues: encoded,
		ExpressionAttributeNames: dynamo.Names(names...),
	}}, err
}
