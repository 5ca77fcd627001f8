package cns

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/session"
)

// The limits of a login with a card, by the portal's clock.
const (
	// cardWait is how long a citizen may take to find the card and type its PIN.
	cardWait = 15 * time.Minute
	// ticketLife is how long the way back to the portal may take.
	ticketLife = time.Minute
)

// The addresses of a login with a card: DoorPath at the door, ReturnPath at the
// portal, and the names of the secrets in their queries.
const (
	DoorPath     = "/cns/carta"
	RequestField = "richiesta"
	ReturnPath   = "/cns/ritorno"
	TicketField  = "biglietto"
)

// Logins take a citizen from the portal to the door of cards, which is another
// host, and back. The browser carries a secret each way: a request there, a ticket
// back. Both are stored as hashes, work once, and the ticket only in the browser
// that made the request: the cookie that says so stays on the portal's host.
type Logins struct {
	// Table is Ops.
	Table dynamo.Table
	Clock calendar.Clock
}

// Departure is a citizen who goes to the door of cards.
type Departure struct {
	// Tenant is the municipality whose portal the citizen enters.
	Tenant string
	// Portal is the public address of its portal, where the citizen comes back.
	Portal  string
	Browser session.Secret
	// ReturnTo and Previous are as in Departure.
	ReturnTo, Previous string
}

// pendingLogin is a login that waits for its card.
type pendingLogin struct {
	ID       string    `dynamodbav:"id"`
	Tenant   string    `dynamodbav:"tenant"`
	Portal   string    `dynamodbav:"portal"`
	Browser  string    `dynamodbav:"browser"` // hash
	ReturnTo string    `dynamodbav:"return_to"`
	Previous string    `dynamodbav:"previous,omitempty"`
	Issued   time.Time `dynamodbav:"issued,unixtime"`
	Expires  time.Time `dynamodbav:"expires,unixtime"`
}

// judgedLogin is a login whose card was judged.
type judgedLogin struct {
	pendingLogin
	// Refused is why, "" for a card that was accepted.
	Refused    identity.Reason `dynamodbav:"refused,omitempty"`
	FiscalCode string          `dynamodbav:"fiscal_code,omitempty"`
	Name       string          `dynamodbav:"name,omitempty"`
	FamilyName string          `dynamodbav:"family_name,omitempty"`
}

// Begin remembers that a browser goes to the door of cards, and returns the secret
// that it carries there.
func (l Logins) Begin(ctx context.Context, departure Departure) (session.Secret, error) {
	request, now := session.NewSecret(), l.Clock()
	return request, l.Table.Store(ctx, dynamo.CardLogin(request.Hash()), pendingLogin{
		ID: identity.NewID(), Tenant: departure.Tenant, Portal: departure.Portal, Browser: departure.Browser.Hash(),
		ReturnTo: departure.ReturnTo, Previous: departure.Previous, Issued: now, Expires: now.Add(cardWait),
	})
}

// find returns the login of a request. The error is a NoRequest refusal when it is
// unknown, used or too old.
func (l Logins) find(ctx context.Context, request session.Secret) (pendingLogin, error) {
	var pending pendingLogin
	err := l.read(ctx, request, dynamo.CardLogin(request.Hash()), &pending)
	if err == nil && !l.Clock().Before(pending.Expires) {
		err = identity.Refuse(identity.NoRequest, "too old")
	}
	return pending, err
}

func (l Logins) read(ctx context.Context, secret session.Secret, key dynamo.Key, out any) error {
	if !secret.Plausible() {
		return identity.Refuse(identity.NoRequest, "not a secret of ours")
	}
	err := l.Table.Get(ctx, key, out)
	if errors.Is(err, dynamo.ErrNoItem) {
		return identity.Refuse(identity.NoRequest, "unknown or already used")
	}
	return err
}

// exchange uses a request up and returns the ticket that takes its place. The
// error is a Replayed refusal when somebody else did meanwhile.
func (l Logins) exchange(
	ctx context.Context, request session.Secret, ticket judgedLogin,
) (session.Secret, error) {
	secret := session.NewSecret()
	ticket.Expires = l.Clock().Add(ticketLife)
	put, err := l.Table.Put(dynamo.CardTicket(secret.Hash()), ticket, dynamo.Absent)
	if err != nil {
		return "", err
	}
	used, err := l.Table.Remove(dynamo.CardLogin(request.Hash()), dynamo.Change{Condition: dynamo.Present})
	if err != nil {
		return "", err
	}
	err = dynamo.Transact(ctx, l.Table.Client, []types.TransactWriteItem{used, put})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return "", identity.Refuse(identity.Replayed, "")
	}
	return secret, err
}

// Answer is what came of a login with a card.
type Answer struct {
	// ReturnTo is set also beside a refusal of the card, so that the citizen can try again.
	ReturnTo, Previous string
	Person             identity.Person
	// Entry is the login's id in the register, which Session.Assertion keeps.
	Entry string
}

// Finish takes a ticket back from the browser. The error is the *identity.Refusal of the
// card, NoRequest for a ticket that is unknown, used, too old or of another
// municipality, and WrongBrowser for another browser's. A ticket that was shown is
// used up, whatever the answer is: in a wrong browser it has leaked.
func (l Logins) Finish(
	ctx context.Context, tenant string, secret, browser session.Secret,
) (Answer, error) {
	var ticket judgedLogin
	key := dynamo.CardTicket(secret.Hash())
	if err := l.read(ctx, secret, key, &ticket); err != nil {
		return Answer{}, err
	}
	err := l.Table.Take(ctx, key)
	switch {
	case errors.Is(err, dynamo.ErrCondition):
		return Answer{}, identity.Refuse(identity.Replayed, "")
	case err != nil:
		return Answer{}, err
	case !l.Clock().Before(ticket.Expires):
		return Answer{}, identity.Refuse(identity.NoRequest, "too old")
	case ticket.Tenant != tenant:
		return Answer{}, identity.Refuse(identity.NoRequest, "another municipality's")
	case !browser.Matches(ticket.Browser):
		return Answer{}, identity.Refuse(identity.WrongBrowser, "")
	}
	return ticket.answer()
}

func (t judgedLogin) answer() (Answer, error) {
	answer := Answer{ReturnTo: t.ReturnTo, Previous: t.Previous, Entry: t.ID}
	if t.Refused != "" {
		return answer, identity.Refuse(t.Refused, "at the door of cards")
	}
	code, err := fiscalcode.Parse(t.FiscalCode)
	if err != nil {
		return answer, identity.Refuse(identity.NotACode, "%v", err)
	}
	answer.Person = identity.Person{FiscalCode: code, Name: t.Name, FamilyName: t.FamilyName}
	return answer, nil
}
