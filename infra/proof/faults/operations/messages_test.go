package operations_test

import (
	"context"
	"errors"

	"serviziscolastici/shared/message"
)

// about is a message to the parent about the day's notice.
func about() message.Told {
	return message.Told{
		Tenant: tenant, Guardian: payer, Day: clock.Today(), Kind: message.NewNotice, Object: "1", Channel: message.Mail, At: clock(),
	}
}

// claim tells nobody when somebody does so already: a messenger that died, too.
func claim(ctx context.Context, o office) error {
	err := o.messages.Claim(ctx, about())
	if errors.Is(err, message.ErrTold) {
		return nil
	}
	return err
}

func ask(ctx context.Context, o office) error {
	_, err := o.messages.Ask(ctx, tenant, payer, "maria@example.it")
	return err
}

// code is a code of the parent's links, as the tables have it.
func code(ctx context.Context, o office, which func(message.Preferences) string) (string, error) {
	p, err := o.messages.Preferences(ctx, tenant, payer)
	return which(p), err
}

// messages are what the messenger does, and what parents choose of it.
func messages() []operation {
	linked := func(which func(message.Preferences) string, do func(context.Context, office, string) error) func(context.Context, office) (
		func(context.Context, office) error, error,
	) {
		return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
			if err := ask(ctx, o); err != nil {
				return nil, err
			}
			code, err := code(ctx, o, which)
			return func(ctx context.Context, o office) error { return do(ctx, o, code) }, err
		}
	}
	return []operation{
		{name: "claim a message", covers: []string{"message.Store.Claim"}, begin: plainly(claim)},
		{
			name: "note a message", covers: []string{"message.Store.Note"},
			begin: after(claim, func(ctx context.Context, o office) error {
				return o.messages.Note(ctx, about(), message.Sent, "m1")
			}),
		},
		{
			name: "hear of a bounce", covers: []string{"message.Store.Bounce"},
			begin: plainly(func(ctx context.Context, o office) error {
				return o.messages.Bounce(ctx, tenant, payer, "maria@example.it")
			}),
		},
		{
			name: "choose messages", covers: []string{"message.Store.Choose"},
			begin: plainly(func(ctx context.Context, o office) error {
				return o.messages.Choose(ctx, tenant, payer, message.Preferences{Threshold: 500})
			}),
		},
		{name: "have an address confirmed", covers: []string{"message.Store.Ask"}, begin: plainly(ask)},
		{
			name: "confirm an address", covers: []string{"message.Store.Answer"},
			begin: linked(func(p message.Preferences) string { return p.AskedCode }, func(ctx context.Context, o office, code string) error {
				return o.messages.Answer(ctx, tenant, payer, code)
			}),
		},
		{
			name: "end mail", covers: []string{"message.Store.Unsubscribe"},
			begin: linked(func(p message.Preferences) string { return p.Code }, func(ctx context.Context, o office, code string) error {
				return o.messages.Unsubscribe(ctx, tenant, payer, code)
			}),
		},
	}
}
