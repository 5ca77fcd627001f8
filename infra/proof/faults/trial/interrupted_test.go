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
	prepare        func(*testing.T) (*trial.Fixture, *trial.Presences, *trial.Bills)
}

func works() []work {
	return []work{
		{"class", trial.Debits, func(t *testing.T) (*trial.Fixture, *trial.Presences, *trial.Bills) {
			f, presences := newPresences(t, "PAP")
			f.Meals.Send(request(friday), 1)
			return f, presences, nil
		}},
		{"repeated class", trial.Debits, func(t *testing.T) (*trial.Fixture, *trial.Presences, *trial.Bills) {
			f, presences := newPresences(t, "PAP")
			f.Meals.Send(request(friday), 1)
			f.Meals.Drain(f.To(trial.Debits), 10, 1)
			f.Meals.Send(request(friday), 1)
			return f, presences, nil
		}},
		{"corrected class", trial.Debits, func(t *testing.T) (*trial.Fixture, *trial.Presences, *trial.Bills) {
			f, presences := newPresences(t, "PAP")
			f.Meals.Send(request(friday), 1)
			f.Meals.Drain(f.To(trial.Debits), 10, 1)
			enter(t, presences, friday, "APP")
			f.Meals.Send(request(friday), 1)
			return f, presences, nil
		}},
		{"receipt", trial.Receipts, func(t *testing.T) (*trial.Fixture, *trial.Presences, *trial.Bills) {
			f, presences := newPresences(t, "A")
			bills := newBills(t, f)
			if err := f.SendReceipt(bills.Messages[0], 1); err != nil {
				t.Fatal(err)
			}
			return f, presences, bills
		}},
		{"parked receipt", trial.Receipts, func(t *testing.T) (*trial.Fixture, *trial.Presences, *trial.Bills) {
			f, presences := newPresences(t, "A")
			bills := newBills(t, f)
			bills.Messages[0].Receipt.Amount++
			bills.Credits, bills.Paid, bills.Parked = nil, nil, 1
			if err := f.SendReceipt(bills.Messages[0], 1); err != nil {
				t.Fatal(err)
			}
			return f, presences, bills
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

func (k work) drain(f *trial.Fixture) {
	q := f.Meals
	if k.function == trial.Receipts {
		q = f.Notifications
	}
	q.Drain(f.To(k.function), 10, 1)
}

// calls counts the calls that the work makes when nothing fails.
func (k work) calls(t *testing.T) int {
	t.Helper()
	f, presences, bills := k.prepare(t)
	before := f.Proxy.Calls()
	k.drain(f)
	calls := f.Proxy.Calls() - before
	judge(t, f, presences, bills)
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
	f, presences, bills := k.prepare(t)
	target := newNth(n)
	var dead atomic.Bool
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		<-target.came
		f.Kill(k.function)
		dead.Store(true)
	}()
	f.Proxy.Script(func(call proxy.Call) proxy.Kind {
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
	k.drain(f)
	<-killed
	finish(t, f)
	judge(t, f, presences, bills, trial.Ambiguous)
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
					f, presences, bills := k.prepare(t)
					f.Proxy.Script(always(proxy.Lost, newNth(n).is))
					k.drain(f)
					finish(t, f)
					judge(t, f, presences, bills, trial.Ambiguous)
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
			f, presences, bills := k.prepare(t)
			f.Meals.Send(request(friday), 4)
			if bills != nil {
				if err := f.SendReceipt(bills.Messages[0], 4); err != nil {
					t.Fatal(err)
				}
			}
			f.Meals.Drain(f.To(trial.Debits), 1, 5)
			f.Notifications.Drain(f.To(trial.Receipts), 1, 5)
			if dead := len(f.Meals.Dead()) + len(f.Notifications.Dead()); dead > 0 {
				t.Errorf("%d dead letters", dead)
			}
			judge(t, f, presences, bills)
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
	f, presences, bills := k.prepare(t)
	target := newNth(n)
	f.Proxy.Script(always(proxy.Hold, target.is))
	first := make(chan struct{})
	go func() {
		defer close(first)
		k.drain(f)
	}()
	<-target.came
	if corrected {
		enter(t, presences, friday, "A")
	}
	second := queue.New(1)
	second.Send(k.message(t, bills), 1)
	second.Drain(f.To(k.function), 1, 1)
	f.Proxy.Release()
	<-first
	finish(t, f)
	judge(t, f, presences, bills)
}
