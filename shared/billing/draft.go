package billing

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// draftLasts is how long a list of top-ups that nobody confirms is kept.
const draftLasts = 24 * time.Hour

// Draft is a parent's list of top-ups not yet confirmed: one row a pupil. It
// belongs to the parent, not to the session, so that it survives a new login.
type Draft struct {
	TopUps  []PupilAmount `dynamodbav:"topups"`
	Expires time.Time     `dynamodbav:"expires,unixtime"`
}

// With returns the draft with a pupil's amount added, or replaced.
func (d Draft) With(topUp PupilAmount) Draft {
	d.TopUps = append(d.Without(topUp.Pupil).TopUps, topUp)
	return d
}

// Without returns the draft without a pupil's row.
func (d Draft) Without(pupil string) Draft {
	d.TopUps = slices.DeleteFunc(slices.Clone(d.TopUps), func(t PupilAmount) bool { return t.Pupil == pupil })
	return d
}

// Of returns the amount for a pupil, 0 when the draft has none.
func (d Draft) Of(pupil string) money.Cents {
	for _, topUp := range d.TopUps {
		if topUp.Pupil == pupil {
			return topUp.Amount
		}
	}
	return 0
}

// DraftOf returns a parent's draft; the empty one when there is none or it is too old.
func (s Store) DraftOf(ctx context.Context, tenant, guardian string) (Draft, error) {
	var draft Draft
	err := s.Ops.Get(ctx, dynamo.Draft(tenant, guardian), &draft)
	if errors.Is(err, dynamo.ErrNoItem) || err == nil && !s.Clock().Before(draft.Expires) {
		return Draft{}, nil
	}
	return draft, err
}

// SaveDraft keeps a parent's draft; an empty one is forgotten.
func (s Store) SaveDraft(ctx context.Context, tenant, guardian string, draft Draft) error {
	key := dynamo.Draft(tenant, guardian)
	if len(draft.TopUps) == 0 {
		return s.Ops.Delete(ctx, key)
	}
	draft.Expires = s.Clock().Add(draftLasts)
	return s.Ops.Store(ctx, key, draft)
}

// emptied is the write that takes a parent's draft away. Its condition fails when the draft has other rows by now.
func (s Store) emptied(tenant, guardian string, rows []PupilAmount) (types.TransactWriteItem, error) {
	return s.Ops.Remove(dynamo.Draft(tenant, guardian), dynamo.Change{
		Condition: "#topups = :rows", Values: map[string]any{":rows": rows},
	})
}
