package identity

import (
	"context"
	"errors"
	"strconv"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// The limit of signatures (infra/decisions/0020-what-a-login-costs.md).
const (
	limitWindow         = 5 * time.Minute
	signaturesPerClient = 200 // unanswered ones in a window
)

var errTooMany = problem.New(problem.TooMany, "Dalla tua connessione sono partiti molti accessi che non sono stati "+
	"completati, perciò ora dobbiamo fermarci. Riprova tra cinque minuti.")

// SignatureLimit bounds how many signatures a client costs. Each is a paid call of
// KMS, and anybody may ask for one before having proved who they are. What counts
// are requests without an answer: those who come back with a provider's signed
// answer are citizens, however many of them share an address.
type SignatureLimit struct {
	// Table is Ops.
	Table dynamo.Table
	Clock calendar.Clock
}

// Spend counts a signature that a client, a network address, is about to cost, and
// returns the id of its count. The error is problem.TooMany beyond the limit. An
// attempt whose reply was lost may count twice: that errs on the cheap side.
func (l SignatureLimit) Spend(ctx context.Context, client string) (string, error) {
	window := l.Clock().Truncate(limitWindow)
	count := hash(client + " " + strconv.FormatInt(window.Unix(), 10))
	err := l.Table.Change(ctx, dynamo.SignatureCount(count), dynamo.Change{
		Update:    "SET #expires = :expires ADD #count :one",
		Condition: "attribute_not_exists(#count) OR #count < :limit",
		Values: map[string]any{
			":one": 1, ":limit": signaturesPerClient, ":expires": window.Add(2 * limitWindow).Unix(),
		},
	})
	if errors.Is(err, dynamo.ErrCondition) {
		return "", errTooMany
	}
	return count, err
}

// giveBack takes a signature from a count: its request was answered. A count that
// is gone stays gone.
func (l SignatureLimit) giveBack(ctx context.Context, count string) error {
	err := l.Table.Change(ctx, dynamo.SignatureCount(count), dynamo.Change{
		Update: "ADD #count :less", Condition: "#count > :zero", Values: map[string]any{":less": -1, ":zero": 0},
	})
	if errors.Is(err, dynamo.ErrCondition) {
		return nil
	}
	return err
}
