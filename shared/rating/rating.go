// Package rating keeps what parents think of a service once they have used it
// (Modello Comuni, criterion C.SE.1.7). A rating names nobody: it is known by a
// random id and a day. A payment is rated once: a mark beside the rating remembers
// that, and not which rating it was.
package rating

import (
	"context"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// kept is for how many days a rating counts: a year's statistics, and a month to read them.
const kept = 396

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

// Given is a rating as a parent gives it.
type Given struct {
	// ID is the key of the form that carried it.
	ID      string
	Service string // "pagamento"
	Stars   int
	// Creditor and Notice name a paid notice, which is rated once.
	Creditor, Notice string
}

// mark says that a payment was rated.
type mark struct {
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// errRated is what a parent reads who rates a payment again.
var errRated = problem.New(problem.Conflict, "Hai già valutato questo pagamento, grazie: ogni pagamento si valuta una volta.")

// Add keeps the stars under the id of their form: the same form sent twice counts
// once. The error is problem.Invalid unless there are one to five stars, and
// problem.Conflict for a payment that was rated with another form.
func (s Store) Add(ctx context.Context, tenant string, given Given) error {
	if given.Stars < 1 || given.Stars > 5 {
		return problem.New(problem.Invalid, "Scegli da una a cinque stelle.")
	}
	// Rating and mark expire at the same hour as all others of the day: the moment would tie them together.
	today := s.Clock.Today()
	expires := today.AddDays(kept).Start()
	once, err := s.Ops.Put(dynamo.RatedPayment(given.Creditor, given.Notice), mark{expires}, dynamo.Absent)
	if err != nil {
		return err
	}
	stars, err := s.Ops.Put(dynamo.Rating(tenant, given.ID), Rating{
		Service: given.Service, Stars: given.Stars, Day: today, Expires: expires,
	}, dynamo.Absent)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{once, stars})
	var cancelled *dynamo.Cancelled
	switch {
	case !errors.As(err, &cancelled):
		return err
	case cancelled.ConditionFailed(1): // this very form
		return nil
	default:
		return errRated.Because(err)
	}
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
