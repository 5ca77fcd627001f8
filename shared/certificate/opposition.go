package certificate

import (
	"context"
	"errors"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// Opposition is a parent's choice that the expenses of a pupil and year stay out
// of the precompiled tax return (provv. AdE 39069 of 9 February 2021). All
// choices are kept, with their time: the last one counts.
type Opposition struct {
	Year    int      `dynamodbav:"year"`
	Pupil   string   `dynamodbav:"pupil"`
	Choices []Choice `dynamodbav:"choices"`
}

// Choice is what a parent chose, and when.
type Choice struct {
	Opposed bool      `dynamodbav:"opposed"`
	At      time.Time `dynamodbav:"at"`
}

// Opposed reports whether the parent opposes now.
func (o Opposition) Opposed() bool { return len(o.Choices) > 0 && o.Last().Opposed }

// Last is the choice that counts; the zero one when there is none.
func (o Opposition) Last() Choice {
	if len(o.Choices) == 0 {
		return Choice{}
	}
	return o.Choices[len(o.Choices)-1]
}

// OppositionEnds is the last day on which the Comune takes an opposition about
// expenses of a year, or its withdrawal: afterwards only Agenzia delle Entrate does.
func OppositionEnds(year int) calendar.Day { return calendar.NewDay(year, time.December, 31) }

// maxChoices bounds how often a parent may change mind about one year.
const maxChoices = 50

var (
	errOver = problem.New(problem.Conflict, "Il termine per dirlo al Comune è passato. Dal 1° gennaio al 16 marzo puoi "+
		"comunicare l'opposizione direttamente all'Agenzia delle Entrate.")
	errTooOften = problem.New(problem.Conflict, "Hai cambiato scelta troppe volte. Scrivi all'ufficio.")
)

// Oppose records a parent's choice; one that is in force already changes nothing.
// The error is a problem.Conflict after OppositionEnds.
func (s Store) Oppose(ctx context.Context, tenant, guardian string, year int, pupil string, opposed bool) error {
	if s.Clock.Today().After(OppositionEnds(year)) {
		return errOver
	}
	key := dynamo.Opposition(tenant, guardian, year, pupil)
	kept := Opposition{Year: year, Pupil: pupil}
	err := s.Ledger.Get(ctx, key, &kept)
	if err != nil && !errors.Is(err, dynamo.ErrNoItem) {
		return err
	}
	if kept.Opposed() == opposed {
		return nil
	}
	if len(kept.Choices) >= maxChoices {
		return errTooOften
	}
	kept.Choices = append(kept.Choices, Choice{Opposed: opposed, At: s.Clock().UTC()})
	return s.Ledger.Store(ctx, key, kept)
}

// OppositionsOf returns all choices of a parent.
func (s Store) OppositionsOf(ctx context.Context, tenant, guardian string) ([]Opposition, error) {
	return dynamo.Query[Opposition](ctx, s.Ledger, dynamo.Oppositions(tenant, guardian))
}
