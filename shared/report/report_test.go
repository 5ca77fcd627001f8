package report_test

import (
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
)

// Goal: reports are numbered, a form sent twice counts once, and parents see their own only. Method: send
// four forms of two parents.
func TestAdd(t *testing.T) {
	day := calendar.NewDay(2026, 11, 22)
	store := report.Store{Core: dynamotest.Table(t), Ops: dynamotest.Table(t), Clock: calendar.Fixed(day.Start())}
	for _, c := range []struct{ guardian, form, number string }{
		{"maria", "f1", "1/2026"}, {"maria", "f1", "1/2026"}, {"paolo", "f2", "2/2026"}, {"maria", "f3", "3/2026"},
	} {
		added, err := store.Add(t.Context(), "c_x000", "session", c.form, report.Report{
			Guardian: c.guardian, Topic: "Altro", Text: "La classe è la 3B",
		})
		if err != nil || added.Number() != c.number {
			t.Fatalf("%s: %s, %v", c.form, added.Number(), err)
		}
	}
	mine, err := store.ListOf(t.Context(), "c_x000", "maria")
	if err != nil || len(mine) != 2 || mine[0].Serial != 3 {
		t.Errorf("%+v, %v", mine, err)
	}
}

// Goal: what cannot be read is refused. Method: a table.
func TestRefused(t *testing.T) {
	store := report.Store{Clock: calendar.System()}
	for _, r := range []report.Report{
		{Topic: "x", Text: "y"}, {Topic: "Altro", Text: " "}, {Topic: "Altro", Text: strings.Repeat("à", 1001)},
	} {
		if _, err := store.Add(t.Context(), "c_x000", "s", "f", r); !problem.Is(err, problem.Invalid) {
			t.Errorf("%.20v: %v", r, err)
		}
	}
}
