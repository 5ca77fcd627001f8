package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

const number pagopa.NoticeNumber = "302202500000012356"

var now = time.Date(2026, time.November, 22, 18, 0, 0, 0, calendar.Rome())

// world is one notice, its mark and what archive and queue were told.
type world struct {
	position billing.Position
	marks    []billing.Unpublished
	answer   func(call int) error // of the archive
	put      []pagopa.ArchivedPosition
	noted    []string
	sent     []Message
	refuse   error // of the queue
}

func newWorld() *world {
	return &world{answer: func(int) error { return nil }, position: billing.Position{
		Creditor: "77777777777", Number: number, Tenant: "c_x000", Guardian: "g1", Amount: 4500,
		Description: "Mensa", State: billing.Open,
		Transfers: []pagopa.Transfer{{IBAN: "IT60X0542811101000000123456"}},
	}}
}

func (w *world) Find(context.Context, string, pagopa.NoticeNumber) (billing.Position, error) {
	if w.position.Number == "" {
		return billing.Position{}, problem.Missing()
	}
	return w.position, nil
}

func (w *world) Guardian(context.Context, string, string) (school.Guardian, error) {
	return school.Guardian{FiscalCode: "RSSMRA80A01H501U", Name: "Mario", FamilyName: "Rossi"}, nil
}

func (w *world) Put(_ context.Context, position pagopa.ArchivedPosition) error {
	w.put = append(w.put, position)
	return w.answer(len(w.put))
}

func (w *world) Published(_ context.Context, position billing.Position) error {
	w.noted = append(w.noted, "published "+string(position.State))
	return nil
}

func (w *world) Refused(_ context.Context, position billing.Position, _ string) error {
	w.noted = append(w.noted, "refused "+string(position.State))
	return nil
}

func (w *world) All(context.Context) ([]municipality.Municipality, error) {
	return []municipality.Municipality{{ID: "c_x000"}}, nil
}

func (w *world) ToPublish(context.Context, string) ([]billing.Unpublished, error) {
	return w.marks, nil
}

func (w *world) Queued(_ context.Context, mark billing.Unpublished) error {
	w.noted = append(w.noted, "queued "+mark.Number.String())
	return nil
}

func (w *world) Send(_ context.Context, message Message) error {
	w.sent = append(w.sent, message)
	return w.refuse
}

// handle gives the function an event, of the queue for each body or of the schedule for none.
func (w *world) handle(t *testing.T, log *bytes.Buffer, bodies ...string) (failed int, err error) {
	t.Helper()
	clock, logger := calendar.Fixed(now), slog.New(slog.NewJSONHandler(log, nil))
	var event events.SQSEvent
	for i, body := range bodies {
		event.Records = append(event.Records, events.SQSMessage{MessageId: fmt.Sprint(i), Body: body})
	}
	response, err := Handle(
		Sweeper{Municipalities: w, Bills: w, Queue: w, Clock: clock, Log: logger},
		Publisher{Bills: w, Debtors: w, Archive: w, Clock: clock, Log: logger},
	)(t.Context(), event)
	return len(response.BatchItemFailures), err
}

func message(t *testing.T) string {
	t.Helper()
	body, err := json.Marshal(Message{Version: messageVersion, Creditor: "77777777777", Number: number})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Goal: Case 61, what the archive is told follows the notice's state. Method: each state once, and once more.
func TestPublishStates(t *testing.T) {
	for state, amounts := range map[billing.State][]int64{
		billing.Open: {4500, 4500}, billing.Cancelled: {0, 0}, billing.Paid: nil,
	} {
		w := newWorld()
		w.position.State = state
		for range 2 {
			if failed, err := w.handle(t, new(bytes.Buffer), message(t)); failed != 0 || err != nil {
				t.Errorf("%s: %d failed, %v", state, failed, err)
			}
		}
		var got []int64
		for _, put := range w.put {
			got = append(got, int64(put.Amount))
		}
		if fmt.Sprint(got) != fmt.Sprint(amounts) || w.noted[1] != "published "+string(state) {
			t.Errorf("%s: put %v, noted %v", state, got, w.noted)
		}
	}
}

// Goal: a notice cancelled while it is being published ends closed. Method: it changes during the first call.
func TestPublishOvertaken(t *testing.T) {
	w := newWorld()
	w.answer = func(int) error {
		w.position.State = billing.Cancelled
		return nil
	}
	if failed, err := w.handle(t, new(bytes.Buffer), message(t)); failed != 0 || err != nil {
		t.Fatalf("%d failed, %v", failed, err)
	}
	if len(w.put) != 2 || w.put[1].Amount != 0 || w.noted[0] != "published cancelled" {
		t.Errorf("put %+v, noted %v", w.put, w.noted)
	}
}

// Goal: Case 61, a refusal is kept and counted once, trouble brings the message back, and the log names
// nobody. Method: the archive's two errors, and messages that are none.
func TestPublishRefusedAndDown(t *testing.T) {
	var log bytes.Buffer
	w := newWorld()
	w.answer = func(int) error { return pagopa.ErrArchiveRefused }
	if failed, _ := w.handle(t, &log, message(t)); failed != 0 || w.noted[0] != "refused open" {
		t.Errorf("refused: %d failed, noted %v", failed, w.noted)
	}
	if !strings.Contains(log.String(), `"RefusedNotices":1`) || strings.Contains(log.String(), "Rossi") {
		t.Errorf("log %s", log.String())
	}
	w = newWorld()
	w.answer = func(int) error { return pagopa.ErrArchiveUnavailable }
	failed, _ := w.handle(t, &log, message(t), "{", `{"version":2}`)
	if failed != 3 || len(w.noted) != 0 {
		t.Errorf("down: %d failed, noted %v", failed, w.noted)
	}
	w.position = billing.Position{}
	if failed, _ := w.handle(t, &log, message(t)); failed != 1 {
		t.Error("an unknown notice was taken for published")
	}
}

// Goal: the minute queues what is due and counts what is refused. Method: one mark of each sort.
func TestSweep(t *testing.T) {
	w, log := newWorld(), new(bytes.Buffer)
	for number, mark := range map[pagopa.NoticeNumber]billing.Unpublished{
		"1": {}, "2": {Queued: now.Add(-time.Minute)},
		"3": {Queued: now.Add(-time.Hour)}, "4": {Refusal: "status 422"},
	} {
		mark.Number, mark.Creditor = number, "77777777777"
		w.marks = append(w.marks, mark)
	}
	if _, err := w.handle(t, log); err != nil {
		t.Fatal(err)
	}
	if len(w.sent) != 2 || len(w.noted) != 2 || !strings.Contains(log.String(), `"RefusedNotices":1`) {
		t.Errorf("sent %v, noted %v, log %s", w.sent, w.noted, log)
	}
	w.sent, w.noted, w.refuse = nil, nil, errors.New("no queue")
	if _, err := w.handle(t, log); err == nil || len(w.noted) != 0 {
		t.Errorf("a queue that refuses: %v, noted %v", err, w.noted)
	}
}

// Goal: a panic below gives the message back. Method: an archive that panics.
func TestPublishPanic(t *testing.T) {
	w := newWorld()
	w.answer = func(int) error { panic("bug") }
	if failed, _ := w.handle(t, new(bytes.Buffer), message(t)); failed != 1 {
		t.Error("the message is lost")
	}
}
