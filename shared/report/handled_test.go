package report_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
)

var today = calendar.NewDay(2026, 11, 22)

// sent returns a store with so many reports of Maria's, and the first of them.
func sent(t *testing.T, count int) (report.Store, report.Report) {
	t.Helper()
	store := report.Store{Core: dynamotest.Table(t), Ops: dynamotest.Table(t), Clock: calendar.Fixed(today.Start())}
	var first report.Report
	for n := range count {
		r, err := store.Add(t.Context(), town(), "s", fmt.Sprint(n), report.Report{
			Guardian: "maria", Pupil: "p1", Topic: "Presenze o addebiti", About: today.AddDays(-2), Text: "Era assente",
		})
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			first = r
		}
	}
	return store, first
}

// same compares the office's copy with the parent's, and returns it.
func same(t *testing.T, store report.Store, number string) report.Report {
	t.Helper()
	office, err := store.Get(t.Context(), "c_x000", number)
	if err != nil {
		t.Fatal(err)
	}
	if own, err := store.Own(t.Context(), "c_x000", "maria", number); err != nil || own != office {
		t.Errorf("the parent has %+v, the office %+v, %v", own, office, err)
	}
	return office
}

// Goal: a report goes from new to taken to answered, in both copies at once, and waits for the office until then.
// Method: take and answer one of two, reading what each can be seen by.
func TestHandling(t *testing.T) {
	store, first := sent(t, 2)
	if r := same(t, store, "1/2026"); r.State != report.New || r.About != today.AddDays(-2) || r.Version != 1 {
		t.Errorf("sent: %+v", r)
	}
	taken, err := store.Take(t.Context(), "c_x000", first, "op1")
	if r := same(t, store, "1/2026"); err != nil || r != taken || r.State != report.Taken || r.Operator != "op1" {
		t.Errorf("taken: %+v, %v", r, err)
	}
	waiting, err := store.Waiting(t.Context(), "c_x000")
	if err != nil || waiting != (report.Waiting{Count: 2, Oldest: today}) {
		t.Errorf("%+v, %v", waiting, err)
	}
	store.Clock = calendar.Fixed(today.AddDays(1).Start())
	answered, err := store.Answer(t.Context(), "c_x000", taken, "op2", " Corretto. ")
	if r := same(t, store, "1/2026"); err != nil || r != answered || r.State != report.Answered || r.Answer != "Corretto." ||
		r.Operator != "op2" || !r.AnsweredAt.After(r.TakenAt) {
		t.Errorf("answered: %+v, %v", r, err)
	}
	open, next, err := store.Open(t.Context(), "c_x000", "", report.PageSize)
	if err != nil || next != "" || len(open) != 1 || open[0].Serial != 2 {
		t.Errorf("open: %+v, next %q, %v", open, next, err)
	}
	if _, err := store.Answer(t.Context(), "c_x000", answered, "op2", "Altro"); !problem.Is(err, problem.Conflict) {
		t.Errorf("a second answer: %v", err)
	}
	if _, err := store.Take(t.Context(), "c_x000", answered, "op2"); !problem.Is(err, problem.Conflict) {
		t.Errorf("taken after the answer: %v", err)
	}
}

// Goal: of several operators who read the same report one changes it; who sends the same twice reads no error.
// Method: eight answers at once of eight operators, then the answer that won, again and as another.
func TestOneAnswers(t *testing.T) {
	store, first := sent(t, 1)
	var won atomic.Int32
	var side sync.WaitGroup
	for n := range 8 {
		side.Go(func() {
			_, err := store.Answer(t.Context(), "c_x000", first, fmt.Sprint("op", n), "Corretto.")
			if err == nil {
				won.Add(1)
			}
		})
	}
	side.Wait()
	r := same(t, store, "1/2026")
	if won.Load() != 1 || r.Version != 2 {
		t.Errorf("%d answers, %+v", won.Load(), r)
	}
	if again, err := store.Answer(t.Context(), "c_x000", first, r.Operator, "Corretto."); err != nil || again != r {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	if _, err := store.Answer(t.Context(), "c_x000", first, r.Operator, "Sbagliato."); !problem.Is(err, problem.Conflict) {
		t.Errorf("another answer: %v", err)
	}
}

// Goal: the list of what waits has pages that together have each report once, the oldest first, and counts all.
// Method: a page and a bit, of which one in the middle is answered.
func TestOpenPages(t *testing.T) {
	store, first := sent(t, report.PageSize+3)
	if _, err := store.Answer(t.Context(), "c_x000", first, "op", "Sì"); err != nil {
		t.Fatal(err)
	}
	want, after := 2, ""
	for _, rows := range []int{report.PageSize, 2} {
		page, next, err := store.Open(t.Context(), "c_x000", after, report.PageSize)
		if err != nil || len(page) != rows || (next == "") != (rows == 2) {
			t.Fatalf("%d reports, next %q, %v", len(page), next, err)
		}
		for _, one := range page {
			if one.Serial != want {
				t.Fatalf("report %d where %d should be", one.Serial, want)
			}
			want++
		}
		after = next
	}
	if waiting, err := store.Waiting(t.Context(), "c_x000"); err != nil || waiting.Count != report.PageSize+2 {
		t.Errorf("%+v, %v", waiting, err)
	}
	if none, err := store.Waiting(t.Context(), "c_y000"); err != nil || none != (report.Waiting{}) {
		t.Errorf("another Comune: %+v, %v", none, err)
	}
}

// Goal: the list of all reports has pages that together have each once, the newest first. Method: a page and a bit, one
// of them answered.
func TestNewestPages(t *testing.T) {
	store, first := sent(t, report.PageSize+3)
	if _, err := store.Answer(t.Context(), "c_x000", first, "op", "Sì"); err != nil {
		t.Fatal(err)
	}
	want, from := report.PageSize+3, ""
	for _, rows := range []int{report.PageSize, 3} {
		page, next, err := store.Newest(t.Context(), "c_x000", from, report.PageSize)
		if err != nil || len(page) != rows || (next == "") != (rows == 3) {
			t.Fatalf("%d reports, next %q, %v", len(page), next, err)
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

// Goal: no answer without words, and no report by another parent, Comune or a number that is none. Method: tables.
func TestWhatIsNoAnswer(t *testing.T) {
	store, first := sent(t, 1)
	for _, text := range []string{"", " \n", strings.Repeat("à", report.MaxAnswer+1)} {
		if _, err := store.Answer(t.Context(), "c_x000", first, "op", text); !problem.Is(err, problem.Invalid) {
			t.Errorf("%.10q: %v", text, err)
		}
	}
	for _, c := range [][3]string{
		{"c_x000", "paolo", "1/2026"}, {"c_y000", "maria", "1/2026"}, {"c_x000", "maria", "2/2026"},
		{"c_x000", "maria", "01/2026"}, {"c_x000", "maria", "1/2026x"}, {"c_x000", "maria", ""}, {"c_x000", "maria", "-1/2026"},
	} {
		if _, err := store.Own(t.Context(), c[0], c[1], c[2]); !problem.Is(err, problem.NotFound) {
			t.Errorf("%v: %v", c, err)
		}
	}
	if _, err := store.Get(t.Context(), "c_y000", "1/2026"); !problem.Is(err, problem.NotFound) {
		t.Errorf("of another Comune: %v", err)
	}
}
