package school

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Corrected marks a register of a past day that was changed on a page, or by a file once it was debited, for the evening:
// its debits follow however long ago the day was.
type Corrected struct {
	Class   string       `dynamodbav:"class"`
	Day     calendar.Day `dynamodbav:"day"`
	Version int          `dynamodbav:"version"`
}

// Repricing asks the evening to debit meals of past days anew, by the bands and tariffs that hold for them then.
// Without it a debit keeps its price.
type Repricing struct {
	ID    string `dynamodbav:"id"`
	Class string `dynamodbav:"class"` // "" for all classes
	Pupil string `dynamodbav:"pupil"` // "" for all pupils of the class
	// From and To are the first and the last day.
	From  calendar.Day `dynamodbav:"from"`
	To    calendar.Day `dynamodbav:"to"`
	Asked time.Time    `dynamodbav:"asked"`
}

// CorrectedDays are the registers that the evening has still to look at.
func (s Store) CorrectedDays(ctx context.Context, tenant string) ([]Corrected, error) {
	return dynamo.Query[Corrected](ctx, s.Presence, dynamo.CorrectedDays(tenant))
}

// Settle takes the mark of a corrected register away, unless it was corrected again since.
func (s Store) Settle(ctx context.Context, tenant string, done Corrected) error {
	remove, err := s.Presence.Remove(dynamo.CorrectedDay(tenant, done.Day, done.Class), dynamo.Change{
		Condition: "#version = :was", Values: map[string]any{":was": done.Version},
	})
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Presence.Client, []types.TransactWriteItem{remove})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return nil
	}
	return err
}

// Reprice asks the next evening for new prices. Asking twice gives the same as asking once.
func (s Store) Reprice(ctx context.Context, tenant string, ask Repricing) error {
	write, err := s.ask(tenant, ask)
	if err != nil {
		return err
	}
	return dynamo.Transact(ctx, s.Presence.Client, []types.TransactWriteItem{write})
}

// ask is the write that asks for new prices.
func (s Store) ask(tenant string, ask Repricing) (types.TransactWriteItem, error) {
	// Capitals could look like a fiscal code, which no key may hold.
	ask.ID, ask.Asked = strings.ToLower(rand.Text()), s.Clock().UTC()
	return s.Presence.Put(dynamo.Repricing(tenant, ask.ID), ask, "")
}

// Repricings are those that the evening has still to queue.
func (s Store) Repricings(ctx context.Context, tenant string) ([]Repricing, error) {
	return dynamo.Query[Repricing](ctx, s.Presence, dynamo.Repricings(tenant))
}

// Queued takes a repricing away whose messages are all queued.
func (s Store) Queued(ctx context.Context, tenant string, ask Repricing) error {
	return s.Presence.Delete(ctx, dynamo.Repricing(tenant, ask.ID))
}
