package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

const (
	// parallelClasses is how many classes of a batch are under way at once. While
	// one is reading, the others post.
	parallelClasses = 4
	// parallelPupils is how many pupils of a class are debited at once.
	parallelPupils = 4
	// maxPasses bounds how often a class is gone over because somebody else was
	// at it too.
	maxPasses = 4
)

// School knows who sits at a class's table, what the register says and what a
// meal costs.
type School interface {
	Sheets(ctx context.Context, tenant string, classes []string, day calendar.Day) (map[string]school.ClassDay, error)
	ClassDay(ctx context.Context, tenant, class string, day calendar.Day) (school.ClassDay, error)
	Class(ctx context.Context, tenant, class string) (school.Class, error)
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
	Roster(ctx context.Context, tenant, class string) ([]school.RosterRow, error)
	Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error)
	Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error)
}

// Ledger posts debits and differences, and keeps the completion markers.
type Ledger interface {
	BatchOf(ctx context.Context, tenant string, day calendar.Day, class string) (ledger.Batch, error)
	SaveBatch(ctx context.Context, tenant string, before, after ledger.Batch) (bool, error)
	PostMeal(ctx context.Context, tenant, pupil string, day calendar.Day, detail ledger.MealDetail) (bool, error)
	MealsOfDays(ctx context.Context, tenant, pupil string, from, to calendar.Day) (
		map[calendar.Day][]ledger.Entry, error)
	PostCorrection(ctx context.Context, tenant, pupil string, day calendar.Day, ordinal int,
		amount money.Cents, detail ledger.MealDetail) (bool, error)
}

// Handler debits the meals of a class and day.
type Handler struct {
	School School
	Ledger Ledger
	Clock  calendar.Clock
	Log    *slog.Logger
}

// Begin prepares for the messages of an event: what they have in common is read
// once.
func (h Handler) Begin(ctx context.Context, messages []lambdahost.Message) lambdahost.Handle {
	var asked []ledger.ClassMessage
	for _, delivered := range messages {
		if m, err := h.read(delivered); err == nil && !delivered.Again && m.Reprice == "" {
			asked = append(asked, m)
		}
	}
	return evening{Handler: h, common: together(ctx, h.School, asked)}.debit
}

// read refuses what the planner would not have queued.
func (h Handler) read(delivered lambdahost.Message) (ledger.ClassMessage, error) {
	var m ledger.ClassMessage
	if err := json.Unmarshal([]byte(delivered.Body), &m); err != nil {
		return m, fmt.Errorf("not a class and day: %w", err)
	}
	if m.Version != ledger.ClassMessageVersion || m.Municipality == "" || m.Class == "" || m.Day.IsZero() {
		return m, fmt.Errorf("not a class and day: version %d, or a part is missing", m.Version)
	}
	if m.Day.After(h.Clock.Today()) {
		return m, fmt.Errorf("the meals of %s have not been eaten yet", m.Day)
	}
	return m, nil
}

// evening is the work on one event.
type evening struct {
	Handler
	common common
}

// debit goes over a class until its completion marker is written by a pass that
// nobody crossed.
func (e evening) debit(ctx context.Context, delivered lambdahost.Message) error {
	m, err := e.read(delivered)
	if err != nil {
		return err
	}
	if !delivered.Again && m.Reprice == "" {
		if done, err := e.debitFirst(ctx, m); err != nil || done {
			return err
		}
	}
	return e.debitAgain(ctx, m)
}

// debitFirst is the first pass over the first version of a presence sheet, which
// is nearly every class of nearly every evening: it posts without reading any
// account but of who eats at no price, and takes for granted that there is no completion marker yet. Markers
// are never deleted, so writing it on the condition that there is none proves
// that there was none before; it is as good as reading it first. It reports
// false when the class needs a careful pass: also when a meal is posted already,
// because a message that comes back from the dead letters looks like a first one. It does not ask whether the day
// is closed: the planner did, and an evening that finds a marker on a closed day goes over the class again.
func (e evening) debitFirst(ctx context.Context, m ledger.ClassMessage) (bool, error) {
	sheet, err := e.common.firstSheet(ctx, m)
	if err != nil || sheet.Version == 0 {
		return true, err
	}
	if sheet.Version > 1 {
		return false, nil
	}
	after, _, err := e.debitSheet(ctx, m, sheet, ledger.Batch{}, false, e.postOnce)
	if errors.Is(err, errCareful) { // another error beside it shows in the careful pass too
		return false, nil
	}
	if err != nil {
		return false, err
	}
	saved, err := e.Ledger.SaveBatch(ctx, m.Municipality, ledger.Batch{}, after)
	if saved {
		e.report(ctx, m, after)
	}
	return saved, err
}

// debitAgain goes over a class carefully: it reads the marker, then the sheet and the closures, then
// what is posted, and adds the difference. When the marker has changed by the end,
// somebody else was at the class too, and one of the two may have read a sheet that
// was corrected since: it starts again. A pass that posted nothing leaves a marker
// that is right alone; infra/decisions/0004-the-night.md has the cases.
func (e evening) debitAgain(ctx context.Context, m ledger.ClassMessage) error {
	for range maxPasses {
		before, err := e.Ledger.BatchOf(ctx, m.Municipality, m.Day, m.Class)
		if err != nil {
			return err
		}
		sheet, err := e.School.ClassDay(ctx, m.Municipality, m.Class, m.Day)
		if err != nil || sheet.Version == 0 {
			return err
		}
		closed, err := e.closed(ctx, m)
		if err != nil {
			return err
		}
		after, tried, err := e.debitSheet(ctx, m, sheet, before, closed, e.postDifference)
		if err != nil {
			return err
		}
		if !tried && before.Same(after) {
			return nil
		}
		saved, err := e.Ledger.SaveBatch(ctx, m.Municipality, before, after)
		if err != nil {
			return err
		}
		if saved {
			e.report(ctx, m, after)
			return nil
		}
	}
	return fmt.Errorf("class %s of %s kept changing", m.Class, m.Day)
}

// closed reports whether a closure keeps the class from eating on the day.
func (h Handler) closed(ctx context.Context, m ledger.ClassMessage) (bool, error) {
	closures, err := h.School.Closures(ctx, m.Municipality, m.Day, m.Day)
	if err != nil || len(closures) == 0 {
		return false, err
	}
	class, err := h.School.Class(ctx, m.Municipality, m.Class)
	if err != nil {
		return false, err
	}
	_, closed := school.ClosureOf(closures, class, m.Day)
	return closed, nil
}

func (h Handler) report(ctx context.Context, m ledger.ClassMessage, batch ledger.Batch) {
	invocation.Note(ctx, slog.String("tenant", m.Municipality), slog.String("class", m.Class),
		slog.String("day", m.Day.String()), slog.Int("meals", batch.Meals), slog.Int64("cents", int64(batch.Total)),
		slog.Int("unpriced", batch.Unpriced))
	if batch.Unpriced > 0 {
		lambdahost.Count(h.Log, h.Clock(), lambdahost.Office, "UnpricedMeals", batch.Unpriced)
	}
}
