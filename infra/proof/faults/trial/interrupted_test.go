package trial_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/queue"
	"serviziscolastici/infra/proof/faults/trial"
)

// work is one message of each queue in a fresh world, to be interrupted at any call.
type work struct {
	name, function string
	prepare        func(*testing.T) (*trial.World, *trial.Town, *trial.Bills)
}

func works() []work {
	return []work{
		{"class", trial.Debits, func(t *testing.T) (*trial.World, *trial.Town, *trial.Bills) {
			w, town := newTown(t, "PAP")
			w.Meals.Send(request(friday), 1)
			return w, town, nil
		}},
		{"repeated class", trial.Debits, func(t *testing.T) (*trial.World, *trial.Town, *trial.Bills) {
			w, town := newTown(t, "PAP")
			w.Meals.Send(request(friday), 1)
			w.Meals.Drain(w.To(trial.Debits), 10, 1)
			w.Meals.Send(request(friday), 1)
			return w, town, nil
		}},
		{"corrected class", trial.Debits, func(t *testing.T) (*trial.World, *trial.Town, *trial.Bills) {
			w, town := newTown(t, "PAP")
			w.Meals.Send(request(friday), 1)
			w.Meals.Drain(w.To(trial.Debits), 10, 1)
			enter(t, town, friday, "APP")
			w.Meals.Send(request(friday), 1)
			return w, town, nil
		}},
		{"receipt", trial.Receipts, func(t *testing.T) (*trial.World, *trial.Town, *trial.Bills) {
			w, town := newTown(t, "A")
			bills := newBills(t, w)
			if err := w.SendReceipt(bills.Messages[0], 1); err != nil {
				t.Fatal(err)
			}
			return w, town, bills
		}},
		{"parked receipt", trial.Receipts, func(t *testing.T) (*trial.World, *trial.Town, *trial.Bills) {
			w, town := newTown(t, "A")
			bills := newBills(t, w)
			bills.Messages[0].Receipt.Amount++
			bills.Credits, bills.Paid, bills.Parked = nil, nil, 1
			if err := w.SendReceipt(bills.Messages[0], 1); err != nil {
				t.Fatal(err)
			}
			return w, town, bills
		}},
	}
}

// message is the body of the work's message.
func (k work) message(t *testing.T, bills *trial.Bills) string {
	t.Helper()
	if k.function == trial.Debits {
		return request(friday)
	}
	body, err := json.Marshal(bills.Messages[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func (k work) drain(w *trial.World) {
	q := w.Meals
	if k.function == trial.Receipts {
		q = w.Notifications
	}
	q.Drain(w.To(k.function), 10, 1)
}

// calls counts the calls that the work makes when nothing fails.
func (k work) calls(t *testing.T) int {
	t.Helper()
	w, town, bills := k.prepare(t)
	before := w.Proxy.Calls()
	k.drain(w)
	calls := w.Proxy.Calls() - before
	judge(t, w, town, bills)
	if calls == 0 {
		t.Fatal("the work makes no call")
	}
	return calls
}

// Goal: a process that dies between any two steps loses and doubles nothing. Method: kill it at call
// k, before or after the call took effect, for every k; the message comes again.
func TestT1CrashAtEachCall(t *testing.T) {
	for _, k := range works() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			for n := range k.calls(t) {
				for name, kind := range map[string]proxy.Kind{"before": proxy.Refused, "after": proxy.Lost} {
					t.Run(fmt.Sprintf("%d %s", n, name), func(t *testing.T) { crash(t, k, n, kind) })
				}
			}
		})
	}
}

func crash(t *testing.T, k work, n int, kind proxy.Kind) {
	w, town, bills := k.prepare(t)
	target := newNth(n)
	var dead atomic.Bool
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		<-target.came
		w.Kill(k.function)
		dead.Store(true)
	}()
	w.Proxy.Script(func(call proxy.Call) proxy.Kind {
		if target.is(call) {
			return kind
		}
		select {
		case <-target.came:
			if !dead.Load() { // the dying process says nothing more
				return proxy.Refused
			}
		default:
		}
		return proxy.None
	})
	k.drain(w)
	<-killed
	finish(t, w)
	judge(t, w, town, bills, trial.Ambiguous)
}

// Goal: a write whose reply is lost is found again, never done again. Method: lose the reply of all
// attempts of call k, for every k; the message comes again.
func TestT2LostReplyAtEachCall(t *testing.T) {
	for _, k := range works() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			for n := range k.calls(t) {
				t.Run(strconv.Itoa(n), func(t *testing.T) {
					t.Parallel()
					w, town, bills := k.prepare(t)
					w.Proxy.Script(always(proxy.Lost, newNth(n).is))
					k.drain(w)
					finish(t, w)
					judge(t, w, town, bills, trial.Ambiguous)
				})
			}
		})
	}
}

// Goal: of five deliveries at once one has an effect and none fails. Method: send each work's message
// four times more, and deliver all of them one by one to as many processes as there are.
func TestT3Duplicates(t *testing.T) {
	for _, k := range works() {
		t.Run(k.name, func(t *testing.T) {
			w, town, bills := k.prepare(t)
			w.Meals.Send(request(friday), 4)
			if bills != nil {
				if err := w.SendReceipt(bills.Messages[0], 4); err != nil {
					t.Fatal(err)
				}
			}
			w.Meals.Drain(w.To(trial.Debits), 1, 5)
			w.Notifications.Drain(w.To(trial.Receipts), 1, 5)
			if dead := len(w.Meals.Dead()) + len(w.Notifications.Dead()); dead > 0 {
				t.Errorf("%d dead letters", dead)
			}
			judge(t, w, town, bills)
		})
	}
}

// Goal: a message that appears again while its first consumer is still at work has one effect.
// Method: hold the first consumer at call k while a second one does it all, for every k; also with
// a presence that is corrected in between.
func TestT10VisibilityExpiresDuringWork(t *testing.T) {
	for _, k := range works() {
		for _, corrected := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, corrected %t", k.name, corrected), func(t *testing.T) {
				t.Parallel()
				for n := range k.calls(t) {
					overtake(t, k, n, corrected)
				}
			})
		}
	}
}

func overtake(t *testing.T, k work, n int, corrected bool) {
	w, town, bills := k.prepare(t)
	target := newNth(n)
	w.Proxy.Script(always(proxy.Hold, target.is))
	first := make(chan struct{})
	go func() {
		defer close(first)
		k.drain(w)
	}()
	<-target.came
	if corrected {
		enter(t, town, friday, "A")
	}
	second := queue.New(1)
	second.Send(k.message(t, bills), 1)
	second.Drain(w.To(k.function), 1, 1)
	w.Proxy.Release()
	<-first
	finish(t, w)
	judge(t, w, town, bills)
}
