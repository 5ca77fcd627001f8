package identity

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// pendingLimit is how long a citizen may take at the identity provider.
const pendingLimit = 15 * time.Minute

// PendingLogin is an AuthnRequest that waits for its Response.
type PendingLogin struct {
	Request    string    `dynamodbav:"request"`  // ID of the AuthnRequest
	Provider   string    `dynamodbav:"provider"` // entity id
	Issued     time.Time `dynamodbav:"issued,unixtime"`
	Level      int       `dynamodbav:"level"`
	RelayState string    `dynamodbav:"relay"`
	// Browser is the hash of the cookie of the browser that asked.
	Browser string `dynamodbav:"browser"`
	// ReturnTo is the portal's page to go back to: a path with its query.
	ReturnTo string `dynamodbav:"return_to"`
	// Previous is the id of the session that the browser had, "" for none. The
	// Response comes from another site, without that session's cookie.
	Previous string `dynamodbav:"previous,omitempty"`
	// Account is whom the signature was counted for, see SignatureLimit.
	Account string `dynamodbav:"account"`
	// Sent is the request as it left, for the register.
	Sent    []byte    `dynamodbav:"sent"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// usedAssertion keeps an assertion from being used again.
type usedAssertion struct {
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// PendingLogins keeps the requests that wait, and the assertions that were used.
type PendingLogins struct {
	// Table is Ops.
	Table dynamo.Table
	Clock calendar.Clock
}

// remember keeps a request until it is answered or too old.
func (p PendingLogins) remember(ctx context.Context, pending PendingLogin) error {
	return p.Table.Store(ctx, dynamo.PendingLogin(pending.Request), pending)
}

// find returns the request with an id. The error is a NoRequest refusal when it
// is unknown, answered or too old.
func (p PendingLogins) find(ctx context.Context, request string) (PendingLogin, error) {
	if !requestIDs.Matches(request) {
		return PendingLogin{}, Refuse(NoRequest, "InResponseTo is no id of ours")
	}
	var pending PendingLogin
	err := p.Table.Get(ctx, dynamo.PendingLogin(request), &pending)
	if errors.Is(err, dynamo.ErrNoItem) {
		return PendingLogin{}, Refuse(NoRequest, "unknown or already answered")
	}
	if err != nil {
		return PendingLogin{}, err
	}
	if !p.Clock().Before(pending.Expires) {
		return PendingLogin{}, Refuse(NoRequest, "too old")
	}
	return pending, nil
}

// forget uses a request up whose answer was refused, so that one request leads to
// one judgement.
func (p PendingLogins) forget(ctx context.Context, pending PendingLogin) error {
	return p.Table.Delete(ctx, dynamo.PendingLogin(pending.Request))
}

// consume takes the request away and marks the assertion as used, both or
// neither: of several Responses at once exactly one goes through. The error is a
// Replayed refusal for the others.
func (p PendingLogins) consume(ctx context.Context, pending PendingLogin, assertion Assertion) error {
	used, err := p.Table.Put(dynamo.UsedAssertion(pending.Provider, hash(assertion.ID)),
		usedAssertion{Expires: assertion.Until}, dynamo.Absent)
	if err != nil {
		return err
	}
	answered, err := p.Table.Remove(dynamo.PendingLogin(pending.Request), dynamo.Change{Condition: dynamo.Present})
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, p.Table.Client, []types.TransactWriteItem{answered, used})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return Refuse(Replayed, "")
	}
	return err
}
