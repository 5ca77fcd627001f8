package main

import (
	"context"
	"strings"

	"serviziscolastici/shared/appio"
	"serviziscolastici/shared/message"
)

// App is App IO as a channel.
type App struct {
	URL string
	// Keys tells the keys of the municipalities' services: "c_h501=KEY", separated by blanks.
	Keys func(context.Context) string
}

// client returns the client with the municipality's key; false when it has none.
func (a App) client(ctx context.Context, f message.Family) (appio.Client, bool) {
	for pair := range strings.FieldsSeq(a.Keys(ctx)) {
		if key, is := strings.CutPrefix(pair, f.Municipality.ID+"="); is {
			return appio.Client{BaseURL: a.URL, Key: key}, true
		}
	}
	return appio.Client{}, false
}

// Reaches implements Channel.
func (a App) Reaches(ctx context.Context, f message.Family, _ message.Kind, _ []message.Told) (bool, error) {
	client, has := a.client(ctx, f)
	if !has || f.Guardian.FiscalCode == "" {
		return false, nil
	}
	return client.Allowed(ctx, f.Guardian.FiscalCode)
}

// Send implements Channel.
func (a App) Send(ctx context.Context, f message.Family, thing message.Thing) (string, error) {
	client, _ := a.client(ctx, f)
	m := appio.Message{FiscalCode: f.Guardian.FiscalCode, Subject: thing.Subject, Body: f.AppText(thing)}
	if n := thing.Notice; n != nil {
		m.Payment = &appio.Payment{
			Creditor: n.Creditor, Notice: n.Number.String(), Amount: n.Amount, Due: n.Due, Strict: n.Strict,
		}
	}
	return client.Send(ctx, m)
}

// State implements Channel.
func (a App) State(ctx context.Context, f message.Family, ref string) (message.State, error) {
	client, has := a.client(ctx, f)
	if !has {
		return message.Sent, nil
	}
	return client.State(ctx, f.Guardian.FiscalCode, ref)
}
