package identity

import (
	"context"
	"errors"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// The limit of signatures (infra/decisions/0020-what-a-login-costs.md): a client has
// so many at once, and one more for each second that passes.
const (
	signaturesAtOnce = 120
	signatureEvery   = time.Second
)

var errTooMany = problem.New(problem.TooMany, "Dalla tua connessione sono partiti molti accessi che non sono stati "+
	"completati, perciò ora dobbiamo rallentare. Riprova tra un minuto.")

// SignatureLimit bounds how many signatures a client costs. Each is a paid call of
// KMS, and anybody may ask for one before having proved who they are. What counts
// are requests without an answer: those who come back with a provider's signed
// answer are citizens, however many of them share an address.
//
// A client is kept until the moment at which all its signatures are paid off, a
// second each. It is the one number that a bucket of tokens needs.
type SignatureLimit struct {
	// Table is Ops.
	Table dynamo.Table
	// Clock tells the real time, also when the portal plays another day.
	Clock calendar.Clock
}

// Spend counts a signature that a client, a network address, is about to cost, and
// returns the id of its account. The error is problem.TooMany beyond the limit. An
// attempt whose reply was lost may count twice: that errs on the cheap side.
func (l SignatureLimit) Spend(ctx context.Context, client string) (string, error) {
	account, now := hash(client), l.Clock()
	latest := now.Add((signaturesAtOnce - 1) * signatureEvery)
	err := l.change(ctx, account, "SET #until = :first, #expires = :expires",
		"attribute_not_exists(#until) OR #until < :now", map[string]any{
			":first": now.Add(signatureEvery).UnixMilli(), ":now": now.UnixMilli(), ":expires": l.expiry(),
		})
	if errors.Is(err, dynamo.ErrCondition) { // There are others.
		err = l.change(ctx, account, "SET #until = #until + :each, #expires = :expires", "#until <= :latest",
			map[string]any{
				":each": signatureEvery.Milliseconds(), ":latest": latest.UnixMilli(), ":expires": l.expiry(),
			})
	}
	if errors.Is(err, dynamo.ErrCondition) {
		return "", errTooMany
	}
	return account, err
}

// giveBack takes a signature off an account: its request was answered.
func (l SignatureLimit) giveBack(ctx context.Context, account string) error {
	err := l.change(ctx, account, "SET #until = #until - :each", "#until > :now", map[string]any{
		":each": signatureEvery.Milliseconds(), ":now": l.Clock().UnixMilli(),
	})
	if errors.Is(err, dynamo.ErrCondition) { // Paid off, or gone.
		return nil
	}
	return err
}

func (l SignatureLimit) change(
	ctx context.Context, account, update, condition string, values map[string]any,
) error {
	return l.Table.Change(ctx, dynamo.Signatures(account),
		dynamo.Change{Update: update, Condition: condition, Values: values})
}

// expiry is when an account has certainly been paid off, in unix seconds.
func (l SignatureLimit) expiry() int64 {
	return l.Clock().Add(2 * signaturesAtOnce * signatureEvery).Unix()
}
