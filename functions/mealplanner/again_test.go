package main

import (
	"context"
	"errors"
	"slices"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

func (o *fixture) CorrectedDays(context.Context, string) ([]school.Corrected, error) {
	return o.marked, nil
}

func (o *fixture) Settle(_ context.Context, _ string, done school.Corrected) error {
	o.marked = slices.DeleteFunc(slices.Clone(o.marked), func(c school.Corrected) bool { return c == done })
	return nil
}

func (o *fixture) Repricings(context.Context, string) ([]school.Repricing, error) {
	return o.asked, nil
}

func (o *fixture) Queued(_ context.Context, _ string, ask school.Repricing) error {
	o.asked = slices.DeleteFunc(slices.Clone(o.asked), func(r school.Repricing) bool { return r == ask })
	return nil
}

// Goal: a register that was corrected on a page is queued however long ago its day was, every evening until its
// debits cover it, and no longer. Method: a day of October, evenings with a marker of before, with one of an unpriced
// meal, and with one that a later version made.
func TestCorrectedDaysBeyondTheWindow(t *testing.T) {
	october := calendar.NewDay(2026, 10, 5)
	mark := school.Corrected{Class: "3A", Day: october, Version: 2}
	o := &fixture{marked: []school.Corrected{mark}, batches: map[calendar.Day]map[string]ledger.Batch{}}
	evening := func(batch ledger.Batch) int {
		o.sent, o.batches[october] = nil, map[string]ledger.Batch{"3A": batch}
		if _, err := newPlanner(o).Plan(t.Context(), Event{}); err != nil {
			t.Fatal(err)
		}
		return len(o.sent)
	}
	for _, open := range []ledger.Batch{{}, {Presence: 1, Run: 1}, {Presence: 2, Run: 2, Unpriced: 1}} {
		if evening(open) != 1 || o.sent[0].Day != october || o.sent[0].Reprice != "" || len(o.marked) != 1 {
			t.Errorf("marker %+v: sent %+v, still marked %+v", open, o.sent, o.marked)
		}
	}
	if evening(ledger.Batch{Presence: 3, Run: 3}) != 0 || len(o.marked) != 0 {
		t.Errorf("sent %+v, still marked %+v", o.sent, o.marked)
	}
}

// Goal: a plan of one named day leaves what was asked for other days alone. Method: a mark, and a plan of a day.
func TestOneDayLeavesOthersAlone(t *testing.T) {
	o := &fixture{marked: []school.Corrected{{Class: "3A", Day: calendar.NewDay(2026, 10, 5), Version: 2}}}
	report, err := newPlanner(o).Plan(t.Context(), Event{Date: november(20)})
	if err != nil || report.Again != 0 || len(o.sent) != 0 || len(o.marked) != 1 {
		t.Errorf("%+v, sent %+v, %v", report, o.sent, err)
	}
}

// Goal: new prices are queued once for each day and class that was asked, not for today, and asked again when the
// queue fails. Method: a week with today, one class and all of them, one pupil; then a queue that refuses.
func TestNewPricesAreQueuedOnce(t *testing.T) {
	one := school.Repricing{ID: "1", Class: "3A", Pupil: "P1", From: november(16), To: november(20)}
	all := school.Repricing{ID: "2", From: november(19), To: november(20)}
	o := &fixture{asked: []school.Repricing{one, all}}
	report, err := newPlanner(o).Plan(t.Context(), Event{})
	if err != nil || report.Again != 6 || len(o.asked) != 0 {
		t.Fatalf("%+v, asked still %+v, %v", report, o.asked, err)
	}
	for i, message := range o.sent {
		pupil := i < 4
		if pupil && message.Reprice != "P1" || !pupil && message.Reprice != ledger.Everybody || message.Day == november(20) {
			t.Errorf("message %d: %+v", i, message)
		}
	}
	o.asked, o.refuse = []school.Repricing{one}, errors.New("no queue")
	if _, err := newPlanner(o).Plan(t.Context(), Event{}); err == nil || len(o.asked) != 1 {
		t.Errorf("asked %+v, %v", o.asked, err)
	}
}
