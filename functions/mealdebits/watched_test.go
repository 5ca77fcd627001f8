package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// reader counts what is read of the school.
type reader struct {
	school.Store
	sheets, days, tariffs atomic.Int32
}

func (r *reader) Sheets(
	ctx context.Context, tenant string, classes []string, day calendar.Day,
) (map[string]school.ClassDay, error) {
	r.sheets.Add(1)
	return r.Store.Sheets(ctx, tenant, classes, day)
}

func (r *reader) ClassDay(ctx context.Context, tenant, class string, day calendar.Day) (school.ClassDay, error) {
	r.days.Add(1)
	return r.Store.ClassDay(ctx, tenant, class, day)
}

func (r *reader) Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error) {
	r.tariffs.Add(1)
	return r.Store.Tariffs(ctx, tenant, year)
}

// bookkeeper counts what is read of the accounts, and says of its first postings that somebody else was there:
// after having posted, as when a reply is lost, or instead of it.
type bookkeeper struct {
	ledger.Store
	looks, lost, refused, crossed, saves atomic.Int32
}

func (b *bookkeeper) MealsOfDays(
	ctx context.Context, tenant, pupil string, from, to calendar.Day,
) (map[calendar.Day][]ledger.Entry, error) {
	b.looks.Add(1)
	return b.Store.MealsOfDays(ctx, tenant, pupil, from, to)
}

func (b *bookkeeper) PostMeal(
	ctx context.Context, tenant, pupil string, day calendar.Day, detail ledger.MealDetail,
) (bool, error) {
	if b.refused.Add(-1) >= 0 {
		return false, nil
	}
	posted, err := b.Store.PostMeal(ctx, tenant, pupil, day, detail)
	return posted && b.lost.Add(-1) < 0, err
}

func (b *bookkeeper) PostCorrection(
	ctx context.Context, tenant, pupil string, day calendar.Day, ordinal int, amount money.Cents,
	detail ledger.MealDetail,
) (bool, error) {
	if b.refused.Add(-1) >= 0 {
		return false, nil
	}
	return b.Store.PostCorrection(ctx, tenant, pupil, day, ordinal, amount, detail)
}

func (b *bookkeeper) SaveBatch(ctx context.Context, tenant string, before, after ledger.Batch) (bool, error) {
	b.saves.Add(1)
	if b.crossed.Add(-1) >= 0 {
		return false, nil
	}
	return b.Store.SaveBatch(ctx, tenant, before, after)
}

// watch puts counters between the handler and its tables.
func (c *fixture) watch() (*reader, *bookkeeper, *bytes.Buffer) {
	r, b, log := &reader{Store: c.school}, &bookkeeper{Store: c.ledger}, &bytes.Buffer{}
	c.handler.School, c.handler.Ledger, c.handler.Log = r, b, slog.New(slog.NewTextHandler(log, nil))
	return r, b, log
}

func (c fixture) marker() ledger.Batch {
	c.t.Helper()
	batch, err := c.ledger.BatchOf(c.t.Context(), tenant, today, class)
	if err != nil {
		c.t.Fatal(err)
	}
	return batch
}

// Goal: an event reads what its classes have in common once, and no account. Method: two classes in one event;
// count the reads.
func TestAnEventReadsOnce(t *testing.T) {
	c := newFixture(t)
	c.register("PP")
	if _, err := c.school.SaveMarks(t.Context(), tenant, "3B", today, map[string]school.Mark{"B": "A"}); err != nil {
		t.Fatal(err)
	}
	r, b, log := c.watch()
	var event events.SQSEvent
	for _, name := range []string{class, "3B"} {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: name, Body: strings.Replace(request.Body, class, name, 1),
			Attributes: map[string]string{"ApproximateReceiveCount": "1"},
		})
	}
	response, err := lambdahost.Batches(c.handler.Log, parallelClasses, c.handler.Begin)(t.Context(), event)
	if err != nil || len(response.BatchItemFailures) != 0 {
		t.Fatalf("%+v, %v", response, err)
	}
	if r.sheets.Load() != 1 || r.tariffs.Load() != 1 || r.days.Load() != 0 || b.looks.Load() != 0 {
		t.Errorf("%d reads of sheets, %d of one sheet, %d of tariffs, %d of accounts",
			r.sheets.Load(), r.days.Load(), r.tariffs.Load(), b.looks.Load())
	}
	c.owes("PP")
	if strings.Contains(log.String(), "UnpricedMeals") {
		t.Errorf("counts unpriced meals where there are none: %s", log)
	}
}

// Goal: meals without a tariff are counted for the alarm. Method: a band that has none.
func TestUnpricedMealsAreCounted(t *testing.T) {
	c := newFixture(t)
	c.enrol(pupil(0), "X", calendar.NewDay(2026, 9, 14), calendar.NewDay(2027, 6, 30))
	c.register("PP")
	_, _, log := c.watch()
	c.debit(false)
	if !strings.Contains(log.String(), "UnpricedMeals") {
		t.Errorf("logged %s", log)
	}
}

// Goal: a corrected sheet is gone over carefully from the start, a first one is not. Method: count the looks at
// accounts and the tries to close the class.
func TestCorrectedSheetIsReadCarefully(t *testing.T) {
	c := newFixture(t)
	c.register("PP")
	_, b, _ := c.watch()
	c.debit(false)
	if b.looks.Load() != 0 || b.saves.Load() != 1 {
		t.Errorf("a first sheet: %d looks, %d tries to close", b.looks.Load(), b.saves.Load())
	}
	c.register("PA")
	c.debit(false)
	if b.looks.Load() != 2 || b.saves.Load() != 2 {
		t.Errorf("a corrected sheet: %d looks, %d tries to close", b.looks.Load(), b.saves.Load())
	}
	c.owes("PA")
}

// Goal: a posting that somebody else kept from being done is tried again, and so is a marker. Method: the first
// posting is refused, in another class the first marker.
func TestWhatWasCrossedIsTriedAgain(t *testing.T) {
	for name, want := range map[string]struct{ refused, crossed, saves int32 }{
		"posting": {1, 0, 1}, "marker": {0, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			c := newFixture(t)
			c.register("PP")
			_, b, _ := c.watch()
			b.refused.Store(want.refused)
			b.crossed.Store(want.crossed)
			c.debit(true)
			c.owes("PP")
			if got := c.marker(); got.Run != 1 || got.Total != 900 || b.saves.Load() != want.saves {
				t.Errorf("marker %+v after %d tries", got, b.saves.Load())
			}
		})
	}
}

// Goal: a pass that may have posted writes the marker anew, so that whoever crossed it looks again; one that
// posted nothing leaves it alone. Method: a marker without its entries, a posting whose reply is lost, then a repetition.
func TestMarkerIsWrittenAnewAfterAPosting(t *testing.T) {
	c := newFixture(t)
	c.register("P")
	marker := ledger.Batch{Class: class, Day: today, Presence: 1, Meals: 1, Total: 450}
	if _, err := c.ledger.SaveBatch(t.Context(), tenant, ledger.Batch{}, marker); err != nil {
		t.Fatal(err)
	}
	_, b, _ := c.watch()
	b.lost.Store(1)
	c.debit(true)
	c.owes("P")
	if got := c.marker().Run; got != 2 {
		t.Errorf("run %d after a posting", got)
	}
	c.debit(true)
	if got := c.marker().Run; got != 2 {
		t.Errorf("run %d after a repetition", got)
	}
}
