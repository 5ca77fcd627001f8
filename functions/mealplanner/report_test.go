package main

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// Goal: the report of a night tells meals, amounts, classes without presences or not debited yet, and
// who is in debt. Method: a Thursday with one class done, with a free meal, one unregistered; then the first corrected.
func TestReport(t *testing.T) {
	thursday := november(19)
	done := map[string]school.ClassDay{"3A": {
		Class: "3A", Version: 1, Marks: map[string]school.Mark{"P1": school.Present, "P2": school.Present, "P3": school.Absent},
	}}
	o := &fixture{
		sheets: map[calendar.Day]map[string]school.ClassDay{thursday: done},
		batches: map[calendar.Day]map[string]ledger.Batch{thursday: {
			"3A": {Class: "3A", Presence: 1, Run: 1, Meals: 3, Total: 900, Free: map[string]string{"P4": "Z"}},
		}},
		accounts: map[string]ledger.Account{"P1": {Balance: -450}, "P2": {Balance: 100}, "P3": {Balance: -1000}},
	}
	nights, err := newPlanner(o).Reports(t.Context(), Event{Date: thursday})
	if err != nil || len(nights) != 1 {
		t.Fatalf("%+v, %v", nights, err)
	}
	night := nights[0]
	if night.Classes != 2 || night.Meals != 2 || night.Total != 900 || night.InDebt != 2 || night.Owed != 1450 ||
		!slices.Equal(night.Missing, []string{"1B"}) || len(night.Open) != 0 {
		t.Errorf("%+v", night)
	}
	if len(o.kept) != 1 || o.kept[0].Total != 900 {
		t.Errorf("kept %+v", o.kept)
	}
	o.vacant = "1B"
	nights, err = newPlanner(o).Reports(t.Context(), Event{Date: thursday})
	if err != nil || len(nights) != 1 || nights[0].Classes != 1 || len(nights[0].Missing) != 0 {
		t.Errorf("without pupils: %+v, %v", nights, err)
	}
	corrected := done["3A"]
	corrected.Version = 2
	done["3A"] = corrected
	nights, err = newPlanner(o).Reports(t.Context(), Event{Date: thursday})
	if err != nil || len(nights) != 1 || !slices.Equal(nights[0].Open, []string{"3A"}) {
		t.Errorf("after a correction: %+v, %v", nights, err)
	}
}

// Goal: in the morning the alarm hears how many classes the night has left open, also that it is none, so
// that silence means a night that nobody looked at. Method: a night that was not done, then done; in the
// evening nothing is counted.
func TestMorning(t *testing.T) {
	thursday := november(19)
	o := &fixture{sheets: map[calendar.Day]map[string]school.ClassDay{thursday: sheet("3A", 1)}}
	var logged bytes.Buffer
	planner := newPlanner(o)
	planner.Log = slog.New(slog.NewTextHandler(&logged, nil))
	report := func(event Event) string {
		logged.Reset()
		if _, err := planner.Handle(t.Context(), event); err != nil {
			t.Fatal(err)
		}
		return logged.String()
	}
	morning := Event{Report: true, Morning: true}
	if line := report(morning); !strings.Contains(line, "OpenClasses=1") || !strings.Contains(line, "Office=1") {
		t.Errorf("a night that was not done, a class without presences: %s", line)
	}
	o.batches = map[calendar.Day]map[string]ledger.Batch{thursday: {"3A": {Class: "3A", Presence: 1, Run: 1}}}
	if line := report(morning); !strings.Contains(line, "OpenClasses=0") {
		t.Errorf("a night that was done: %s", line)
	}
	if line := report(Event{Report: true, Date: thursday}); strings.Contains(line, "metric") {
		t.Errorf("in the evening: %s", line)
	}
}

// Goal: a day without canteen has no report, and a report queues nothing. Method: a Sunday, and a day
// with a class to debit.
func TestReportChangesNothing(t *testing.T) {
	o := &fixture{sheets: map[calendar.Day]map[string]school.ClassDay{november(20): sheet("3A", 1)}}
	if nights, err := newPlanner(o).Reports(t.Context(), Event{Date: november(15)}); err != nil || len(nights) > 0 {
		t.Errorf("on a Sunday: %+v, %v", nights, err)
	}
	answer, err := newPlanner(o).Handle(t.Context(), Event{Report: true})
	nights, reported := answer.([]ledger.Night)
	if err != nil || !reported || len(nights) != 1 || len(o.sent) > 0 {
		t.Errorf("%+v, %v, queued %+v", answer, err, o.sent)
	}
}

// Goal: figures are made in the morning alone, until the day before, and one that fails keeps the night from nobody. Method:
// an evening's report, a morning's, and a morning whose figures fail.
func TestFiguresOfTheMorning(t *testing.T) {
	o := &fixture{sheets: map[calendar.Day]map[string]school.ClassDay{november(19): sheet("3A", 1)}}
	if _, err := newPlanner(o).Reports(t.Context(), Event{Report: true}); err != nil || len(o.built) != 0 {
		t.Fatalf("evening: %v, %v", o.built, err)
	}
	if _, err := newPlanner(o).Reports(t.Context(), Event{Report: true, Morning: true}); err != nil || len(o.built) != 1 || o.built[0] != november(19) {
		t.Fatalf("morning: %v, %v", o.built, err)
	}
	o.refuse = errors.New("no table")
	if nights, err := newPlanner(o).Reports(t.Context(), Event{Report: true, Morning: true}); err == nil || len(nights) != 1 {
		t.Errorf("failing figures: %+v, %v", nights, err)
	}
}
