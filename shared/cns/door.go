package identity

import (
	"context"
	"errors"
)

// CardDoor is the host that asks browsers for a client certificate. It judges
// the card and says so to nobody but the portal, through a ticket.
type CardDoor struct {
	Logins   CardLogins
	Cards    Cards
	Register Register
	// Guardian returns the portal's id of the citizen with a fiscal code.
	Guardian func(fiscalCode string) string
}

// Verdict is what the door has found.
type Verdict struct {
	// Ticket is what the browser carries to the portal, also when the card was
	// refused: the portal says why.
	Ticket string
	// Portal is the address of the portal that the browser came from.
	Portal string
	// Refused is the *Refusal of the card for the log, nil for a good one.
	Refused error
}

// Judge judges the card of a browser that brings a request: the certificate in PEM
// form, "" when it has shown none. What was shown is registered. The error is a
// NoRequest or Replayed refusal when there is nothing to judge, problem.Unavailable
// when nothing can be registered, or another failure of ours.
func (d CardDoor) Judge(ctx context.Context, request, certificate string) (Verdict, error) {
	pending, err := d.Logins.find(ctx, request)
	if err != nil {
		return Verdict{}, err
	}
	card, refused := d.Cards.Check(ctx, certificate)
	ticket := cardTicket{
		pendingCard: pending, FiscalCode: card.Person.FiscalCode.String(),
		Name: card.Person.Name, FamilyName: card.Person.FamilyName,
	}
	var refusal *Refusal
	if errors.As(refused, &refusal) {
		ticket.Refused = refusal.Reason
	} else if refused != nil {
		return Verdict{}, refused
	}
	if err := d.Register.keep(ctx, d.record(pending, card, refused)); err != nil {
		return Verdict{}, err
	}
	secret, err := d.Logins.exchange(ctx, request, ticket)
	return Verdict{Ticket: secret, Portal: pending.Portal, Refused: refused}, err
}

// record describes a card that has been judged. The certificate takes the place of
// the Response, its number and authority those of the Response's id and issuer.
func (d CardDoor) record(pending pendingCard, card Card, refused error) Record {
	record := Record{
		Tenant: pending.Tenant, Method: CardMethod, Outcome: outcome(refused),
		RequestID: pending.ID, RequestIssued: pending.Issued,
		ResponseID: short(card.Serial), ResponseIssuer: short(card.Issuer), Response: card.Certificate,
	}
	if refused == nil {
		record.Guardian = d.Guardian(card.Person.FiscalCode.String())
	}
	return record
}
