package report_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/municipality"
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
		added, err := store.Add(t.Context(), town(), "session", c.form, report.Report{
			Guardian: c.guardian, Topic: "Altro", Text: "La classe è la 3B",
		})
		if err != nil || added.Number() != c.number {
			t.Fatalf("%s: %s, %v", c.form, added.Number(), err)
		}
	}
	mine, _, err := store.ListOf(t.Context(), "c_x000", "maria", "")
	if err != nil || len(mine) != 2 || mine[0].Serial != 3 {
		t.Errorf("%+v, %v", mine, err)
	}
}

func town() municipality.Municipality {
	return municipality.Municipality{ID: "c_x000", DailyReports: 120}
}

// Goal: a page of reports has an end, however many a parent has sent, and the pages together have each report
// once. Kind: pages that grow with what one client sends. Method: two pages and a bit, then all pages.
func TestPagesOfReportsEnd(t *testing.T) {
	day := calendar.NewDay(2026, 11, 22)
	store := report.Store{Core: dynamotest.Table(t), Ops: dynamotest.Table(t), Clock: calendar.Fixed(day.Start())}
	for n := range 2*report.PageSize + 1 {
		_, err := store.Add(t.Context(), town(), "s", fmt.Sprint(n), report.Report{Guardian: "maria", Topic: "Altro", Text: "x"})
		if err != nil {
			t.Fatal(err)
		}
	}
	want, from := 2*report.PageSize+1, ""
	for _, rows := range []int{report.PageSize, report.PageSize, 1} {
		page, next, err := store.ListOf(t.Context(), "c_x000", "maria", from)
		if err != nil || len(page) != rows || (next == "") != (rows == 1) {
			t.Fatalf("from %q: %d reports, next %q, %v", from, len(page), next, err)
		}
		for _, one := range page {
			if one.Serial != want {
				t.Fatalf("report %d where %d should be", one.Serial, want)
			}
			want--
		}
		from = next
	}
}

// Goal: one parent sends no more reports in a day than the municipality takes, however many at once; others and
// the next day do not feel it. Kind: limits of one parent. Method: side by side, then in turn.
func TestReportsOfADay(t *testing.T) {
	day := calendar.NewDay(2026, 11, 22)
	store := report.Store{Core: dynamotest.Table(t), Ops: dynamotest.Table(t), Clock: calendar.Fixed(day.Start())}
	m := municipality.Municipality{ID: "c_x000"}
	send := func(guardian, form string) error {
		_, err := store.Add(t.Context(), m, "s", form, report.Report{Guardian: guardian, Topic: "Altro", Text: "x"})
		return err
	}
	var side sync.WaitGroup
	for n := range 3 * m.ReportsPerDay() {
		side.Go(func() { _ = send("maria", fmt.Sprint(n)) }) // the list tells what came of it
	}
	side.Wait()
	for n := range m.ReportsPerDay() {
		_ = send("maria", fmt.Sprint("more", n)) // those that met a conflict before
	}
	if sent, _, err := store.ListOf(t.Context(), m.ID, "maria", ""); err != nil || len(sent) != m.ReportsPerDay() {
		t.Errorf("%d reports of %d, %v", len(sent), m.ReportsPerDay(), err)
	}
	err := send("maria", "last")
	if want := "più di 10 segnalazioni. Oggi hai raggiunto il limite. Potrai continuare da domani, 23/11/2026."; !problem.Is(
		err, problem.TooMany) || !strings.Contains(problem.Of(err).Text, want) {
		t.Errorf("%v: %s", err, problem.Of(err).Text)
	}
	if err := send("paolo", "p"); err != nil {
		t.Errorf("another parent: %v", err)
	}
	store.Clock = calendar.Fixed(day.AddDays(1).Start())
	if err := send("maria", "tomorrow"); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

// Goal: what cannot be read is refused. Method: a table.
func TestRefused(t *testing.T) {
	store := report.Store{Clock: calendar.System()}
	for _, r := range []report.Report{
		{Topic: "x", Text: "y"}, {Topic: "Altro", Text: " "}, {Topic: "Altro", Text: strings.Repeat("à", 1001)},
	} {
		if _, err := store.Add(t.Context(), town(), "s", "f", r); !problem.Is(err, problem.Invalid) {
			t.Errorf("%.20v: %v", r, err)
		}
	}
}
