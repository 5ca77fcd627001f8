package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/message"
)

// Told remembers what parents chose and were told.
type Told interface {
	Preferences(ctx context.Context, tenant, guardian string) (message.Preferences, error)
	Since(ctx context.Context, tenant, guardian string) ([]message.Told, error)
	Claim(ctx context.Context, t message.Told) error
	Note(ctx context.Context, t message.Told, state message.State, ref string) error
	Bounce(ctx context.Context, tenant, guardian, address string) error
}

// Channel is a way to parents. Its errors are those of package message.
type Channel interface {
	// Reaches reports whether the parent can be told by it at all, which nothing is sent for.
	Reaches(ctx context.Context, f message.Family, kind message.Kind, told []message.Told) (bool, error)
	// Send tells the parent, and returns the channel's name of the message.
	Send(ctx context.Context, f message.Family, thing message.Thing) (string, error)
	// State returns what became of a message.
	State(ctx context.Context, f message.Family, ref string) (message.State, error)
}

// channel returns a channel by name; nil for one that this installation does without.
func (m Messenger) channel(name message.Channel) Channel {
	if name == message.AppIO {
		return m.AppIO
	}
	return m.Mail
}

// tell tells a parent a thing by the channels that are due. Trouble that may pass brings the message back
// first; when it lasts, a parent who takes either channel is told by the other.
func (m Messenger) tell(
	ctx context.Context, f message.Family, thing message.Thing, told []message.Told, again bool,
) error {
	choice := f.Preferences.Of(thing.Kind)
	either := choice == message.Either && thing.Kind != message.Confirm
	var trouble error
	for _, name := range message.Channels(thing, choice, told, m.Clock.Today()) {
		err := m.through(ctx, name, f, thing, told)
		switch {
		case err == nil:
			if either {
				return nil
			}
		case errors.Is(err, message.ErrAbsent):
		case errors.Is(err, message.ErrRefused):
			lambdahost.Count(m.Log, m.Clock(), lambdahost.Technician, "RefusedMessages", 1)
			m.Log.LogAttrs(ctx, slog.LevelWarn, "message refused", slog.String("tenant", f.Municipality.ID),
				slog.String("kind", string(thing.Kind)), slog.String("channel", string(name)), slog.String("cause", err.Error()))
		case errors.Is(err, message.ErrUnknown):
			m.Log.LogAttrs(ctx, slog.LevelWarn, "message perhaps lost", slog.String("tenant", f.Municipality.ID),
				slog.String("kind", string(thing.Kind)), slog.String("channel", string(name)), slog.String("cause", err.Error()))
		default:
			if either && !again {
				return err
			}
			trouble = errors.Join(trouble, err)
		}
	}
	return trouble
}

// noteLimit is how long it may take to note what became of a message, also when the function's time is over.
const noteLimit = 5 * time.Second

// through tells a parent by one channel. Between the claim and the note stands one request: whoever dies in
// between has perhaps told the parent, who is then not told by this channel again today.
func (m Messenger) through(
	ctx context.Context, name message.Channel, f message.Family, thing message.Thing, told []message.Told,
) error {
	channel := m.channel(name)
	if channel == nil {
		return message.ErrAbsent
	}
	reached, err := channel.Reaches(ctx, f, thing.Kind, told)
	if err != nil {
		return err
	}
	if !reached {
		return message.ErrAbsent
	}
	now := m.Clock()
	claim := message.Told{
		Tenant: f.Municipality.ID, Guardian: f.Guardian.ID, Day: calendar.DayOf(now), Kind: thing.Kind,
		Object: thing.Object, Channel: name, At: now,
	}
	if err := m.Told.Claim(ctx, claim); errors.Is(err, message.ErrTold) {
		return nil // by somebody else, just now
	} else if err != nil {
		return err
	}
	ref, err := channel.Send(ctx, f, thing)
	state := message.Sent
	switch {
	case errors.Is(err, message.ErrUnknown):
		return err // it stays claimed
	case errors.Is(err, message.ErrRefused):
		state = message.Failed
	case err != nil:
		state = message.Released
	}
	noting, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteLimit)
	defer cancel()
	if noted := m.Told.Note(noting, claim, state, ref); noted != nil {
		m.Log.LogAttrs(ctx, slog.LevelError, "message not noted", slog.String("tenant", f.Municipality.ID),
			slog.String("kind", string(thing.Kind)), slog.String("cause", noted.Error()))
		if err == nil {
			return nil // told; tomorrow nobody knows, and it may be told again
		}
	}
	return err
}

// settleAfter is how soon a channel is asked what became of a message.
const settleAfter = 10 * time.Minute

// settle asks what became of messages that were taken, and returns what was told by what is known then. What
// cannot be learned now is learned at the next look.
func (m Messenger) settle(ctx context.Context, f message.Family, told []message.Told) []message.Told {
	told = slices.Clone(told)
	for i, t := range told {
		channel := m.channel(t.Channel)
		if t.State != message.Sent || t.Channel != message.AppIO || channel == nil || m.Clock().Before(t.At.Add(settleAfter)) {
			continue
		}
		state, err := channel.State(ctx, f, t.Ref)
		if err == nil && state != message.Sent {
			err = m.Told.Note(ctx, t, state, "")
		}
		if err != nil {
			m.Log.LogAttrs(ctx, slog.LevelWarn, "message not followed", slog.String("tenant", t.Tenant),
				slog.String("cause", err.Error()))
			continue
		}
		told[i].State = state
	}
	return told
}
