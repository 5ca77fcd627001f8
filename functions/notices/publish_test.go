package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
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

// fixture is one notice, its mark and what archive and queue were told.
type fixture struct {
	mu       sync.Mutex // of what several messages of an event touch
	position billing.Position
	marks    []billing.Unpublished
	lapsed   []billing.Lapsing
	answer   func(call int) error // of the archive
	put      []pagopa.ArchivedPosition
	noted    []string
	sent     []Message
	refuse   error // of the queue
}

func newFixture() *fixture {
	return &fixture{answer: func(int) error { return nil }, position: billing.Position{
		Creditor: "77777777777", Number: number, Tenant: "c_x000", Guardian: "g1", Amount: 4500,
		Description: "Mensa", State: billing.Open,
		Transfers: []pagopa.Transfer{{FiscalCode: "77777777777", IBAN: "IT60X0542811101000000123456"}},
	}}
}

func (w *fixture) Lapsed(context.Context, string) ([]billing.Lapsing, error) { return w.lapsed, nil }

func (w *fixture) Lapse(_ context.Context, mark billing.Lapsing) error {
	w.noted = append(w.noted, "lapse "+mark.Number.String())
	return nil
}

func (w *fixture) Find(context.Context, string, pagopa.NoticeNumber) (billing.Position, error) {
	if w.position.Number == "" {
		return billing.Position{}, problem.Missing()
	}
	return w.position, nil
}

func (w *fixture) ByCreditor(context.Context, string) (municipality.Municipality, error) {
	return municipality.Municipality{
		ID: "c_x000", Name: "Comune", FiscalCode: "77777777777", PostalIBAN: "IT57N0760114800000011050036",
	}, nil
}

func (w *fixture) Guardian(context.Context, string, string) (school.Guardian, error) {
	return school.Guardian{FiscalCode: "RSSMRA80A01H501U", Name: "Mario", FamilyName: "Rossi"}, nil
}

func (w *fixture) Put(_ context.Context, position pagopa.ArchivedPosition) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.put = append(w.put, position)
	return w.answer(len(w.put))
}

func (w *fixture) Published(_ context.Context, position billing.Position) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noted = append(w.noted, "published "+string(position.State))
	return nil
}

func (w *fixture) Refused(_ context.Context, position billing.Position, _ string) error {
	w.noted = append(w.noted, "refused "+string(position.State))
	return nil
}

func (w *fixture) All(context.Context) ([]municipality.Municipality, error) {
	return []municipality.Municipality{{ID: "c_x000"}}, nil
}

func (w *fixture) ToPublish(context.Context, string) ([]billing.Unpublished, error) {
	return w.marks, nil
}

func (w *fixture) Queued(_ context.Context, mark billing.Unpublished) error {
	w.noted = append(w.noted, "queued "+mark.Number.String())
	return nil
}

func (w *fixture) Send(_ context.Context, message Message) error {
	w.sent = append(w.sent, message)
	return w.refuse
}

func (w *fixture) Again(_ context.Context, _ string, number pagopa.NoticeNumber) error {
	w.noted = append(w.noted, "again "+number.String())
	return nil
}

// ByID implements KnownMunicipalities: there is one.
func (w *fixture) ByID(_ context.Context, id string) (municipality.Municipality, error) {
	if id != "c_x000" {
		return municipality.Municipality{}, problem.Missing()
	}
	return municipality.Municipality{ID: id}, nil
}

// handle gives the function an event, of the queue for each body or of the schedule for none.
func (w *fixture) handle(t *testing.T, log *bytes.Buffer, bodies ...string) (failed int, err error) {
	t.Helper()
	clock, logger := calendar.Fixed(now), slog.New(slog.NewJSONHandler(log, nil))
	var event Event
	for i, body := range bodies {
		event.Records = append(event.Records, events.SQSMessage{MessageId: fmt.Sprint(i), Body: body})
	}
	answer, err := w.function(clock, logger)(t.Context(), event)
	response, is := answer.(events.SQSEventResponse)
	if !is && len(bodies) > 0 {
		t.Fatalf("answered %T", answer)
	}
	return len(response.BatchItemFailures), err
}

// function is the whole function in this fixture.
func (w *fixture) function(clock calendar.Clock, log *slog.Logger) func(context.Context, Event) (any, error) {
	return Handle(
		Sweeper{Municipalities: w, Bills: w, TopUps: w, Queue: w, Clock: clock, Log: log},
		Publisher{Bills: w, Creditors: w, Debtors: w, Archive: w, Clock: clock, Log: log}, Office{Municipalities: w, Bills: w})
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
		w := newFixture()
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
	w := newFixture()
	w.answer = func(int) error {
		w.position.State, w.position.Revision = billing.Cancelled, 1
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
	w := newFixture()
	w.answer = func(int) error { return pagopa.ErrArchiveRefused }
	if failed, _ := w.handle(t, &log, message(t)); failed != 0 || w.noted[0] != "refused open" {
		t.Errorf("refused: %d failed, noted %v", failed, w.noted)
	}
	if !strings.Contains(log.String(), `"RefusedNotices":1`) || strings.Contains(log.String(), "Rossi") {
		t.Errorf("log %s", log.String())
	}
	w = newFixture()
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
	w, log := newFixture(), new(bytes.Buffer)
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

// Goal: every sweep ends the top-ups that nobody has paid in time, also where there is no archive to tell, and a Comune's
// trouble keeps nobody waiting. Method: two marks, with and without the archive.
func TestSweepLapses(t *testing.T) {
	for name, sweep := range map[string]func(Sweeper) error{
		"with an archive":    func(s Sweeper) error { return s.Sweep(t.Context()) },
		"without an archive": func(s Sweeper) error { return s.Lapse(t.Context()) },
	} {
		w := newFixture()
		w.lapsed = []billing.Lapsing{{Tenant: "c_x000", Number: number}, {Tenant: "c_x000", Number: "302202500000012357"}}
		s := Sweeper{Municipalities: w, Bills: w, TopUps: w, Queue: w, Clock: calendar.Fixed(now), Log: slog.New(slog.DiscardHandler)}
		if err := sweep(s); err != nil || len(w.noted) != 2 || w.noted[1] != "lapse 302202500000012357" {
			t.Errorf("%s: %v, %v", name, w.noted, err)
		}
	}
}

// Goal: one parent's flood of notices does not keep others waiting: in a sweep everybody's first comes before anybody's
// second. Kind: limits of one parent. Method: three sweeps' worth of one parent's notices, older than two of others.
func TestParentsTakeTurns(t *testing.T) {
	w := newFixture()
	mark := func(guardian string, n int, ago time.Duration) billing.Unpublished {
		number, _ := pagopa.NewNoticeNumber("02", int64(n))
		return billing.Unpublished{Guardian: guardian, Number: number, Since: now.Add(-ago)}
	}
	for n := range 3 * maxSwept {
		w.marks = append(w.marks, mark("flood", n, time.Hour))
	}
	others := []billing.Unpublished{mark("g2", 99_001, time.Minute), mark("g1", 99_002, 2*time.Minute), mark("g1", 99_003, time.Minute)}
	w.marks = append(w.marks, others...)
	if _, err := w.handle(t, new(bytes.Buffer)); err != nil || len(w.sent) != maxSwept {
		t.Fatalf("%d sent, %v", len(w.sent), err)
	}
	got := []pagopa.NoticeNumber{w.sent[1].Number, w.sent[2].Number, w.sent[4].Number}
	if want := []pagopa.NoticeNumber{others[1].Number, others[0].Number, others[2].Number}; !slices.Equal(got, want) {
		t.Errorf("sent %v in the places of %v", got, want)
	}
}

// Goal: a payment elsewhere closes the notice with its day, another amount is told with its parts, and the
// postal account stands beside the municipality's own IBAN alone. Method: one notice of each, put twice.
func TestPublishChanges(t *testing.T) {
	paid := time.Date(2026, time.November, 19, 0, 0, 0, 0, calendar.Rome())
	shared := []pagopa.Transfer{
		{FiscalCode: "77777777777", IBAN: "IT1", Amount: 3000}, {FiscalCode: "88888888888", IBAN: "IT2", Amount: 1000},
	}
	for name, c := range map[string]struct {
		change func(*billing.Position)
		amount int64
		paidOn string
	}{
		"paid elsewhere": {func(p *billing.Position) {
			p.State, p.Payment = billing.Paid, &billing.Payment{At: paid, Method: billing.Cash, Elsewhere: true}
		}, 0, "2026-11-19"},
		"another amount": {func(p *billing.Position) { p.Amount, p.Transfers, p.Strict = 4000, shared, true }, 4000, ""},
	} {
		w := newFixture()
		c.change(&w.position)
		w.position.Revision = 1
		for range 2 {
			if failed, err := w.handle(t, new(bytes.Buffer), message(t)); failed != 0 || err != nil {
				t.Errorf("%s: %d failed, %v", name, failed, err)
			}
		}
		for _, put := range w.put {
			if int64(put.Amount) != c.amount || put.PaidOn.String() != c.paidOn || put.CompanyName != "Comune" ||
				put.Expires != w.position.Strict || put.Transfers[0].PostalIBAN != "IT57N0760114800000011050036" {
				t.Errorf("%s: put %+v", name, put)
			}
		}
		if len(w.put) != 2 || len(w.noted) != 2 {
			t.Errorf("%s: %d put, noted %v", name, len(w.put), w.noted)
		}
	}
	if shared[0].PostalIBAN != "" {
		t.Error("the notice itself was changed")
	}
}

// Goal: the operator sees what the archive refuses, with the reason, and has one tried again. Method: ask
// with three marks, one of them refused.
func TestOfficeSeesRefusals(t *testing.T) {
	w := newFixture()
	w.marks = []billing.Unpublished{{Number: "1"}, {Number: "2", Refusal: "status 422", Since: now}, {Number: "3"}}
	ask := w.function(calendar.Fixed(now), slog.New(slog.DiscardHandler))
	answer, err := ask(t.Context(), Event{Refused: "c_x000", Again: "2"})
	list, is := answer.([]Refused)
	if err != nil || !is || len(list) != 1 || list[0] != (Refused{"2", now, "status 422"}) {
		t.Errorf("%+v, %v", answer, err)
	}
	if len(w.noted) != 1 || w.noted[0] != "again 2" || len(w.sent) != 0 {
		t.Errorf("noted %v, sent %v", w.noted, w.sent)
	}
}

// Goal: a municipality that is not there is refused: an empty list would say that all is well. Method: ask for its
// notices, and for one of them again.
func TestQuestionAboutNobodyIsRefused(t *testing.T) {
	for _, event := range []Event{{Refused: "c_h501"}, {Refused: "c_h501", Again: "2"}} {
		w := newFixture()
		answer, err := w.function(calendar.Fixed(now), slog.New(slog.DiscardHandler))(t.Context(), event)
		if !problem.Is(err, problem.NotFound) || len(w.noted) != 0 {
			t.Errorf("%+v: %+v, %v, noted %v", event, answer, err, w.noted)
		}
	}
}

// Goal: a panic below gives the message back. Method: an archive that panics.
func TestPublishPanic(t *testing.T) {
	w := newFixture()
	w.answer = func(int) error { panic("bug") }
	if failed, _ := w.handle(t, new(bytes.Buffer), message(t)); failed != 1 {
		t.Error("the message is lost")
	}
}
