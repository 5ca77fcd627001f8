package message

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
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
