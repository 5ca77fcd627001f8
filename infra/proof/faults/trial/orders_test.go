package trial_test

import (
	"strings"
	"testing"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/queue"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
)

// Goal: a corrected presence counts the same whether the correction comes before, between or after
// the debits, and a later day may be debited first. Method: the same marks in every order of steps.
func TestT4PresencesInAnyOrder(t *testing.T) {
	thursday := friday.AddDays(-1)
	steps := map[string]func(*testing.T, *trial.World, *trial.Town){
		"c": func(t *testing.T, _ *trial.World, town *trial.Town) { enter(t, town, friday, "AAPP") },
		"f": func(_ *testing.T, w *trial.World, _ *trial.Town) { debit(w, friday) },
		"t": func(_ *testing.T, w *trial.World, _ *trial.Town) { debit(w, thursday) },
	}
	for _, order := range []string{"cft", "ctf", "fct", "ftc", "tcf", "tfc", "ffcftt", "tcfcft"} {
		t.Run(order, func(t *testing.T) {
			w, town := newTown(t, "PPPA")
			enter(t, town, thursday, "PAPP")
			for _, step := range order {
				steps[string(step)](t, w, town)
			}
			finish(t, w)
			judge(t, w, town, nil)
		})
	}
}

func debit(w *trial.World, day calendar.Day) {
	w.Meals.Send(request(day), 1)
	w.Meals.Drain(w.To(trial.Debits), 1, 1)
}

// Goal: a receipt that comes before its notice, or after it was cancelled, is kept and has no effect
// on it. Method: the number is known from another world with the same seed.
func TestT4ReceiptInAnyOrder(t *testing.T) {
	t.Run("before its notice", func(t *testing.T) {
		known := newBills(t, newWorld(t)).Messages[0]
		w, town := newTown(t, "A")
		settle(t, w, known)
		bills := newBills(t, w)
		if bills.Messages[0].Receipt.NoticeNumber != known.Receipt.NoticeNumber {
			t.Fatal("two worlds of one seed draw other numbers")
		}
		settle(t, w, known)
		judge(t, w, town, &trial.Bills{Parked: 1, Open: bills.Paid})
	})
	t.Run("after it was cancelled", func(t *testing.T) {
		w, town := newTown(t, "A")
		p, err := w.OpenTopUp(t.Context(), "f", "P000000", 2000)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Cancel(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		settle(t, w, trial.ReceiptFor(p, "rt-1"), trial.ReceiptFor(p, "rt-1"))
		judge(t, w, town, &trial.Bills{Parked: 1})
	})
}

// settle delivers receipts one by one, in order.
func settle(t *testing.T, w *trial.World, messages ...pagopa.ReceiptMessage) {
	t.Helper()
	for _, message := range messages {
		if err := w.SendReceipt(message, 1); err != nil {
			t.Fatal(err)
		}
		w.Notifications.Drain(w.To(trial.Receipts), 1, 1)
	}
	if dead := w.Notifications.Dead(); len(dead) > 0 {
		t.Errorf("%d dead letters", len(dead))
	}
}

// Goal: one receiptId with two contents has the effect of the first, and the second is parked.
// Method: the right amount and another one, in both orders, each repeated.
func TestT7SameReceiptOtherContent(t *testing.T) {
	t.Run("right amount first", func(t *testing.T) {
		w, town := newTown(t, "A")
		bills := newBills(t, w)
		altered := bills.Messages[0]
		altered.Receipt.Amount = 999_999
		settle(t, w, bills.Messages[0], altered, altered, bills.Messages[0])
		bills.Parked = 1
		judge(t, w, town, bills)
	})
	t.Run("other amount first", func(t *testing.T) {
		w, town := newTown(t, "A")
		bills := newBills(t, w)
		altered := bills.Messages[0]
		altered.Receipt.Amount = 999_999
		settle(t, w, altered, bills.Messages[0], altered, bills.Messages[0])
		judge(t, w, town, &trial.Bills{Parked: 2, Open: bills.Paid})
	})
}

// Goal: messages that can never be handled end in the dead letters, alone. Method: one batch of them
// with good ones in between.
func TestT8PoisonMessages(t *testing.T) {
	w, town := newTown(t, "PAP")
	bills := newBills(t, w)
	poison := map[*queue.Queue][]string{w.Meals: {
		"{", "", `{"version":9,"municipality":"c_x000","class":"C0000","day":"2026-11-20"}`,
		`{"version":1,"municipality":"c_x000","class":"C0000","day":"2026-02-30"}`, `{"version":1}`,
		request(friday.AddDays(1)), strings.Repeat("x", 256<<10),
	}}
	wrong := func(change func(*pagopa.ReceiptMessage)) {
		message := bills.Messages[0]
		change(&message)
		if err := w.SendReceipt(message, 1); err != nil {
			t.Fatal(err)
		}
	}
	wrong(func(m *pagopa.ReceiptMessage) { m.Version = 9 })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.CreditorFiscalCode = "88888888888" })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.Amount = 0 })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.Amount = -1 })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.Amount = 1 << 60 })
	wrong(func(m *pagopa.ReceiptMessage) { m.Receipt.ReceiptID = strings.Repeat("r", 3000) })
	poison[w.Notifications] = []string{"{", "", "[]", strings.Repeat("x", 256<<10)}
	for q, bodies := range poison {
		for _, body := range bodies {
			q.Send(body, 1)
		}
	}
	storm(t, w, bills, quiet)
	if dead := len(w.Meals.Dead()); dead != 7 {
		t.Errorf("%d dead letters about meals, not 7", dead)
	}
	if dead := len(w.Notifications.Dead()); dead != 10 {
		t.Errorf("%d dead letters about receipts, not 10", dead)
	}
	judge(t, w, town, bills, trial.Business)
}

// Goal: dead letters may be sent again at any later time, twice, also when the presence was corrected
// meanwhile. Method: a class gives up after it posted from an old sheet, and behind the back of the
// evening that was the last to go over it.
func TestT11Redrive(t *testing.T) {
	w, town := newTown(t, "PPP")
	w.Meals.Send(request(friday), 1)
	target := newNth(3) // after sheet, roster and tariffs: the first posting
	w.Proxy.Script(func(call proxy.Call) proxy.Kind {
		if target.is(call) {
			return proxy.Hold
		}
		return proxy.None
	})
	first := make(chan struct{})
	go func() {
		defer close(first)
		w.Meals.Drain(w.To(trial.Debits), 1, 1)
	}()
	<-target.came
	enter(t, town, friday, "AAA")
	other := queue.New(2)
	other.Send(request(friday), 1)
	other.Drain(w.To(trial.Debits), 1, 1)
	// The first consumer's posting goes through now, and all that it and its repetitions ask for
	// afterwards fails.
	w.Proxy.Interrupt(func(call proxy.Call) proxy.Kind {
		if target.is(call) {
			return proxy.None
		}
		return proxy.ServerError
	})
	w.Proxy.Release()
	<-first
	w.Proxy.Script(quiet)
	if letters := w.Meals.Redrive(); letters != 1 {
		t.Fatalf("%d dead letters", letters)
	}
	w.Meals.Send(request(friday), 1)
	w.Meals.Drain(w.To(trial.Debits), 1, 1)
	finish(t, w)
	judge(t, w, town, nil, trial.Transient)
}

// Goal: two planners at once and a night that dies half-way charge every meal once; the next evening
// finishes the work and then finds none. Method: two plans, processes killed during the debits.
func TestT16NightTwiceAndKilled(t *testing.T) {
	w, town := newTown(t, strings.Repeat("PPAPP", 12)) // three classes
	planned := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := w.Plan()
			planned <- err
		}()
	}
	for range 2 {
		if err := <-planned; err != nil {
			t.Fatal(err)
		}
	}
	target := newNth(20)
	w.Proxy.Script(always(proxy.Lost, target.is))
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		<-target.came
		w.Kill(trial.Debits)
	}()
	w.Meals.Drain(w.To(trial.Debits), 2, 3)
	<-killed
	w.Proxy.Script(quiet)
	messages, err := w.Plan()
	if err != nil || messages != 0 {
		t.Errorf("after a night that ended the planner finds %d classes, %v", messages, err)
	}
	finish(t, w)
	judge(t, w, town, nil, trial.Ambiguous)
}

// Goal: meals whose messages are gone for good are charged by the next evening, and a receipt that is gone
// has no effect until the node sends it again, and then one. Method: a queue that forgets everything, as
// the local stack's does when it is killed, half-way through the work.
func TestQueueThatForgets(t *testing.T) {
	w, town := newTown(t, strings.Repeat("PPAPP", 15)) // three classes
	bills := newBills(t, w)
	if _, err := w.Plan(); err != nil {
		t.Fatal(err)
	}
	debit(w, friday) // one class of three
	if err := w.SendReceipt(bills.Messages[0], 1); err != nil {
		t.Fatal(err)
	}
	w.Meals.Forget()
	w.Notifications.Forget()
	w.Notifications.Drain(w.To(trial.Receipts), 1, 1)
	finish(t, w)
	judge(t, w, town, &trial.Bills{Open: bills.Paid})
	settle(t, w, bills.Messages[0], bills.Messages[0])
	judge(t, w, town, bills)
}
