package main

import (
	"context"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/appio/service"
	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/message"
)

var (
	messages = flag.Int("messages", 300, "messages of the run under faults")
	seed     = flag.Uint64("seed", 1, "what its faults follow from")
	rate     = flag.Float64("rate", 0.05, "share of calls that fail")
)

// killed is a store whose process dies now and then before it notes that a message was sent.
type killed struct {
	message.Store
	flaky *flaky
}

func (k killed) Note(ctx context.Context, t message.Told, state message.State, ref string) error {
	k.flaky.mu.Lock()
	die := state == message.Sent && k.flaky.draw() < k.flaky.rate
	if die {
		n := number(t.Guardian)
		k.flaky.unsure[map[message.Channel]string{message.AppIO: codeOf(n), message.Mail: emailOf(n)}[t.Channel]] = true
		k.flaky.faulted++
	}
	k.flaky.mu.Unlock()
	if die {
		panic("killed")
	}
	return k.Store.Note(ctx, t, state, ref)
}

// Promise 14. Goal: whatever fails, every parent is told, and nobody is told the same twice on a day by one channel;
// on another day only those of whom nobody knew whether they had been. Method: three days of walks over families of
// four sorts, on two of them a share of requests is refused, cut off before or after it worked, or followed by the
// messenger's death; every look is delivered as the queue does. In the end fsck reads what was remembered.
func TestNoneLostNoneTwice(t *testing.T) {
	w := newFixture(t, *messages)
	draw := rand.New(rand.NewPCG(*seed, 0))
	trouble := &flaky{draw: draw.Float64, rate: *rate, unsure: map[string]bool{}}
	w.meddle = trouble.meddle
	w.messenger.Told = killed{Store: w.messenger.Told.(message.Store), flaky: trouble}
	for n := range *messages {
		w.owe(n, noon, calendar.NewDay(2026, 12, 31))
		switch n % 4 {
		case 0: // by both
			w.confirm(n)
		case 1: // on the app alone
		case 2: // by mail alone
			w.io.Set(codeOf(n), service.Absent)
			w.confirm(n)
		case 3: // refused to hear by the app
			w.io.Set(codeOf(n), service.Refusing)
			w.confirm(n)
		}
	}
	appBefore, mailBefore, days := 0, 0, map[string]int{}
	for day := range 3 {
		w.now = noon.Add(time.Duration(24*day) * time.Hour)
		if day == 2 {
			trouble.mu.Lock()
			trouble.rate = 0
			trouble.mu.Unlock()
		}
		for n := 0; n < *messages; n += classSize {
			for range 2 { // of the day's walks
				w.look(message.Look{Class: classOf(n)}, 4)
			}
		}
		today := map[string]int{}
		app, mails := w.io.Taken(), w.mail.Taken()
		for _, m := range app[appBefore:] {
			today[m.FiscalCode]++
		}
		for _, m := range mails[mailBefore:] {
			today[m.To]++
		}
		appBefore, mailBefore = len(app), len(mails)
		for who, count := range today {
			days[who]++
			if count > 1 {
				t.Errorf("day %d: %s is told %d times", day, who, count)
			}
		}
	}
	told, again := 0, 0
	for n := range *messages {
		if days[codeOf(n)]+days[emailOf(n)] > 0 {
			told++
		} else {
			t.Errorf("family %d is never told", n)
		}
		for _, who := range []string{codeOf(n), emailOf(n)} {
			if days[who] > 1 {
				again++
				if !trouble.unsure[who] {
					t.Errorf("%s is told on %d days for no reason", who, days[who])
				}
			}
		}
	}
	if trouble.faulted < *messages/50 {
		t.Errorf("only %d faults", trouble.faulted)
	}
	t.Logf("messages=%d told=%d faults=%d again=%d seed=%d", *messages, told, trouble.faulted, again, *seed)
	report, err := audit.Auditor{
		Client: w.tables.Ops.Client, Core: w.tables.Core.Name, Presence: w.tables.Presence.Name, Ledger: w.tables.Ledger.Name,
		Ops: w.tables.Ops.Name,
	}.Check(t.Context())
	if err != nil || !report.Clean() || report.Messages < *messages {
		t.Errorf("fsck: %d messages, %v, %v", report.Messages, report.Findings, err)
	}
}
