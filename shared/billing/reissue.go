package billing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

var errNotReissuable = problem.New(problem.Conflict, "Questo avviso non si può sostituire: nel frattempo è cambiato, è "+
	"stato pagato, annullato o già sostituito, oppure un pagamento è in verifica.")

// Reissue cancels the open notice of a document and opens another one for the same document and amount, with a new
// number and due day, in one transaction. It returns the new number; for a notice that was reissued before, the one
// that took its place. The error is a problem.Conflict when the notice is paid or cancelled otherwise, Held, or a
// payment is under way.
func (s Store) Reissue(
	ctx context.Context, m municipality.Municipality, old Position, due calendar.Day,
) (pagopa.NoticeNumber, error) {
	var document Document
	if err := s.Ledger.Get(ctx, dynamo.Document(m.ID, old.Document), &document); err != nil {
		return "", fmt.Errorf("document of a notice: %w", err)
	}
	if document.Notice != old.Number {
		return document.Notice, nil
	}
	if old.Kind != ForDocument || old.State != Open || old.Held() {
		return "", errNotReissuable
	}
	var replacement pagopa.NoticeNumber
	err := s.withNumber(m, func(number pagopa.NoticeNumber) error {
		replacement = number
		writes, err := s.reissueWrites(ctx, old, number, due)
		if err != nil {
			return err
		}
		err = dynamo.Transact(ctx, s.Ledger.Client, writes)
		var cancelled *dynamo.Cancelled
		switch {
		case !errors.As(err, &cancelled):
			return err
		case !cancelled.ConditionFailed(0):
			return errNotReissuable.Because(err)
		default:
			return errNumberTaken
		}
	})
	return replacement, err
}

// reissueWrites begin with the number of the new notice, whose condition is told apart.
func (s Store) reissueWrites(
	ctx context.Context, old Position, number pagopa.NoticeNumber, due calendar.Day,
) ([]types.TransactWriteItem, error) {
	replacement := old
	replacement.Number, replacement.Due, replacement.Created = number, due, s.Clock().UTC()
	replacement.Revision, replacement.Origin = 0, invocation.ID(ctx)
	replacement.Extras, replacement.Attempted, replacement.AttemptedBy = nil, time.Time{}, ""
	writes, err := s.creation(replacement)
	if err != nil {
		return nil, err
	}
	withdrawn, err := s.revisionWrites(ctx, old, revision{
		set: "#state = :new", values: map[string]any{":new": Cancelled}, onlyIdle: true,
	})
	if err != nil {
		return nil, err
	}
	pointed, err := s.Ledger.Update(dynamo.Document(old.Tenant, old.Document), dynamo.Signed(ctx, dynamo.Change{
		Update: "SET #notice = :new", Condition: "#notice = :old AND attribute_not_exists(#credited)",
		Values: map[string]any{":new": number, ":old": old.Number},
	}))
	return append(append(writes, withdrawn...), pointed), err
}
