package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/fiscalcode"
)

// The limits of a login with a card, by the portal's clock.
const (
	// cardWait is how long a citizen may take to find the card and type its PIN.
	cardWait = 15 * time.Minute
	// ticketLife is how long the way back to the portal may take.
	ticketLife = time.Minute
)

// The addresses of a login with a card: CardPath at the door, CardReturn at the
// portal, and the names of the secrets in their queries.
const (
	CardPath    = "/cns/carta"
	CardRequest = "richiesta"
	CardReturn  = "/cns/ritorno"
	CardTicket  = "biglietto"
)

// CardLogins take a citizen from the portal to the door of cards, which is another
// host, and back. The browser carries a secret each way: a request there, a ticket
// back. Both are stored as hashes, work once, and the ticket only in the browser
// that made the request: the cookie that says so stays on the portal's host.
type CardLogins struct {
	// Table is Ops.
	Table dynamo.Table
	Clock calendar.Clock
}

// CardDeparture is a citizen who goes to the door of cards.
type CardDeparture struct {
	// Tenant is the municipality whose portal the citizen enters.
	Tenant string
	// Portal is the public address of its portal, where the citizen comes back.
	Portal  string
	Browser Browser
	// ReturnTo and Previous are as in Departure.
	ReturnTo, Previous string
}

// pendingCard is a login that waits for its card.
type pendingCard struct {
	ID       string    `dynamodbav:"id"`
	Tenant   string    `dynamodbav:"tenant"`
	Portal   string    `dynamodbav:"portal"`
	Browser  string    `dynamodbav:"browser"` // hash
	ReturnTo string    `dynamodbav:"return_to"`
	Previous string    `dynamodbav:"previous,omitempty"`
	Issued   time.Time `dynamodbav:"issued,unixtime"`
	Expires  time.Time `dynamodbav:"expires,unixtime"`
}

// cardTicket is a login whose card was judged.
type cardTicket struct {
	pendingCard
	// Refused is why, "" for a card that was accepted.
	Refused    Reason `dynamodbav:"refused,omitempty"`
	FiscalCode string `dynamodbav:"fiscal_code,omitempty"`
	Name       string `dynamodbav:"name,omitempty"`
	FamilyName string `dynamodbav:"family_name,omitempty"`
}

// Begin remembers that a browser goes to the door of cards, and returns the secret
// that it carries there.
func (l CardLogins) Begin(ctx context.Context, departure CardDeparture) (string, error) {
	request, now := newToken(), l.Clock()
	return request, l.Table.Store(ctx, dynamo.CardLogin(hash(request)), pendingCard{
		ID: newID(), Tenant: departure.Tenant, Portal: departure.Portal, Browser: hash(string(departure.Browser)),
		ReturnTo: departure.ReturnTo, Previous: departure.Previous, Issued: now, Expires: now.Add(cardWait),
	})
}

// find returns the login of a request. The error is a NoRequest refusal when it is
// unknown, used or too old.
func (l CardLogins) find(ctx context.Context, request string) (pendingCard, error) {
	var pending pendingCard
	err := l.read(ctx, request, dynamo.CardLogin(hash(request)), &pending)
	if err == nil && !l.Clock().Before(pending.Expires) {
		err = refuse(NoRequest, "too old")
	}
	return pending, err
}

func (l CardLogins) read(ctx context.Context, secret string, key dynamo.Key, out any) error {
	if len(secret) != tokenLength {
		return refuse(NoRequest, "not a secret of ours")
	}
	err := l.Table.Get(ctx, key, out)
	if errors.Is(err, dynamo.ErrNoItem) {
		return refuse(NoRequest, "unknown or already used")
	}
	return err
}

// exchange uses a request up and returns the ticket that takes its place. The
// error is a Replayed refusal when somebody else did meanwhile.
func (l CardLogins) exchange(ctx context.Context, request string, ticket cardTicket) (string, error) {
	secret := newToken()
	ticket.Expires = l.Clock().Add(ticketLife)
	put, err := l.Table.Put(dynamo.CardTicket(hash(secret)), ticket, dynamo.Absent)
	if err != nil {
		return "", err
	}
	used := types.TransactWriteItem{Delete: &types.Delete{
		TableName: &l.Table.Name, Key: dynamo.CardLogin(hash(request)).Attributes(),
		ConditionExpression: aws.String("attribute_exists(pk)"),
	}}
	err = dynamo.Transact(ctx, l.Table.Client, []types.TransactWriteItem{used, put})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return "", refuse(Replayed, "")
	}
	return secret, err
}

// CardAnswer is what came of a login with a card.
type CardAnswer struct {
	// ReturnTo is set also beside a refusal of the card, so that the citizen can try again.
	ReturnTo, Previous string
	Person             Person
	// Entry is the login's id in the register, which Session.Assertion keeps.
	Entry string
}

// Finish takes a ticket back from the browser. The error is the *Refusal of the
// card, NoRequest for a ticket that is unknown, used, too old or of another
// municipality, and WrongBrowser for another browser's. A ticket that was shown is
// used up, whatever the answer is: in a wrong browser it has leaked.
func (l CardLogins) Finish(
	ctx context.Context, tenant, secret string, browser Browser,
) (CardAnswer, error) {
	var ticket cardTicket
	key := dynamo.CardTicket(hash(secret))
	if err := l.read(ctx, secret, key, &ticket); err != nil {
		return CardAnswer{}, err
	}
	err := l.Table.Take(ctx, key)
	switch {
	case errors.Is(err, dynamo.ErrCondition):
		return CardAnswer{}, refuse(Replayed, "")
	case err != nil:
		return CardAnswer{}, err
	case !l.Clock().Before(ticket.Expires):
		return CardAnswer{}, refuse(NoRequest, "too old")
	case ticket.Tenant != tenant:
		return CardAnswer{}, refuse(NoRequest, "another municipality's")
	case subtle.ConstantTimeCompare([]byte(hash(string(browser))), []byte(ticket.Browser)) != 1:
		return CardAnswer{}, refuse(WrongBrowser, "")
	}
	return ticket.answer()
}

func (t cardTicket) answer() (CardAnswer, error) {
	answer := CardAnswer{ReturnTo: t.ReturnTo, Previous: t.Previous, Entry: t.ID}
	if t.Refused != "" {
		return answer, refuse(t.Refused, "at the door of cards")
	}
	code, err := fiscalcode.Parse(t.FiscalCode)
	if err != nil {
		return answer, refuse(NotACode, "%v", err)
	}
	answer.Person = Person{FiscalCode: code, Name: t.Name, FamilyName: t.FamilyName}
	return answer, nil
}
