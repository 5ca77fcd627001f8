package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// State is how far the office has come with a report. It only moves forward.
type State string

// The states.
const (
	New      State = "new"
	Taken    State = "taken"
	Answered State = "answered"
)

// Name is a state in the office's words.
func (s State) Name() string { return s.shown()[0] }

// Look is the kind of badge that a state has on pages.
func (s State) Look() string { return s.shown()[1] }

func (s State) shown() [2]string {
	switch s {
	case Taken:
		return [2]string{"In lavorazione", "wait"}
	case Answered:
		return [2]string{"Risposta", "ok"}
	default: // New
		return [2]string{"Nuova", "due"}
	}
}

// Handled is what the office did about a report.
type Handled struct {
	State State `dynamodbav:"state"`
	// Version counts the changes, from 1: who changes a report says which one was read.
	Version int `dynamodbav:"version"`
	// Operator is the id of who took or answered it last. Parents read "Ufficio".
	Operator   string    `dynamodbav:"operator,omitempty"`
	TakenAt    time.Time `dynamodbav:"takenAt"`
	Answer     string    `dynamodbav:"answer,omitempty"`
	AnsweredAt time.Time `dynamodbav:"answeredAt"`
}

// MaxAnswer is the longest answer, in characters.
const MaxAnswer = 2000

// errChanged says that somebody else changed the report since it was read.
var errChanged = problem.New(problem.Conflict, "Intanto qualcun altro ha cambiato questa segnalazione. Ricarica la pagina e "+
	"controlla.")

// Take notes that an operator works on a report, as it was read. Doing it twice is no error. The error is a
// problem.Conflict for a report that is another by now, or answered.
func (s Store) Take(ctx context.Context, tenant string, read Report, operator string) (Report, error) {
	if read.State == Answered {
		return read, errAnswered
	}
	changed := read
	changed.State, changed.Operator, changed.TakenAt = Taken, operator, s.Clock().UTC()
	return s.change(ctx, tenant, read, changed)
}

// errAnswered says that there is nothing more to do about a report.
var errAnswered = problem.New(problem.Conflict, "A questa segnalazione è già stato risposto.")

// Answer answers a report, as it was read, in words for the parent. The same answer of the same operator to what was read
// twice is no error, whoever reads the report in between. The error is a
// problem.Invalid for no words or more than MaxAnswer, and a problem.Conflict for a report that is another by now, or
// answered.
func (s Store) Answer(ctx context.Context, tenant string, read Report, operator, answer string) (Report, error) {
	answer = strings.TrimSpace(answer)
	switch {
	case answer == "":
		return read, problem.New(problem.Invalid, "Scrivi la risposta per il genitore.")
	case utf8.RuneCountInString(answer) > MaxAnswer:
		return read, problem.New(problem.Invalid, fmt.Sprintf("La risposta supera %d caratteri.", MaxAnswer))
	case read.State == Answered && read.Operator == operator && read.Answer == answer:
		return read, nil
	case read.State == Answered:
		return read, errAnswered
	}
	now := s.Clock().UTC()
	changed := read
	changed.State, changed.Operator, changed.Answer, changed.AnsweredAt = Answered, operator, answer, now
	if changed.TakenAt.IsZero() {
		changed.TakenAt = now
	}
	return s.change(ctx, tenant, read, changed)
}

// change stores both copies over those that were read, and takes the mark away from an answered one.
func (s Store) change(ctx context.Context, tenant string, read, changed Report) (Report, error) {
	changed.Version = read.Version + 1
	year := read.Day.Year()
	office, err := s.Core.PutOver(dynamo.Report(tenant, year, read.Serial), changed, "version", read.Version)
	if err != nil {
		return read, err
	}
	parents, err := s.Core.PutOver(
		dynamo.GuardianReport(read.Guardian, tenant, year, read.Serial), changed, "version", read.Version)
	if err != nil {
		return read, err
	}
	writes := []types.TransactWriteItem{office, parents}
	if changed.State == Answered {
		closed, err := s.Core.Remove(dynamo.OpenReport(tenant, year, read.Serial), dynamo.Change{})
		if err != nil {
			return read, err
		}
		writes = append(writes, closed)
	}
	err = dynamo.Transact(ctx, s.Core.Client, writes)
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return changed, err
	}
	var stored Report
	if cancelled.Old(0, &stored) == nil && stored.Version == changed.Version && stored.Operator == changed.Operator &&
		stored.State == changed.State && stored.Answer == changed.Answer {
		return stored, nil
	}
	return read, errChanged.Because(err)
}

// ParseNumber reads "12/2026". It returns false for what is no number of a report.
func ParseNumber(text string) (serial, year int, ok bool) {
	n, err := fmt.Sscanf(text, "%d/%d", &serial, &year)
	ok = err == nil && n == 2 && serial > 0 && serial <= maxSerial && text == fmt.Sprintf("%d/%d", serial, year)
	return serial, year, ok
}

// Get returns a report of a municipality by its number, "12/2026", for the office. The error is problem.NotFound when
// there is none.
func (s Store) Get(ctx context.Context, tenant, number string) (Report, error) {
	return s.read(ctx, number, func(year, serial int) dynamo.Key { return dynamo.Report(tenant, year, serial) })
}

// Own returns a parent's own report by its number. The error is problem.NotFound when it is not the parent's.
func (s Store) Own(ctx context.Context, tenant, guardian, number string) (Report, error) {
	return s.read(ctx, number, func(year, serial int) dynamo.Key {
		return dynamo.GuardianReport(guardian, tenant, year, serial)
	})
}

func (s Store) read(ctx context.Context, number string, key func(year, serial int) dynamo.Key) (Report, error) {
	serial, year, ok := ParseNumber(number)
	if !ok {
		return Report{}, problem.Missing()
	}
	var r Report
	err := s.Core.Get(ctx, key(year, serial), &r)
	if errors.Is(err, dynamo.ErrNoItem) {
		return r, problem.Missing()
	}
	return r, err
}

// Waiting is what an office has not answered.
type Waiting struct {
	Count  int
	Oldest calendar.Day // on which the oldest came; zero without any
}

// Waiting counts the reports that are not answered. It costs one query of small items.
func (s Store) Waiting(ctx context.Context, tenant string) (Waiting, error) {
	marks, err := dynamo.Query[numbered](ctx, s.Core, dynamo.OpenReports(tenant))
	if err != nil || len(marks) == 0 {
		return Waiting{}, err
	}
	return Waiting{Count: len(marks), Oldest: marks[0].Day}, nil
}

// Open returns the reports that are not answered, the oldest first, limit at most, with those after the one with
// the given number, "12/2026"; "" for the first. The next number is "" after the last page.
func (s Store) Open(ctx context.Context, tenant, after string, limit int) ([]Report, string, error) {
	marks := dynamo.OpenReports(tenant)
	marks.Limit = limit + 1
	if serial, year, ok := ParseNumber(after); ok {
		marks.From = dynamo.OpenReport(tenant, year, serial+1).SK
		marks.To = dynamo.OpenReport(tenant, maxYear, maxSerial).SK
	}
	found, err := dynamo.Query[numbered](ctx, s.Core, marks)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(found) > limit {
		found = found[:limit]
		next = Report{Serial: found[limit-1].Serial, Day: found[limit-1].Day}.Number()
	}
	keys := make([]dynamo.Key, 0, len(found))
	for _, mark := range found {
		keys = append(keys, dynamo.Report(tenant, mark.Day.Year(), mark.Serial))
	}
	reports, err := dynamo.BatchGet[Report](ctx, s.Core, keys)
	slices.SortFunc(reports, func(a, b Report) int {
		return cmp.Or(cmp.Compare(a.Day.Year(), b.Day.Year()), cmp.Compare(a.Serial, b.Serial))
	})
	return reports, next, err
}

// maxYear is a year after all reports.
const maxYear = 9999

// Newest returns the reports of a municipality, the newest first, limit at most, answered or not. The page begins
// with the report that from numbers, "12/2026"; "" is the newest. The next number is "" after the last page.
func (s Store) Newest(ctx context.Context, tenant, from string, limit int) ([]Report, string, error) {
	all := dynamo.Reports(tenant)
	all.Descending, all.Limit = true, limit+1
	if serial, year, ok := ParseNumber(from); ok {
		all.From, all.To = all.Prefix, dynamo.Report(tenant, year, serial).SK
	}
	found, err := dynamo.Query[Report](ctx, s.Core, all)
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	return found[:limit], found[limit].Number(), nil
}
