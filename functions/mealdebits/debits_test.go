package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

const (
	tenant = "c_x000"
	class  = "3A"
	pupils = 12
)

var (
	night   = time.Date(2026, 11, 20, 21, 0, 0, 0, calendar.Rome())
	today   = calendar.NewDay(2026, 11, 20)
	request = lambdahost.Message{Body: `{"version":1,"municipality":"c_x000","class":"3A","day":"2026-11-20"}`}
)

// fixture is a class with its tables on the emulator: twelve pupils, band B at 4,50, band X unknown. The handler reaches
// them with the function's rights alone.
type fixture struct {
	t       *testing.T
	handler Handler
	school  school.Store
	ledger  ledger.Store
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	clock := calendar.Fixed(night)
	tables := rightstest.Tables(t)
	stores := func(tables rightstest.Set) (school.Store, ledger.Store) {
		return school.Store{Core: tables.Core, Presence: tables.Presence, Clock: clock},
			ledger.Store{Ledger: tables.Ledger, Clock: clock}
	}
	c := fixture{t: t}
	c.school, c.ledger = stores(tables)
	people, accounts := stores(tables.As(t, "mealdebits"))
	c.handler = Handler{School: people, Ledger: accounts, Clock: clock, Log: slog.New(slog.DiscardHandler)}
	first, last := calendar.NewDay(2026, 9, 14), calendar.NewDay(2027, 6, 30)
	c.price("B", first, last)
	for n := range pupils {
		c.enrol(pupil(n), "B", first, last)
	}
	return c
}

func pupil(n int) string { return fmt.Sprintf("A%03d", n) }

func (c fixture) enrol(id, band string, from, to calendar.Day) {
	c.t.Helper()
	if _, err := c.school.SavePupil(c.t.Context(), tenant, school.Pupil{ID: id, Name: id}, nil); err != nil {
		c.t.Fatal(err)
	}
	_, err := c.school.SaveEnrolments(c.t.Context(), tenant, id, []school.Enrolment{{
		Pupil: id, Year: 2026, Service: school.Canteen, Class: class, Band: band, From: from, To: to,
	}})
	if err != nil {
		c.t.Fatal(err)
	}
}

// price gives a band the tariff of 4,50.
func (c fixture) price(band string, from, to calendar.Day) {
	c.t.Helper()
	_, err := c.school.SaveTariff(c.t.Context(), tenant, school.Tariff{
		Year: 2026, Service: school.Canteen, Band: band, Price: 450, From: from, To: to,
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// register enters marks, one letter a pupil in order.
func (c fixture) register(marks string) {
	c.t.Helper()
	entered := make(map[string]school.Mark)
	for n, mark := range marks {
		entered[pupil(n)] = school.Mark(mark)
	}
	if _, err := c.school.SaveMarks(c.t.Context(), tenant, class, today, entered); err != nil {
		c.t.Fatal(err)
	}
}

// debitOne handles one message of the queue by itself.
func (h Handler) debitOne(ctx context.Context, delivered lambdahost.Message) error {
	return h.Begin(ctx, []lambdahost.Message{delivered})(ctx, delivered)
}

func (c fixture) debit(again bool) {
	c.t.Helper()
	message := request
	message.Again = again
	if err := c.handler.debitOne(c.t.Context(), message); err != nil {
		c.t.Fatal(err)
	}
}

// owes checks every balance: minus the price for a letter that eats, else zero.
func (c fixture) owes(marks string) {
	c.t.Helper()
	for n, mark := range marks {
		statement, err := c.ledger.Statement(c.t.Context(), tenant, pupil(n), today)
		if err != nil {
			c.t.Fatal(err)
		}
		want := money.Cents(0)
		if school.Mark(mark).Eaten() {
			want = -450
		}
		if statement.Account.Balance != want || statement.Account.Version != len(statement.Lines) {
			c.t.Errorf("%s marked %c: balance %d with %d entries, want %d", pupil(n), mark,
				statement.Account.Balance, len(statement.Lines), want)
		}
	}
}

// Goal: who ate is debited, who did not is not, and doing it again changes nothing. Method: the
// same message three times, then delivered again.
func TestDebitsOnce(t *testing.T) {
	c := newFixture(t)
	c.register("PPABPPPPPPAA")
	for range 3 {
		c.debit(false)
	}
	c.debit(true)
	c.owes("PPABPPPPPPAA")
	batch, err := c.ledger.BatchOf(t.Context(), tenant, today, class)
	if err != nil || batch.Meals != 9 || batch.Total != 9*450 || !batch.Covers(1, false) {
		t.Errorf("marker %+v, %v", batch, err)
	}
}

// Goal: a corrected presence posts the difference, in both directions and back. Method: correct
// three times, debit after each.
func TestCorrections(t *testing.T) {
	c := newFixture(t)
	for _, marks := range []string{"PPPPPPAAAAAA", "AAPPPPPPAAAA", "PAPPPPPPAAAA", "AAAAAAAAAAAA"} {
		c.register(marks)
		c.debit(false)
		c.owes(marks)
	}
}

// Goal: many workers on one class at once leave one debit each. Method: ten handlers together,
// and a presence that is corrected while they run.
func TestConcurrentWorkers(t *testing.T) {
	c := newFixture(t)
	c.register("PPPPPPPPPPPP")
	var all sync.WaitGroup
	for n := range 10 {
		all.Go(func() {
			// A worker that finds the class changing too often gives the message back; that is allowed.
			_ = c.handler.debitOne(t.Context(), request)
			if n == 4 {
				c.register("AAAAPPPPPPPP")
			}
		})
	}
	all.Wait()
	c.debit(true)
	c.owes("AAAAPPPPPPPP")
}

// Goal: a worker that died between the postings and the marker does no harm, also when the
// presence was corrected in between. Method: post by hand what the dead one had posted.
func TestCrashBeforeTheMarker(t *testing.T) {
	c := newFixture(t)
	c.register("PPPPPPPPPPPP")
	for n := range 5 {
		detail := ledger.MealDetail{Class: class, Mark: "P", Band: "B", Price: 450, Presence: 1}
		if _, err := c.ledger.PostMeal(t.Context(), tenant, pupil(n), today, detail); err != nil {
			t.Fatal(err)
		}
	}
	c.register("AAAPPPPPPPPP")
	c.debit(true)
	c.owes("AAAPPPPPPPPP")
}

// Goal: who ate without a valid tariff is counted, not forgotten, and debited once the tariff is
// there. Method: an unknown band, then its tariff.
func TestUnpricedMealIsDebitedLater(t *testing.T) {
	c := newFixture(t)
	first, last := calendar.NewDay(2026, 9, 14), calendar.NewDay(2027, 6, 30)
	c.enrol(pupil(0), "X", first, last)
	c.register("PP")
	c.debit(false)
	c.owes("AP")
	batch, err := c.ledger.BatchOf(t.Context(), tenant, today, class)
	if err != nil || batch.Unpriced != 1 || batch.Covers(1, false) {
		t.Fatalf("marker %+v, %v", batch, err)
	}
	c.price("X", first, last)
	c.debit(false)
	c.owes("PP")
}

// Goal: a class that a pupil has left does not refund what the new class debited. Method: the old
// sheet still marks the pupil absent, and its message comes again.
func TestOldClassRefundsNothing(t *testing.T) {
	c := newFixture(t)
	c.register("AP")
	_, err := c.school.SaveEnrolments(t.Context(), tenant, pupil(0), []school.Enrolment{{
		Pupil: pupil(0), Year: 2026, Service: school.Canteen, Class: "3B", Band: "B",
		From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 30),
	}})
	if err != nil {
		t.Fatal(err)
	}
	detail := ledger.MealDetail{Class: "3B", Mark: "P", Band: "B", Price: 450, Presence: 1}
	if _, err := c.ledger.PostMeal(t.Context(), tenant, pupil(0), today, detail); err != nil {
		t.Fatal(err)
	}
	c.debit(true)
	c.owes("PP")
}

// Goal: a class gives back what it debited itself to a pupil who has left it since, and the class of the day debits the pupil
// who ate there. Method: debited as present, then corrected to absent and moved, present or absent in the new class.
func TestOldClassRefundsItsOwn(t *testing.T) {
	for name, ateElsewhere := range map[string]bool{"A": false, "P": true} {
		t.Run(name, func(t *testing.T) {
			c := newFixture(t)
			c.register("PP")
			c.debit(false)
			c.register("AP")
			c.enrol(pupil(0), "B", calendar.NewDay(2026, 9, 14), calendar.NewDay(2026, 11, 15))
			_, err := c.school.SaveEnrolments(t.Context(), tenant, pupil(0), []school.Enrolment{{
				Pupil: pupil(0), Year: 2026, Service: school.Canteen, Class: "3B", Band: "B",
				From: calendar.NewDay(2026, 11, 16), To: calendar.NewDay(2027, 6, 30),
			}})
			if err != nil {
				t.Fatal(err)
			}
			marks := map[string]school.Mark{pupil(0): school.Mark(name)}
			if _, err := c.school.SaveMarks(t.Context(), tenant, "3B", today, marks); err != nil {
				t.Fatal(err)
			}
			c.debit(false)
			c.debit(true)
			c.owes("AP")
			c.evening("3B")
			c.debit(true)
			if ateElsewhere {
				c.owes("PP")
			} else {
				c.owes("AP")
			}
		})
	}
}

// move enrols the first pupil in another class from Monday on, in a band of another price.
func (c fixture) move() {
	c.t.Helper()
	monday, last := calendar.NewDay(2026, 11, 16), calendar.NewDay(2027, 6, 30)
	if _, err := c.school.SaveTariff(c.t.Context(), tenant, school.Tariff{
		Year: 2026, Service: school.Canteen, Band: "C", Price: 320, From: monday, To: last,
	}); err != nil {
		c.t.Fatal(err)
	}
	c.enrol(pupil(0), "B", calendar.NewDay(2026, 9, 14), monday.AddDays(-1))
	if _, err := c.school.SaveEnrolments(c.t.Context(), tenant, pupil(0), []school.Enrolment{{
		Pupil: pupil(0), Year: 2026, Service: school.Canteen, Class: "3B", Band: "C", From: monday, To: last,
	}}); err != nil {
		c.t.Fatal(err)
	}
}

// moved fails unless the first pupil has paid so much and the class has so many meals, of which some wait.
func (c fixture) moved(when string, paid money.Cents, meals, waiting int) {
	c.t.Helper()
	sum := c.paid()
	batch, err := c.ledger.BatchOf(c.t.Context(), tenant, today, class)
	if err != nil || sum != paid || batch.Meals != meals || batch.Unpriced != waiting {
		c.t.Errorf("%s: paid %d, want %d; marker %+v, %v", when, sum, paid, batch, err)
	}
}

// Goal: the meal of a pupil whose class was changed from a day before it, and who is on the sheet of the old class, does not wait for
// a tariff: it costs what the band of the new class says, once, and keeps its price; only a pupil on both sheets waits. Method: moved
// before the evening, and after it with another's correction; then marked in the new class too, whose evening posts nothing more; on
// both sheets from the start.
func TestMovedPupilPaysByTheClassOfTheDay(t *testing.T) {
	inNew := func(c fixture, mark school.Mark) {
		t.Helper()
		if _, err := c.school.SaveMarks(t.Context(), tenant, "3B", today, map[string]school.Mark{pupil(0): mark}); err != nil {
			t.Fatal(err)
		}
	}
	before := newFixture(t)
	before.register("PPA")
	before.move()
	before.debit(false)
	before.moved("moved before the evening", 320, 2, 0)
	before.debit(true)
	before.moved("once more", 320, 2, 0)
	inNew(before, school.Present)
	message := lambdahost.Message{Body: strings.ReplaceAll(request.Body, `"3A"`, `"3B"`)}
	if err := before.handler.debitOne(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	before.moved("marked in the new class", 320, 2, 0)

	after := newFixture(t)
	after.register("PPA")
	after.debit(false)
	after.move()
	after.register("PPP")
	after.debit(false)
	after.moved("moved after the evening", 450, 3, 0)

	for mark, paid := range map[school.Mark]money.Cents{school.Present: 320, school.Absent: 0} {
		both := newFixture(t)
		both.register("PPA")
		both.move()
		inNew(both, mark)
		if err := both.handler.debitOne(t.Context(), message); err != nil {
			t.Fatal(err)
		}
		both.debit(false)
		both.moved("on both sheets, "+string(mark), paid, 1, 1)
	}
}

// Goal: a message that comes back from the dead letters, where all look new, closes the class at the prices
// that are posted. Method: one meal posted by a handler that died, then another band, then the message as new.
func TestRedrivenMessageLooksAtWhatIsPosted(t *testing.T) {
	c := newFixture(t)
	first, last := calendar.NewDay(2026, 9, 14), calendar.NewDay(2027, 6, 30)
	c.enrol(pupil(0), "X", first, last)
	c.register("PP")
	detail := ledger.MealDetail{Class: class, Mark: "P", Band: "X", Price: 200, Presence: 1}
	if _, err := c.ledger.PostMeal(t.Context(), tenant, pupil(0), today, detail); err != nil {
		t.Fatal(err)
	}
	c.price("X", first, last)
	c.debit(false)
	batch, err := c.ledger.BatchOf(t.Context(), tenant, today, class)
	if err != nil || batch.Total != 200+450 || batch.Meals != 2 {
		t.Errorf("marker %+v, %v", batch, err)
	}
	for n, want := range []money.Cents{-200, -450} {
		c.has(n, want)
	}
}

// Goal: a malformed message fails alone. Method: a batch with bad neighbours.
func TestMalformedMessagesFailAlone(t *testing.T) {
	c := newFixture(t)
	c.register("PPPPPPPPPPPP")
	bodies := []string{
		"{", `{"version":2,"municipality":"c_x000","class":"3A","day":"2026-11-20"}`, request.Body,
		`{"version":1,"municipality":"c_x000","class":"3A","day":"2026-11-21"}`, `{"version":1,"day":"2026-11-20"}`,
	}
	var event events.SQSEvent
	for n, body := range bodies {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: fmt.Sprint(n), Body: body, Attributes: map[string]string{"ApproximateReceiveCount": "1"},
		})
	}
	response, err := lambdahost.Batches(c.handler.Log, parallelClasses, c.handler.Begin)(t.Context(), event)
	if err != nil || len(response.BatchItemFailures) != 4 {
		t.Fatalf("%+v, %v", response, err)
	}
	for _, failure := range response.BatchItemFailures {
		if failure.ItemIdentifier == "2" {
			t.Error("the good message failed")
		}
	}
	c.owes("PPPPPPPPPPPP")
}
