package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

const (
	// parallelClasses is how many classes of a batch are under way at once.
	parallelClasses = 2
	// parallelPupils is how many pupils of a class are debited at once.
	parallelPupils = 8
	// maxPasses bounds how often a class is gone over because somebody else was
	// at it too.
	maxPasses = 4
)

// School knows who sits at a class's table, what the register says and what a
// meal costs.
type School interface {
	ClassDay(ctx context.Context, tenant, class string, day calendar.Day) (school.ClassDay, error)
	Roster(ctx context.Context, tenant, class string) ([]school.RosterRow, error)
	Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error)
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

// message is what the planner queues.
type message struct {
	Version      int          `json:"version"`
	Municipality string       `json:"municipality"`
	Class        string       `json:"class"`
	Day          calendar.Day `json:"day"`
}

// Debit handles one message of the queue. An error leaves the message there.
func (h Handler) Debit(ctx context.Context, delivered lambdahost.Message) error {
	var m message
	if err := json.Unmarshal([]byte(delivered.Body), &m); err != nil {
		return fmt.Errorf("not a class and day: %w", err)
	}
	if m.Version != 1 || m.Municipality == "" || m.Class == "" || m.Day.IsZero() {
		return fmt.Errorf("not a class and day: version %d, or a part is missing", m.Version)
	}
	if m.Day.After(h.Clock.Today()) {
		return fmt.Errorf("the meals of %s have not been eaten yet", m.Day)
	}
	return h.debitClass(ctx, m, delivered.Again)
}

// debitClass goes over the class until its completion marker is written by a
// pass that nobody crossed. Who finds the marker changed under his hands goes
// over the class once more, carefully: his own postings, or the other's, may
// rest on a presence sheet that was corrected meanwhile. A message that comes
// again is treated the same way, because its first handler may have died
// between a posting and the marker; and a marker that covers the sheet is no
// reason to skip it, because one that returns from the dead letters does not
// say that it came before. A careful pass that posts nothing and finds the
// marker as it would write it leaves it alone, so that repetitions do not cross
// one another; one that posts must not, for the others may have to know.
func (h Handler) debitClass(ctx context.Context, m message, careful bool) error {
	for pass := 0; pass < maxPasses; pass++ {
		before, err := h.Ledger.BatchOf(ctx, m.Municipality, m.Day, m.Class)
		if err != nil {
			return err
		}
		sheet, err := h.School.ClassDay(ctx, m.Municipality, m.Class, m.Day)
		if err != nil {
			return err
		}
		if sheet.Version == 0 {
			return nil
		}
		after, tried, err := h.debitSheet(ctx, m, sheet, careful || before.Run > 0 || sheet.Version > 1)
		if err != nil {
			return err
		}
		if !tried && before.Run > 0 && before.Same(after) {
			return nil
		}
		saved, err := h.Ledger.SaveBatch(ctx, m.Municipality, before, after)
		if err != nil {
			return err
		}
		if saved {
			h.report(m, after)
			return nil
		}
	}
	return fmt.Errorf("class %s of %s kept changing", m.Class, m.Day)
}

func (h Handler) report(m message, batch ledger.Batch) {
	h.Log.Info("class debited", "tenant", m.Municipality, "class", m.Class, "day", m.Day.String(),
		"meals", batch.Meals, "cents", int64(batch.Total), "unpriced", batch.Unpriced)
	if batch.Unpriced > 0 {
		lambdahost.Count(h.Log, h.Clock(), "UnpricedMeals", batch.Unpriced)
	}
}
