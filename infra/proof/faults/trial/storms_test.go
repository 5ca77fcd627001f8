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
			w, town := newTown(t, "PPPPAPPPPPPP")
			bills := newBills(t, w)
			draw, mu := rand.New(rand.NewPCG(uint64(percent), 5)), sync.Mutex{}
			t.Logf("seed %d", percent)
			storm(t, w, bills, func(call proxy.Call) proxy.Kind {
				mu.Lock()
				defer mu.Unlock()
				if isTransaction(call) && draw.IntN(100) < percent {
					return proxy.Conflict
				}
				return proxy.None
			})
			// 12 transactions at most, four tries each, five deliveries: beside them 10 reads each.
			if calls := w.Proxy.Calls(); calls > 5*(12*4+12+14) {
				t.Errorf("%d calls", calls)
			}
			if percent == 100 && len(w.Failures()[trial.Conflicting]) == 0 {
				t.Error("the storm made nothing fail")
			}
			calm(t, w)
			judge(t, w, town, bills, trial.Conflicting)
		})
	}
}

// storm delivers a class and a receipt under a decider.
func storm(t *testing.T, w *trial.World, bills *trial.Bills, decide proxy.Decider) {
	t.Helper()
	w.Meals.Send(request(friday), 1)
	if err := w.SendReceipt(bills.Messages[0], 1); err != nil {
		t.Fatal(err)
	}
	w.Proxy.Script(decide)
	drainBoth(w)
}

// drainBoth delivers what is in both queues.
func drainBoth(w *trial.World) {
	var both sync.WaitGroup
	both.Go(func() { w.Meals.Drain(w.To(trial.Debits), 10, 2) })
	both.Go(func() { w.Notifications.Drain(w.To(trial.Receipts), 10, 2) })
	both.Wait()
}

// calm returns: the dead letters are sent again, and another evening passes.
func calm(t *testing.T, w *trial.World) {
	t.Helper()
	w.Proxy.Script(quiet)
	w.Meals.Redrive()
	w.Notifications.Redrive()
	drainBoth(w)
	finish(t, w)
}

// Goal: a failed condition wins over a conflict that is reported with it: a repetition stays one.
// Method: three copies of everything, each cancellation mixed with a conflict.
func TestT5MixedCancellation(t *testing.T) {
	w, town := newTown(t, "PPA")
	bills := newBills(t, w)
	for range 3 {
		storm(t, w, bills, always(proxy.Mixed, every))
	}
	if w.Proxy.Faults() == 0 {
		t.Error("no cancellation was mixed")
	}
	finish(t, w)
	judge(t, w, town, bills)
}

// Goal: a table that is throttled, broken or slow delays the work and loses none. Method: each fault
// on every call to each table, until the messages are dead letters; then calm.
func TestT6ThrottledTables(t *testing.T) {
	faults := map[string]proxy.Kind{
		"throttled": proxy.Throttled, "server error": proxy.ServerError, "slow": proxy.Slow,
		"unreachable": proxy.Refused,
	}
	tables := map[string]func(*trial.World) string{
		"core":     func(w *trial.World) string { return w.Core.Name },
		"presence": func(w *trial.World) string { return w.School.Presence.Name },
		"ledger":   func(w *trial.World) string { return w.Ledger.Ledger.Name },
	}
	for fault, kind := range faults {
		for table, name := range tables {
			t.Run(table+" "+fault, func(t *testing.T) {
				t.Parallel()
				w, town := newTown(t, "PAP")
				bills := newBills(t, w)
				storm(t, w, bills, always(kind, func(call proxy.Call) bool { return call.Names(name(w)) }))
				dead := len(w.Meals.Dead()) + len(w.Notifications.Dead())
				if (kind == proxy.Slow) != (dead == 0) {
					t.Errorf("%d dead letters", dead)
				}
				calm(t, w)
				judge(t, w, town, bills, trial.Transient, trial.Ambiguous)
			})
		}
	}
}
