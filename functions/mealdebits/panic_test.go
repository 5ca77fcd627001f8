package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// faulty is a ledger with a mistake that shows at one pupil.
type faulty struct {
	ledger.Store
	pupil string
}

func (f *faulty) PostMeal(
	ctx context.Context, tenant, pupil string, day calendar.Day, detail ledger.MealDetail,
) (bool, error) {
	if pupil == f.pupil {
		panic("cannot debit Rossi Anna")
	}
	return f.Store.PostMeal(ctx, tenant, pupil, day, detail)
}

// T9. Goal: a panic over one pupil is the failure of that class's message alone, logged once and
// without what it says; its neighbours are debited and marked, and once the mistake is mended the class
// is too. Method: two classes in one event, a ledger that panics at a pupil of one of them.
func TestPanicFailsItsClassAlone(t *testing.T) {
	c := newFixture(t)
	c.register("PPPPPPPPPPPP")
	if _, err := c.school.SavePupil(t.Context(), tenant, school.Pupil{ID: "B000"}, nil); err != nil {
		t.Fatal(err)
	}
	_, err := c.school.SaveEnrolments(t.Context(), tenant, "B000", []school.Enrolment{{
		Pupil: "B000", Year: 2026, Service: school.Canteen, Class: "3B", Band: "B",
		From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 30),
	}})
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(request.Body, class, "3B", 1)
	marks := map[string]school.Mark{"B000": school.Present}
	if _, err := c.school.SaveMarks(t.Context(), tenant, "3B", today, marks); err != nil {
		t.Fatal(err)
	}
	var event events.SQSEvent
	for id, body := range map[string]string{"bad": request.Body, "good": other} {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: id, Body: body, Attributes: map[string]string{"ApproximateReceiveCount": "1"},
		})
	}
	ledger := &faulty{Store: c.ledger, pupil: pupil(3)}
	var logged bytes.Buffer
	c.handler.Ledger, c.handler.Log = ledger, slog.New(slog.NewJSONHandler(&logged, nil))
	response, err := lambdahost.Batches(c.handler.Log, parallelClasses, c.handler.Begin)(t.Context(), event)
	if err != nil || len(response.BatchItemFailures) != 1 || response.BatchItemFailures[0].ItemIdentifier != "bad" {
		t.Fatalf("%+v, %v", response, err)
	}
	for name, done := range map[string]bool{class: false, "3B": true} {
		marker, err := c.ledger.BatchOf(t.Context(), tenant, today, name)
		if err != nil || marker.Covers(1, false) != done {
			t.Errorf("%s: marker %+v, %v", name, marker, err)
		}
	}
	if lines := failures(t, logged.String()); len(lines) != 1 || !strings.Contains(lines[0], "panic: string, at ") ||
		strings.Contains(logged.String(), "Rossi") {
		t.Errorf("logged %s", logged.String())
	}
	ledger.pupil = ""
	c.debit(true)
	c.owes("PPPPPPPPPPPP")
}

// failures returns the causes of what was logged as an error.
func failures(t *testing.T, logged string) []string {
	t.Helper()
	var causes []string
	for line := range strings.Lines(logged) {
		var record struct{ Level, Cause string }
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		if record.Level == "ERROR" {
			causes = append(causes, record.Cause)
		}
	}
	return causes
}
