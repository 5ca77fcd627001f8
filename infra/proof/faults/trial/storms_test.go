package trial_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/trial"
)

// Goal: conflicts of any number end in success or in a message that comes again, never in a loss, and
// tries are bounded. Method: a share of the transactions in conflict, from a seed, up to all of them;
// then calm, and the dead letters again.
func TestT5ConflictStorms(t *testing.T) {
	for _, percent := range []int{1, 10, 50, 100} {
		t.Run(fmt.Sprintf("%d%%", percent), func(t *testing.T) {
			t.Parallel()
			f, presences := newPresences(t, "PPPPAPPPPPPP")
			bills := newBills(t, f)
			draw, mu := rand.New(rand.NewPCG(uint64(percent), 5)), sync.Mutex{}
			t.Logf("seed %d", percent)
			storm(t, f, bills, func(call proxy.Call) proxy.Kind {
				mu.Lock()
				defer mu.Unlock()
				if isTransaction(call) && draw.IntN(100) < percent {
					return proxy.Conflict
				}
				return proxy.None
			})
			// 12 transactions at most, four tries each, five deliveries: beside them 10 reads each.
			if calls := f.Proxy.Calls(); calls > 5*(12*4+12+14) {
				t.Errorf("%d calls", calls)
			}
			if percent == 100 && len(f.Failures()[trial.Conflicting]) == 0 {
				t.Error("the storm made nothing fail")
			}
			calm(t, f)
			judge(t, f, presences, bills, trial.Conflicting)
		})
	}
}

// storm delivers a class and a receipt under a decider.
func storm(t *testing.T, f *trial.Fixture, bills *trial.Bills, decide proxy.Decider) {
	t.Helper()
	f.Meals.Send(request(friday), 1)
	if err := f.SendReceipt(bills.Messages[0], 1); err != nil {
		t.Fatal(err)
	}
	f.Proxy.Script(decide)
	drainBoth(f)
}

// drainBoth delivers what is in both queues.
func drainBoth(f *trial.Fixture) {
	var both sync.WaitGroup
	both.Go(func() { f.Meals.Drain(f.To(trial.Debits), 10, 2) })
	both.Go(func() { f.Notifications.Drain(f.To(trial.Receipts), 10, 2) })
	both.Wait()
}

// calm returns: the dead letters are sent again, and another evening passes.
func calm(t *testing.T, f *trial.Fixture) {
	t.Helper()
	f.Proxy.Script(quiet)
	f.Meals.Redrive()
	f.Notifications.Redrive()
	drainBoth(f)
	finish(t, f)
}

// Goal: a failed condition wins over a conflict that is reported with it: a repetition stays one.
// Method: three copies of everything, each cancellation mixed with a conflict.
func TestT5MixedCancellation(t *testing.T) {
	f, presences := newPresences(t, "PPA")
	bills := newBills(t, f)
	for range 3 {
		storm(t, f, bills, always(proxy.Mixed, every))
	}
	if f.Proxy.Faults() == 0 {
		t.Error("no cancellation was mixed")
	}
	finish(t, f)
	judge(t, f, presences, bills)
}

// Goal: a table that is throttled, broken or slow delays the work and loses none. Method: each fault
// on every call to each table, until the messages are dead letters; then calm.
func TestT6ThrottledTables(t *testing.T) {
	faults := map[string]proxy.Kind{
		"throttled": proxy.Throttled, "server error": proxy.ServerError, "slow": proxy.Slow,
		"unreachable": proxy.Refused,
	}
	tables := map[string]func(*trial.Fixture) string{
		"core":     func(f *trial.Fixture) string { return f.Core.Name },
		"presence": func(f *trial.Fixture) string { return f.School.Presence.Name },
		"ledger":   func(f *trial.Fixture) string { return f.Ledger.Ledger.Name },
	}
	for fault, kind := range faults {
		for table, name := range tables {
			t.Run(table+" "+fault, func(t *testing.T) {
				t.Parallel()
				f, presences := newPresences(t, "PAP")
				bills := newBills(t, f)
				storm(t, f, bills, always(kind, func(call proxy.Call) bool { return call.Names(name(f)) }))
				dead := len(f.Meals.Dead()) + len(f.Notifications.Dead())
				if (kind == proxy.Slow) != (dead == 0) {
					t.Errorf("%d dead letters", dead)
				}
				calm(t, f)
				judge(t, f, presences, bills, trial.Transient, trial.Ambiguous)
			})
		}
	}
}
