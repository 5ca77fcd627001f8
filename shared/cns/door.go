package cns

import (
	"context"
	"errors"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/session"
)

// Door is the host that asks browsers for a client certificate. It judges
// the card and says so to nobody but the portal, through a ticket.
type Door struct {
	Logins   Logins
	Cards    Cards
	Register identity.Register
	// Guardian returns the portal's id of the citizen with a fiscal code.
	Guardian func(fiscalCode string) string
}

// Verdict is what the door has found.
type Verdict struct {
	// Ticket is what the browser carries to the portal, also when the card was
	// refused: the portal says why.
	Ticket session.Secret
	// Portal is the address of the portal that the browser came from.
	Portal string
	// Refused is the *identity.Refusal of the card for the log, nil for a good one.
	Refused error
}

// Judge judges the card of a browser that brings a request: the certificate in PEM
// form, "" when it has shown none. What was shown is registered. The error is a
// NoRequest or Replayed refusal when there is nothing to judge, problem.Unavailable
// when nothing can be registered, or another failure of ours.
func (d Door) Judge(ctx context.Context, request session.Secret, certificate string) (Verdict, error) {
	pending, err := d.Logins.find(ctx, request)
	if err != nil {
		return Verdict{}, err
	}
	card, refused := d.Cards.Check(ctx, certificate)
	ticket := judgedLogin{
		pendingLogin: pending, FiscalCode: card.Person.FiscalCode.String(),
		Name: card.Person.Name, FamilyName: card.Person.FamilyName,
	}
	var refusal *identity.Refusal
	if errors.As(refused, &refusal) {
		ticket.Refused = refusal.Reason
	} else if refused != nil {
		return Verdict{}, refused
	}
	if err := d.Register.Keep(ctx, d.record(pending, card, refused), refused); err != nil {
		return Verdict{}, err
	}
	secret, err := d.Logins.exchange(ctx, request, ticket)
	return Verdict{Ticket: secret, Portal: pending.Portal, Refused: refused}, err
}

// record describes a card that has been judged. The certificate takes the place of
// the Response, its number and authority those of the Response's id and issuer.
func (d Door) record(pending pendingLogin, card Card, refused error) identity.Record {
	record := identity.Record{
		Tenant: pending.Tenant, Method: Method,
		RequestID: pending.ID, RequestIssued: pending.Issued,
		ResponseID: card.Serial, ResponseIssuer: card.Issuer, Response: card.Certificate,
	}
	if refused == nil {
		record.Guardian = d.Guardian(card.Person.FiscalCode.String())
	}
	return record
}
