package billing

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// ErrVerifying is the answer for a top-up of which a payment is under way with another cart.
var ErrVerifying = problem.New(problem.Conflict, "Una ricarica scelta è in verifica: aspettiamo la conferma di pagoPA, per non "+
	"fartela pagare due volte.")

// BeginAttempt notes that these positions are on their way to Checkout with a cart,
// so that the pages say "in verifica" until news comes. The error is a problem.Conflict
// when one of them is not open any more, or Held, and ErrVerifying for a top-up that has
// left with another cart since it was read.
//
// The note comes first and the look at the states second: no parent and no credit
// note cancels a notice that has the note. A condition on the state would be one
// write less, but whoever notes an attempt has no right to any other attribute
// (infra/decisions/0017-rights-by-kind-of-item.md).
func (s Store) BeginAttempt(ctx context.Context, cart string, positions []Position) error {
	begun := s.Clock().UTC()
	err := s.attempt(ctx, positions, func(position Position) dynamo.Change {
		change := dynamo.Change{
			Update: "SET #attempted = :now, #attemptedBy = :cart", Condition: dynamo.Present,
			Values: map[string]any{":now": begun, ":cart": cart},
		}
		if position.Kind == TopUp {
			change.Condition += " AND (attribute_not_exists(#attempted) OR #attempted = :seen OR #attemptedBy = :cart)"
			change.Values[":seen"] = position.Attempted
		}
		return change
	})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return ErrVerifying.Because(err)
	}
	if err != nil {
		return err
	}
	keys := make([]dynamo.Key, 0, len(positions))
	for _, position := range positions {
		keys = append(keys, position.key())
	}
	now, err := dynamo.BatchGet[Position](ctx, s.Ledger, keys)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(now, func(p Position) bool { return p.State != Open || p.Held() })
	if at < 0 {
		return nil
	}
	if err := s.EndAttempt(ctx, now); err != nil {
		return err
	}
	if now[at].Held() {
		return ErrHeld
	}
	return errChosenChanged
}

// EndAttempt takes that note back: the parent gave up, nothing is on its way. It ends the
// attempts that the positions were read with; where another has begun meanwhile, nothing.
func (s Store) EndAttempt(ctx context.Context, positions []Position) error {
	err := s.attempt(ctx, positions, func(position Position) dynamo.Change {
		return dynamo.Change{
			Update: "REMOVE #attempted, #attemptedBy", Condition: "#attempted = :seen", Values: map[string]any{":seen": position.Attempted},
		}
	})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return nil
	}
	return err
}

func (s Store) attempt(ctx context.Context, positions []Position, change func(Position) dynamo.Change) error {
	writes := make([]types.TransactWriteItem, 0, len(positions))
	for _, position := range positions {
		write, err := s.Ledger.Update(position.key(), change(position))
		if err != nil {
			return err
		}
		writes = append(writes, write)
	}
	return dynamo.Transact(ctx, s.Ledger.Client, writes)
}
