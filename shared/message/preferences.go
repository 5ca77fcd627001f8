package message

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"time"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// Preferences are what a parent chose. The zero value is the choice of who never did.
type Preferences struct {
	Choices map[Kind]Choice `dynamodbav:"choices,omitempty"`
	// Threshold is the credit below which the parent wants to know; 0 for the Comune's.
	Threshold money.Cents `dynamodbav:"threshold,omitempty"`
	// Confirmed is the mail address that the parent confirmed, and when. Another one
	// gets no mail but the question.
	Confirmed   string    `dynamodbav:"confirmed,omitempty"`
	ConfirmedAt time.Time `dynamodbav:"confirmedAt,omitempty"`
	// Asked is the address that is to be confirmed, since when, and what its owner has to know.
	Asked     string    `dynamodbav:"asked,omitempty"`
	AskedAt   time.Time `dynamodbav:"askedAt,omitempty"`
	AskedCode string    `dynamodbav:"askedCode,omitempty"`
	// Code makes the links good that end mail. It never changes.
	Code string `dynamodbav:"code,omitempty"`
}

// Of is the parent's choice for a kind.
func (p Preferences) Of(kind Kind) Choice {
	if chosen, made := p.Choices[kind]; made {
		return chosen
	}
	return Either
}

// askedLasts is how long the link of a question is good.
const askedLasts = 48 * time.Hour

// Asking reports whether a question to an address waits for its answer.
func (p Preferences) Asking(now time.Time) bool {
	return p.Asked != "" && now.Before(p.AskedAt.Add(askedLasts))
}

// Preferences returns a parent's choices; those of who never chose are the zero value.
func (s Store) Preferences(ctx context.Context, tenant, guardian string) (Preferences, error) {
	var p Preferences
	err := s.Core.Get(ctx, dynamo.MessageChoices(guardian, tenant), &p)
	if errors.Is(err, dynamo.ErrNoItem) {
		err = nil
	}
	return p, err
}

// Choose keeps a parent's choices, and leaves alone what is known of addresses.
func (s Store) Choose(ctx context.Context, tenant, guardian string, chosen Preferences) error {
	return s.change(ctx, tenant, guardian, func(p *Preferences) error {
		p.Choices, p.Threshold = chosen.Choices, chosen.Threshold
		return nil
	})
}

// askedAgain is how soon the same parent may be asked again.
const askedAgain = 30 * time.Minute

// Ask has an address confirmed by its owner. It returns false when that was asked a short while ago.
func (s Store) Ask(ctx context.Context, tenant, guardian, address string) (bool, error) {
	asked := false
	return asked, s.change(ctx, tenant, guardian, func(p *Preferences) error {
		now := s.Clock().UTC().Truncate(time.Second)
		if p.Asked == address && now.Before(p.AskedAt.Add(askedAgain)) {
			return nil
		}
		asked, p.Asked, p.AskedAt, p.AskedCode = true, address, now, string(session.NewSecret())
		p.Code = cmp.Or(p.Code, string(session.NewSecret()))
		return nil
	})
}

// errLink is what a link says that is none of ours, or too old.
var errLink = problem.New(problem.NotFound, "Questo link non è più valido. Accedi al portale e chiedine un altro da "+
	"Scheda anagrafica, Messaggi.")

// Answer confirms the address that waits for it. The error is a problem.NotFound for a link that is not good.
func (s Store) Answer(ctx context.Context, tenant, guardian, code string) error {
	return s.change(ctx, tenant, guardian, func(p *Preferences) error {
		now := s.Clock().UTC()
		if !same(p.AskedCode, code) {
			return errLink
		}
		if p.Asked == "" && p.Confirmed != "" {
			return nil // a second time
		}
		if !p.Asking(now) {
			return errLink
		}
		p.Confirmed, p.ConfirmedAt, p.Asked = p.Asked, now, ""
		return nil
	})
}

// Unsubscribe ends mail to a parent, until an address is confirmed again. Doing it twice is no error.
func (s Store) Unsubscribe(ctx context.Context, tenant, guardian, code string) error {
	return s.change(ctx, tenant, guardian, func(p *Preferences) error {
		if !same(p.Code, code) {
			return errLink
		}
		p.Confirmed, p.Asked = "", ""
		return nil
	})
}

func same(code, given string) bool {
	return code != "" && subtle.ConstantTimeCompare([]byte(code), []byte(given)) == 1
}

// change reads preferences and stores them changed. Two changes at once are one parent's: the last wins.
func (s Store) change(ctx context.Context, tenant, guardian string, apply func(*Preferences) error) error {
	p, err := s.Preferences(ctx, tenant, guardian)
	if err != nil {
		return err
	}
	if err := apply(&p); err != nil {
		return err
	}
	return s.Core.Store(ctx, dynamo.MessageChoices(guardian, tenant), p)
}
