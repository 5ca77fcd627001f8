package message

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// Store keeps preferences (Core) and what was told (Ops).
type Store struct {
	Core, Ops dynamo.Table
	Clock     calendar.Clock
}

// State is what became of a message.
type State string

// The states of a message. Claimed is that of one that is under way, and for ever of
// one of which nobody knows whether it was taken.
const (
	Claimed   State = "claimed"
	Released  State = "released"  // not taken: it may be tried again
	Sent      State = "sent"      // taken by the channel
	Delivered State = "delivered" // and seen to arrive
	Failed    State = "failed"    // taken, and lost on the way
)

// Told is one message to a parent, or an address that bounced, which has no kind.
type Told struct {
	Tenant   string       `dynamodbav:"tenant"`
	Guardian string       `dynamodbav:"guardian"`
	Day      calendar.Day `dynamodbav:"day"`
	Kind     Kind         `dynamodbav:"kind"`
	Object   string       `dynamodbav:"object"`
	Channel  Channel      `dynamodbav:"channel"`
	State    State        `dynamodbav:"state"`
	At       time.Time    `dynamodbav:"at"`
	// Ref is the channel's own name of the message.
	Ref string `dynamodbav:"ref,omitempty"`
	// Address is the hash of one that bounced.
	Address string `dynamodbav:"address,omitempty"`
}

func (t Told) key() dynamo.Key {
	return dynamo.Told(t.Tenant, t.Guardian, t.Day, string(t.Kind), t.Object, string(t.Channel))
}

// Arrived reports whether the channel took the message and has not lost it since.
func (t Told) Arrived() bool { return t.State == Sent || t.State == Delivered }

// kept is how long a message is remembered: longer than Window, and than a complaint takes.
const kept = 180 * 24 * time.Hour

// ErrTold says that a message was told today, or is being told.
var ErrTold = errors.New("message: told today")

// Since returns what a parent was told in the last Window days, and addresses that bounced.
func (s Store) Since(ctx context.Context, tenant, guardian string) ([]Told, error) {
	return dynamo.Query[Told](ctx, s.Ops, dynamo.ToldSince(tenant, guardian, s.Clock.Today().AddDays(-Window)))
}

// Claim takes it upon the caller to tell something: of several at once exactly one
// gets it, and the others ErrTold, as whoever comes after one who did.
func (s Store) Claim(ctx context.Context, t Told) error {
	write, err := s.Ops.Update(t.key(), dynamo.Change{
		Update: "SET #tenant = :tenant, #guardian = :guardian, #day = :day, #kind = :kind, #object = :object, " +
			"#channel = :channel, #state = :claimed, #at = :at, #expires = :expires",
		Condition: "attribute_not_exists(pk) OR #state = :released",
		Values: map[string]any{
			":tenant": t.Tenant, ":guardian": t.Guardian, ":day": t.Day, ":kind": t.Kind, ":object": t.Object,
			":channel": t.Channel, ":claimed": Claimed, ":released": Released, ":at": t.At.UTC(),
			":expires": s.Clock().Add(kept).Unix(),
		},
	})
	if err != nil {
		return err
	}
	// A transaction, whose token tells a second attempt after a lost reply from another caller's.
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{write})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return ErrTold
	}
	return err
}

// Note remembers what became of a message. Ref may be "".
func (s Store) Note(ctx context.Context, t Told, state State, ref string) error {
	change := dynamo.Change{Update: "SET #state = :state", Values: map[string]any{":state": state}}
	if ref != "" {
		change.Update, change.Values[":ref"] = "SET #state = :state, #ref = :ref", ref
	}
	return s.Ops.Change(ctx, t.key(), change)
}

// AddressHash is the form in which an address that bounced is remembered.
func AddressHash(address string) string { return session.Hash(strings.ToLower(address)) }

// Bounce remembers that an address takes no mail.
func (s Store) Bounce(ctx context.Context, tenant, guardian, address string) error {
	hash := AddressHash(address)
	return s.Ops.Change(ctx, dynamo.Bounced(tenant, guardian, hash), dynamo.Change{
		Update: "SET #tenant = :tenant, #guardian = :guardian, #address = :address, #at = :at",
		Values: map[string]any{":tenant": tenant, ":guardian": guardian, ":address": hash, ":at": s.Clock().UTC()},
	})
}

// Bounced returns when mail to an address last bounced; the zero time when it never did.
func (s Store) Bounced(ctx context.Context, tenant, guardian, address string) (time.Time, error) {
	var found Told
	err := s.Ops.Get(ctx, dynamo.Bounced(tenant, guardian, AddressHash(address)), &found)
	if errors.Is(err, dynamo.ErrNoItem) {
		err = nil
	}
	return found.At, err
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
