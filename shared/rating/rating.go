// Package rating keeps what parents think of a service once they have used it
// (Modello Comuni, criterion C.SE.1.7). A rating names nobody: it is known by a
// random id and a day.
package rating

import (
	"context"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// kept is how long a rating counts: a year's statistics, and a month to read them.
const kept = 396 * 24 * time.Hour

// MaxText is the longest free text, in characters.
const MaxText = 200

// Rating is how easy a parent found a service.
type Rating struct {
	Service string       `dynamodbav:"service"` // "pagamento"
	Stars   int          `dynamodbav:"stars"`   // 1 to 5
	Reasons []string     `dynamodbav:"reasons,omitempty"`
	Text    string       `dynamodbav:"text,omitempty"`
	Day     calendar.Day `dynamodbav:"day"`
	Expires time.Time    `dynamodbav:"expires,unixtime"`
}

// Reasons are the fixed answers of the Modello Comuni to "why so many stars".
func Reasons(stars int) []string {
	if stars >= 4 {
		return []string{
			"Le indicazioni erano chiare", "Le indicazioni erano complete",
			"Capivo sempre che stavo procedendo correttamente", "Non ho avuto problemi tecnici", "Altro",
		}
	}
	return []string{
		"A volte le indicazioni non erano chiare", "A volte le indicazioni non erano complete",
		"A volte non capivo se stavo procedendo correttamente", "Ho avuto problemi tecnici", "Altro",
	}
}

// Store keeps ratings in the Ops table.
type Store struct {
	Ops   dynamo.Table
	Clock calendar.Clock
}

// Add keeps the stars under an id, the key of the form that carried them: the
// same form sent twice counts once. The error is problem.Invalid unless there
// are one to five stars.
func (s Store) Add(ctx context.Context, tenant, id, service string, stars int) error {
	if stars < 1 || stars > 5 {
		return problem.New(problem.Invalid, "Scegli da una a cinque stelle.")
	}
	now := s.Clock()
	err := s.Ops.Create(ctx, dynamo.Rating(tenant, id), Rating{
		Service: service, Stars: stars, Day: calendar.DayOf(now), Expires: now.Add(kept),
	})
	if errors.Is(err, dynamo.ErrCondition) {
		return nil
	}
	return err
}

// Find returns a rating; problem.NotFound when there is none.
func (s Store) Find(ctx context.Context, tenant, id string) (Rating, error) {
	var found Rating
	err := s.Ops.Get(ctx, dynamo.Rating(tenant, id), &found)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Rating{}, problem.Missing()
	}
	return found, err
}

// Explain adds the reasons (those of the list only) and the free text to a rating.
func (s Store) Explain(ctx context.Context, tenant, id string, reasons []string, text string) error {
	if utf8.RuneCountInString(text) > MaxText {
		return problem.New(problem.Invalid, "Il testo è troppo lungo: usa al massimo 200 caratteri.")
	}
	found, err := s.Find(ctx, tenant, id)
	if err != nil {
		return err
	}
	found.Reasons = slices.DeleteFunc(Reasons(found.Stars), func(reason string) bool {
		return !slices.Contains(reasons, reason)
	})
	found.Text = text
	return s.Ops.Store(ctx, dynamo.Rating(tenant, id), found)
}
