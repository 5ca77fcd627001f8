package trial_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/shared/calendar"
)

// T9. Goal: a class that hangs until the function's time is over comes again alone; its neighbours of
// the batch stay done. Method: one batch of three classes, every reply about the second one held.
func TestT9TimeoutInTheMiddleOfABatch(t *testing.T) {
	f, presences := newPresences(t, strings.Repeat("PPAPP", 15))
	f.Timeout = 3 * time.Second
	f.Proxy.Script(always(proxy.Hold, func(call proxy.Call) bool {
		return strings.Contains(string(call.Body), `#C0001"`) || strings.Contains(string(call.Body), `P000030"`)
	}))
	t.Cleanup(f.Proxy.Release)
	var records []string
	for i := range 3 {
		body := fmt.Sprintf(`{"version":1,"municipality":"c_x000","class":"C%04d","day":%q}`, i, friday)
		records = append(records, fmt.Sprintf(
			`{"messageId":"m%d","body":%q,"attributes":{"ApproximateReceiveCount":"1"}}`, i, body))
	}
	answer, err := f.Invoke(trial.Debits, []byte(`{"Records":[`+strings.Join(records, ",")+`]}`))
	if err != nil || string(answer) != `{"batchItemFailures":[{"itemIdentifier":"m1"}]}` {
		t.Errorf("%s, %v", answer, err)
	}
	finish(t, f)
	judge(t, f, presences, nil, trial.Ambiguous, trial.Transient)
}

// evenings are the moments at which days, years and clocks change.
func evenings() map[string]time.Time {
	at := func(year int, month time.Month, day, hour, minute int) time.Time {
		return time.Date(year, month, day, hour, minute, 0, 0, calendar.Rome())
	}
	return map[string]time.Time{
		"clock goes back":     time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), // the first 02:30
		"again":               time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), // the second 02:30
		"clock goes forward":  at(2027, 3, 28, 3, 30),
		"last minute of year": at(2026, 12, 31, 23, 59),
		"first of the year":   at(2027, 1, 1, 0, 1), // still 2026 in UTC
		"29 February":         at(2028, 2, 29, 23, 30),
		"school year ends":    at(2027, 8, 31, 23, 30),
		"school year begins":  at(2026, 9, 1, 0, 30),
	}
}

// T12. Goal: whatever moment the clocks show, the meals of that day and the days before are charged once
// on their service day, and a payment is booked on the day in Rome when it was made. Method: an evening
// and a payment at each moment when days, years or clocks change; also the evening before and after.
func TestT12DaysAtEveryTurnOfTheClock(t *testing.T) {
	for name, moment := range evenings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.At(moment)
			day := workday(calendar.DayOf(moment))
			presences, err := trial.NewPresences(t.Context(), f, 3, []calendar.Day{day})
			if err != nil {
				t.Fatal(err)
			}
			enter(t, presences, day, "PAP")
			bills := newBills(t, f)
			bills.Messages[0].Receipt.PaidAt = moment
			settle(t, f, bills.Messages[0])
			finish(t, f)
			f.At(moment.Add(24 * time.Hour))
			settle(t, f, bills.Messages[0])
			finish(t, f)
			judge(t, f, presences, bills)
			expectCreditOn(t, f, calendar.DayOf(moment))
		})
	}
}

// workday is the last day until then on which a class eats.
func workday(day calendar.Day) calendar.Day {
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDays(-1)
	}
	return day
}

func expectCreditOn(t *testing.T, f *trial.Fixture, want calendar.Day) {
	t.Helper()
	statement, err := f.Ledger.Statement(t.Context(), "c_x000", "P000000", want.AddDays(-30))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range statement.Lines {
		if line.TopUp != nil && line.Day != want {
			t.Errorf("the payment is booked on %s, not on %s", line.Day, want)
		}
	}
}

// T12. Goal: functions whose clocks disagree by a day and a half lose and double nothing: what is refused
// because it seems to lie ahead waits. Method: each function's clock wrong by 36 hours either way, then
// right again and the dead letters sent once more.
func TestT12SkewedClocks(t *testing.T) {
	for _, function := range []string{trial.Planner, trial.Debits, trial.Receipts} {
		for _, ahead := range []time.Duration{-36 * time.Hour, 36 * time.Hour} {
			t.Run(fmt.Sprintf("%s %s", function, ahead), func(t *testing.T) {
				t.Parallel()
				f, presences := newPresences(t, "PAP")
				bills := newBills(t, f)
				f.Skew(function, ahead)
				for range 2 {
					if _, err := f.Plan(); err != nil {
						t.Fatal(err)
					}
					storm(t, f, bills, quiet)
				}
				f.Skew(function, 0)
				calm(t, f)
				judge(t, f, presences, bills, trial.Business)
			})
		}
	}
}

// T14. Goal: no effect rests on the token by which DynamoDB knows a repeated transaction for ten minutes,
// nor on a queue's five minutes of deduplication. Method: the reply of call k is lost to all attempts and
// every attempt's token is new to DynamoDB, for every k; the message comes again eleven minutes and an
// hour later.
func TestT14RepeatedAfterTheWindows(t *testing.T) {
	for _, k := range works() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			for n := range k.calls(t) {
				f, presences, bills := k.prepare(t)
				f.Proxy.Forget()
				f.Proxy.Script(always(proxy.Lost, newNth(n).is))
				k.drain(f)
				f.Proxy.Script(quiet)
				for _, later := range []time.Duration{11 * time.Minute, time.Hour} {
					f.At(f.Now().Add(later))
					k.send(t, f, bills)
					k.drain(f)
				}
				finish(t, f)
				judge(t, f, presences, bills, trial.Ambiguous)
			}
		})
	}
}

// send puts the work's message on its queue again.
func (k work) send(t *testing.T, f *trial.Fixture, bills *trial.Bills) {
	t.Helper()
	q := f.Meals
	if k.function == trial.Receipts {
		q = f.Notifications
	}
	q.Send(k.message(t, bills), 1)
}

// T14. Goal: each delivery of a message uses tokens of its own, so that a test without the window is a
// fair one. Method: the tokens of two deliveries of each work.
func TestT14TokensAreNew(t *testing.T) {
	for _, k := range works() {
		f, _, bills := k.prepare(t)
		tokens := func() map[string]bool {
			seen, mu := map[string]bool{}, sync.Mutex{}
			f.Proxy.Script(func(call proxy.Call) proxy.Kind {
				mu.Lock()
				defer mu.Unlock()
				var body struct{ ClientRequestToken string }
				if err := json.Unmarshal(call.Body, &body); err == nil && body.ClientRequestToken != "" {
					seen[body.ClientRequestToken] = true
				}
				return proxy.None
			})
			k.send(t, f, bills)
			k.drain(f)
			return seen
		}
		first, second := tokens(), tokens()
		for token := range maps.Keys(first) {
			if second[token] {
				t.Errorf("%s: one token for two deliveries", k.name)
			}
		}
	}
}
