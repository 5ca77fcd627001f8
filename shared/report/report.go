// Package report is what parents tell the office: something in their data is
// wrong. The office gets every report with a number that the parent can quote, takes
// it up and answers it; the parent's copy changes together with the office's.
package report

import (
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
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
)

// MaxText is the longest report, in characters.
const MaxText = 1000

// Report is one report of a parent.
type Report struct {
	Guardian string       `dynamodbav:"guardian"`
	Pupil    string       `dynamodbav:"pupil"` // "" when it is about the parent
	Topic    string       `dynamodbav:"topic"` // one of Topics
	About    calendar.Day `dynamodbav:"about"` // the day that something is wrong on; zero for none
	Text     string       `dynamodbav:"text"`
	Serial   int          `dynamodbav:"serial"` // from 1, within the year
	Day      calendar.Day `dynamodbav:"day"`
	At       time.Time    `dynamodbav:"at"`
	Handled
}

// Number is the report's number as the parent reads it: "12/2026".
func (r Report) Number() string { return fmt.Sprintf("%d/%d", r.Serial, r.Day.Year()) }

// Topics are what a report can be about.
func Topics() []string {
	return []string{
		"Dati personali", "Scuola o classe", "Tariffa o fascia", "Presenze o addebiti", "Altro",
	}
}

// Store keeps reports in the Core table; Ops remembers the forms that were sent.
type Store struct {
	Core, Ops dynamo.Table
	Clock     calendar.Clock
}

// numbered names a report: what a form leads to, and what its mark says.
type numbered struct {
	Serial int          `dynamodbav:"serial"`
	Day    calendar.Day `dynamodbav:"day"`
}

const (
	// maxTries bounds how often a number is drawn again because somebody took it.
	maxTries = 20
	// maxSerial is the largest number that still sorts with the others.
	maxSerial = 999_999
)

// daily is how many reports a parent may send in a day.
func daily(m municipality.Municipality) form.Limit {
	return form.Limit{Purpose: dynamo.ToReport, Max: m.ReportsPerDay(), What: "inviare più di %d segnalazioni"}
}

// Add keeps a report and returns it with its number. The same form (session and
// key) sent twice gives the same number. The error is a problem.Invalid for an
// unknown topic, an empty text or one over MaxText, and a problem.TooMany for more
// than the municipality takes from one parent in a day.
func (s Store) Add(ctx context.Context, m municipality.Municipality, session, key string, r Report) (Report, error) {
	r.Text = strings.TrimSpace(r.Text)
	switch {
	case !slices.Contains(Topics(), r.Topic):
		return r, problem.New(problem.Invalid, "Scegli che cosa non va.")
	case r.Text == "":
		return r, problem.New(problem.Invalid, "Scrivi che cosa è sbagliato e come dovrebbe essere.")
	case utf8.RuneCountInString(r.Text) > MaxText:
		return r, problem.New(problem.Invalid, fmt.Sprintf("Il testo supera %d caratteri.", MaxText))
	}
	r.At, r.Day, r.Handled = s.Clock().UTC(), s.Clock.Today(), Handled{State: New, Version: 1}
	sent := form.Form{Purpose: dynamo.ToReport, Holder: session, Key: key}
	for range maxTries {
		writes, err := s.writes(ctx, m, sent, &r)
		if err != nil {
			return r, err
		}
		err = dynamo.Transact(ctx, s.Core.Client, writes)
		var cancelled *dynamo.Cancelled
		if !errors.As(err, &cancelled) {
			return r, err
		}
		if cancelled.ConditionFailed(0) {
			before, err := form.Before[numbered](cancelled, 0)
			r.Serial, r.Day = before.Serial, before.Day
			return r, err
		}
		if cancelled.ConditionFailed(1) {
			return r, daily(m).Reached(cancelled, 1, r.Day)
		}
	}
	return r, fmt.Errorf("report: no number after %d tries", maxTries)
}

// counter remembers the last number of a year.
type counter struct {
	Last int `dynamodbav:"last"`
}

// writes give the report the next number: the used form, the parent's count of the
// day, the counter of the year, the office's copy with its mark, and the parent's.
func (s Store) writes(
	ctx context.Context, m municipality.Municipality, sent form.Form, r *Report,
) ([]types.TransactWriteItem, error) {
	tenant, last := m.ID, counter{}
	key := dynamo.ReportCounter(tenant, r.Day.Year())
	if err := s.Core.Get(ctx, key, &last); err != nil && !errors.Is(err, dynamo.ErrNoItem) {
		return nil, err
	}
	r.Serial = last.Last + 1
	once, err := form.Once(s.Ops, sent, numbered{r.Serial, r.Day}, r.At)
	if err != nil {
		return nil, err
	}
	ofDay, err := daily(m).Count(s.Ops, tenant, r.Guardian, r.Day, 1)
	if err != nil {
		return nil, err
	}
	counted, err := s.Core.Put(key, counter{r.Serial}, dynamo.Absent)
	if last.Last > 0 {
		counted, err = s.Core.PutOver(key, counter{r.Serial}, "last", last.Last)
	}
	if err != nil {
		return nil, err
	}
	kept, err := s.Core.Put(dynamo.Report(tenant, r.Day.Year(), r.Serial), *r, dynamo.Absent)
	if err != nil {
		return nil, err
	}
	open, err := s.Core.Put(dynamo.OpenReport(tenant, r.Day.Year(), r.Serial), numbered{r.Serial, r.Day}, dynamo.Absent)
	if err != nil {
		return nil, err
	}
	listed, err := s.Core.Put(dynamo.GuardianReport(r.Guardian, tenant, r.Day.Year(), r.Serial), *r, dynamo.Absent)
	return []types.TransactWriteItem{once, ofDay, counted, kept, open, listed}, err
}

// Since returns the reports of a municipality's year that came after the one with the given serial number,
// oldest first, limit at most.
func (s Store) Since(ctx context.Context, tenant string, year, serial, limit int) ([]Report, error) {
	from, to := dynamo.Report(tenant, year, serial+1), dynamo.Report(tenant, year, maxSerial)
	return dynamo.Query[Report](ctx, s.Core, dynamo.Range{PK: from.PK, From: from.SK, To: to.SK, Limit: limit})
}

// PageSize is how many reports one call of ListOf returns at most.
const PageSize = 50

// ListOf returns a page of a parent's own reports, newest first, and the number of
// the one that the next page begins with. The page begins with the report that from
// numbers, "12/2026"; "" is the newest. The next number is "" after the last page.
func (s Store) ListOf(ctx context.Context, tenant, guardian, from string) ([]Report, string, error) {
	own := dynamo.GuardianReports(guardian, tenant)
	own.Descending, own.Limit = true, PageSize+1
	if serial, year, ok := ParseNumber(from); ok {
		own.From, own.To = own.Prefix, dynamo.GuardianReport(guardian, tenant, year, serial).SK
	}
	reports, err := dynamo.Query[Report](ctx, s.Core, own)
	if err != nil || len(reports) <= PageSize {
		return reports, "", err
	}
	return reports[:PageSize], reports[PageSize].Number(), nil
}
