package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
)

// ShownYears is how many school years before the present one the office can look at an account.
const ShownYears = 3

// MaxAdjustment is the most that an operator can add to or take from an account at once, 1,000 euro.
const MaxAdjustment money.Cents = 1000_00

// Adjustment is an amount that an operator adds to an account or takes from it, for a reason.
type Adjustment struct {
	// ID is the key of the form that asked for it: unique in the account's day.
	ID     string
	Day    calendar.Day
	Amount money.Cents // negative takes
	Reason string      // the office's words, for the parent
	// Seen is the Version of the account whose balance the operator saw.
	Seen int
}

// ErrMoved is what an operator reads whose account has moved since its balance was shown.
var ErrMoved = problem.New(problem.Conflict, "Nel frattempo il conto è cambiato: c'è un nuovo movimento. Non abbiamo "+
	"registrato nulla: riapri il conto, controlla il saldo e riprova.")

// PostAdjustment posts an adjustment once for each id. It returns false when it is posted already. The errors are a
// problem.Invalid for an amount of zero or beyond MaxAdjustment, and ErrMoved.
func (s Store) PostAdjustment(ctx context.Context, tenant, pupil string, a Adjustment) (bool, error) {
	if a.Amount == 0 || a.Amount > MaxAdjustment || a.Amount < -MaxAdjustment {
		return false, problem.New(problem.Invalid, fmt.Sprintf(
			"L'importo di una rettifica va da 0,01 a %s, in più o in meno.", MaxAdjustment))
	}
	entry := Entry{Kind: Adjusted, Day: a.Day, Amount: a.Amount, Note: a.Reason}
	key := dynamo.EntryOfAdjustment(tenant, pupil, a.Day, "office-"+a.ID)
	writes, err := s.WritesOver(tenant, pupil, key, entry, a.Seen)
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	switch {
	case !errors.As(err, &cancelled):
		return err == nil, err
	case cancelled.ConditionFailed(0):
		return false, nil
	default:
		return false, ErrMoved.Because(err)
	}
}

// WritesOver is Writes for an account that still has the version whose balance somebody saw, 0 for one without entries.
func (s Store) WritesOver(
	tenant, pupil string, key dynamo.Key, entry Entry, seen int,
) ([]types.TransactWriteItem, error) {
	return s.guarded(tenant, pupil, key, entry, bounds{seen: &seen})
}
