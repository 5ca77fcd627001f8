package trial_test

import (
	"strings"
	"testing"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/queue"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
)

// Goal: a corrected presence counts the same whether the correction comes before, between or after
// the debits, and a later day may be debited first. Method: the same marks in every order of steps.
func TestT4PresencesInAnyOrder(t *testing.T) {
	thursday := friday.AddDays(-1)
	steps := map[string]func(*testing.T, *trial.Fixture, *trial.Presences){
		"c": func(t *testing.T, _ *trial.Fixture, presences *trial.Presences) { enter(t, presences, friday, "AAPP") },
		"f": func(_ *testing.T, f *trial.Fixture, _ *trial.Presences) { debit(f, friday) },
		"t": func(_ *testing.T, f *trial.Fixture, _ *trial.Presences) { debit(f, thursday) },
	}
	for _, order := range []string{"cft", "ctf", "fct", "ftc", "tcf", "tfc", "ffcftt", "tcfcft"} {
		t.Run(order, func(t *testing.T) {
			f, presences := newPresences(t, "PPPA")
			enter(t, presences, thursday, "PAPP")
			for _, step := range order {
				steps[string(step)](t, f, presences)
			}
			finish(t, f)
			judge(t, f, presences, nil)
		})
	}
}

func debit(f *trial.Fixture, day calendar.Day) {
	f.Meals.Send(request(day), 1)
	f.Meals.Drain(f.To(trial.Debits), 1, 1)
}

// Goal: a receipt that comes before its notice, or after it was cancelled, is kept and has no effect
// on it. Method: the number is known from another fixture with the same seed.
func TestT4ReceiptInAnyOrder(t *testing.T) {
	t.Run("before its notice", func(t *testing.T) {
		known := newBills(t, newFixture(t)).Messages[0]
		f, presences := newPresences(t, "A")
		settle(t, f, known)
		bills := newBills(t, f)
		if bills.Messages[0].Receipt.NoticeNumber != known.Receipt.NoticeNumber {
			t.Fatal("two fixtures of one seed draw other numbers")
		}
		settle(t, f, known)
		judge(t, f, presences, &trial.Bills{Parked: 1, Open: bills.Paid})
	})
	t.Run("after it was cancelled", func(t *testing.T) {
		f, presences := newPresences(t, "A")
		p, err := f.OpenTopUp(t.Context(), "f", "P000000", 2000)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Cancel(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		settle(t, f, fixture.ReceiptFor(p, "rt-1"), fixture.ReceiptFor(p, "rt-1"))
		judge(t, f, presences, &trial.Bills{Parked: 1})
	})
}

// settle delivers receipts one by one, in order.
func settle(t *testing.T, f *trial.Fixture, messages ...pagopa.ReceiptMessage) {
	t.Helper()
	for _, message := range messages {
		if err := f.SendReceipt(message, 1); err != nil {
			t.Fatal(err)
		}
		f.Notifications.Drain(f.To(trial.Receipts), 1, 1)
	}
	if dead := f.Notifications.Dead(); len(dead) > 0 {
		t.Errorf("%d dead letters", len(dead))
	}
}

// Goal: one receiptId with two contents has the effect of the first, and the second is parked.
// Method: the right amount and another one, in both orders, each repeated.
func TestT7SameReceiptOtherContent(t *testing.T) {
	t.Run("right amount first", func(t *testing.T) {
		f, presences := newPresences(t, "A")
		bills := newBills(t, f)
		altered := bills.Messages[0]
		altered.Receipt.Amount = 999_999
		settle(t, f, bills.Messages[0], altered, altered, bills.Messages[0])
		bills.Parked = 1
		judge(t, f, presences, bills)
	})
	t.Run("other amount first", func(t *testing.T) {
		f, presences := newPresences(t, "A")
		bills := newBills(t, f)
		altered := bills.Messages[0]
		altered.Receipt.Amount = 999_999
		settle(t, f, altered, bills.Messages[0], altered, bills.Messages[0])
		judge(t, f, presences, &trial.Bills{Parked: 2, Open: bills.Paid})
	})
}

// Goal: messages that can never be handled end in the dead letters, alone. Method: one batch of them
// with good ones in between.
func TestT8PoisonMessages(t *testing.T) {
	f, presences := newPresences(t, "PAP")
	bills := newBills(t, f)
	poison := map[*queue.Queue][]string{f.Meals: {
		"{", "", `{"version":9,"municipality":"c_x000","class":"C0000","day":"2026-11-20"}`,
		`{"version":1,"municipality":"c_x000","class":"C0000","day":"2026-02-30"}`, `{"version":1}`,
		request(friday.AddDays(1)), strings.Repeat("x", 256<<10),
	}}
	wrong := func(change func(*pagopa.ReceiptMessage)) {
		message := bills.Messages[0]
		change(&message)
		if err := f.SendReceipt(message, 1); err != nil {
			t.Fatal(err)
		}
	}
	wrong(func(m *pagopa.ReceiptMessage) { m.Version = 9 })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.CreditorFiscalCode = "88888888888" })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.Amount = 0 })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.Amount = -1 })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.Amount = 1 << 60 })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.ReceiptID = strings.Repeat("r", 3000) })
	poison[f.Notifications] = []string{"{", "", "[]", strings.Repeat("x", 256<<10)}
	for q, bodies := range poison {
		for _, body := range bodies {
			q.Send(body, 1)
		}
	}
	storm(t, f, bills, quiet)
	if dead := len(f.Meals.Dead()); dead != 7 {
		t.Errorf("%d dead letters about meals, not 7", dead)
	}
	if dead := len(f.Notifications.Dead()); dead != 10 {
		t.Errorf("%d dead letters about receipts, not 10", dead)
	}
	judge(t, f, presences, bills, trial.Business)
}

// Goal: dead letters may be sent again at any later time, twice, also when the presence was corrected
// meanwhile. Method: a class gives up after it posted from an old sheet, and behind the back of the
// evening that was the last to go over it.
func TestT11Redrive(t *testing.T) {
	f, presences := newPresences(t, "PPP")
	f.Meals.Send(request(friday), 1)
	target := newNth(3) // after sheet, roster and tariffs: the first posting
	f.Proxy.Script(func(call proxy.Call) proxy.Kind {
		if target.is(call) {
			return proxy.Hold
		}
		return proxy.None
	})
	first := make(chan struct{})
	go func() {
		defer close(first)
		f.Meals.Drain(f.To(trial.Debits), 1, 1)
	}()
	<-target.came
	enter(t, presences, friday, "AAA")
	other := queue.New(2)
	other.Send(request(friday), 1)
	other.Drain(f.To(trial.Debits), 1, 1)
	// The first consumer's posting goes through now, and all that it and its repetitions ask for
	// afterwards fails.
	f.Proxy.Interrupt(func(call proxy.Call) proxy.Kind {
		if target.is(call) {
			return proxy.None
		}
		return proxy.ServerError
	})
	f.Proxy.Release()
	<-first
	f.Proxy.Script(quiet)
	if letters := f.Meals.Redrive(); letters != 1 {
		t.Fatalf("%d dead letters", letters)
	}
	f.Meals.Send(request(friday), 1)
	f.Meals.Drain(f.To(trial.Debits), 1, 1)
	finish(t, f)
	judge(t, f, presences, nil, trial.Transient)
}

// Goal: two planners at once and a night that dies half-way charge every meal once; the next evening
// finishes the work and then finds none. Method: two plans, processes killed during the debits.
func TestT16NightTwiceAndKilled(t *testing.T) {
	f, presences := newPresences(t, strings.Repeat("PPAPP", 12)) // three classes
	planned := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := f.Plan()
			planned <- err
		}()
	}
	for range 2 {
		if err := <-planned; err != nil {
			t.Fatal(err)
		}
	}
	target := newNth(20)
	f.Proxy.Script(always(proxy.Lost, target.is))
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		<-target.came
		f.Kill(trial.Debits)
	}()
	f.Meals.Drain(f.To(trial.Debits), 2, 3)
	<-killed
	f.Proxy.Script(quiet)
	messages, err := f.Plan()
	if err != nil || messages != 0 {
		t.Errorf("after a night that ended the planner finds %d classes, %v", messages, err)
	}
	finish(t, f)
	judge(t, f, presences, nil, trial.Ambiguous)
}

// Goal: meals whose messages are gone for good are charged by the next evening, and a receipt that is gone
// has no effect until the node sends it again, and then one. Method: a queue that forgets everything, as
// the local stack's does when it is killed, half-way through the work.
func TestQueueThatForgets(t *testing.T) {
	f, presences := newPresences(t, strings.Repeat("PPAPP", 15)) // three classes
	bills := newBills(t, f)
	if _, err := f.Plan(); err != nil {
		t.Fatal(err)
	}
	debit(f, friday) // one class of three
	if err := f.SendReceipt(bills.Messages[0], 1); err != nil {
		t.Fatal(err)
	}
	f.Meals.Forget()
	f.Notifications.Forget()
	f.Notifications.Drain(f.To(trial.Receipts), 1, 1)
	finish(t, f)
	judge(t, f, presences, &trial.Bills{Open: bills.Paid})
	settle(t, f, bills.Messages[0], bills.Messages[0])
	judge(t, f, presences, bills)
}
