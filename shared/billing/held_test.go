package billing_test

import (
	"fmt"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Goal: evidence of a payment never leaves the debt collectable: a payer gets 120 euro, the office changes
// the document to 125, the receipt of 120 comes. Nothing more can be paid until the office has looked.
// Method: that order, then what the office does.
func TestEvidenceOfPaymentHoldsTheNotice(t *testing.T) {
	store := newStore(t)
	given := issued(t, store, sharedDocument())
	change := billing.Change{Document: "2026/7", Action: billing.Reprice, Amount: 12500}
	if _, err := store.ChangeDocument(t.Context(), town(), change); err != nil {
		t.Fatal(err)
	}
	settle(t, store, receiptFor(given, "r1"), billing.Parked)
	notice := noticeOf(t, store, sharedDocument())
	if !notice.Held() || notice.Payable(calendar.DayOf(noon)) {
		t.Errorf("still payable: %+v", notice)
	}
	if _, err := store.NewCart(t.Context(), town().ID, "g1", []billing.Position{notice}); !problem.Is(err, problem.Conflict) {
		t.Errorf("a cart: %v", err)
	}
	if err := store.Handle(t.Context(), town().ID, "r1", billing.Refunded); err != nil {
		t.Fatal(err)
	}
	if notice = noticeOf(t, store, sharedDocument()); notice.Held() || !notice.Payable(calendar.DayOf(noon)) {
		t.Errorf("given back, and still held: %+v", notice)
	}
}

// Goal: a receipt whose id is known with another content is evidence of a payment too. It may name another notice,
// or be the right amount after a wrong one: what it names is not payable before the office has looked at every
// payment, and the parent reads of it. Method: one of each, then what the office does.
func TestAlteredReceiptHoldsTheNoticeThatItNames(t *testing.T) {
	store := newStore(t)
	another := sharedDocument()
	another.Number, another.Guardian = "2026/8", "g2"
	settle(t, store, receiptFor(issued(t, store, another), "r1"), billing.Settled)
	named := issued(t, store, sharedDocument())
	settle(t, store, receiptFor(named, "r1"), billing.Parked)
	settle(t, store, receiptFor(named, "r1"), billing.Parked)

	other := receiptFor(named, "r2")
	other.Receipt.Amount--
	settle(t, store, other, billing.Parked)
	settle(t, store, receiptFor(named, "r2"), billing.Parked)

	notice := noticeOf(t, store, sharedDocument())
	if len(notice.Extras) != 3 {
		t.Fatalf("the notice knows of %d payments: %+v", len(notice.Extras), notice.Extras)
	}
	for _, extra := range notice.Extras {
		if notice = noticeOf(t, store, sharedDocument()); !notice.Held() {
			t.Errorf("payable before the office has looked at %s", extra.Receipt)
		}
		if err := store.Handle(t.Context(), town().ID, extra.Receipt, billing.Refunded); err != nil {
			t.Fatalf("%s: %v", extra.Receipt, err)
		}
	}
	if notice = noticeOf(t, store, sharedDocument()); notice.Held() {
		t.Errorf("given back, and still held: %+v", notice.Extras)
	}
}

// FuzzPaymentOrder plays orders of what payers, parent and office do with a notice: verify or get, change,
// withdraw, take at the office, pay what was got, pay again, give back, bring a known receipt with another
// content. Whatever the order, at most one payment counts, it is of the amount that was owed, and nobody is asked for money while other money for
// the same notice is not explained.
func FuzzPaymentOrder(f *testing.F) {
	f.Add([]byte{0, 1, 4, 0})          // get, change, pay, get
	f.Add([]byte{0, 4, 4, 5, 0})       // pay twice, give back, get
	f.Add([]byte{0, 2, 4})             // get, withdraw, pay
	f.Add([]byte{0, 3, 4, 5})          // get, paid at the office, pay, give back
	f.Add([]byte{0, 1, 4, 1, 0, 4, 5}) // get, change, pay, change, get, pay, give back
	f.Add([]byte{0, 1, 4, 6, 5})       // get, change, pay, the same receipt with another content, give back
	f.Fuzz(func(t *testing.T, order []byte) {
		if len(order) > 12 {
			return
		}
		p := payers{t: t, store: newStore(t), unexplained: map[string]bool{}}
		issued(t, p.store, sharedDocument())
		for i, step := range order {
			p.play(step, i)
			p.check(order[:i+1])
		}
	})
}

// payers plays one order of events and remembers what a person would.
type payers struct {
	t           *testing.T
	store       billing.Store
	got         []billing.Position // what payers were told to pay, and have not paid yet
	settled     []money.Cents
	last        string          // the last receipt
	unexplained map[string]bool // receipts that do not fit and that nobody dealt with
}

func (p *payers) notice() billing.Position { return noticeOf(p.t, p.store, sharedDocument()) }

func (p *payers) play(step byte, i int) {
	ctx, office := p.t.Context(), billing.Change{Document: "2026/7"}
	switch step % 7 {
	case 0:
		notice := p.notice()
		if notice.Payable(calendar.DayOf(noon)) {
			p.got = append(p.got, notice)
		}
		return
	case 1:
		office.Action, office.Amount = billing.Reprice, 12500+money.Cents(i)
	case 2:
		office.Action = billing.Withdraw
	case 3:
		office.Action, office.Day, office.Method = billing.PayElsewhere, calendar.DayOf(noon), billing.Cash
	case 4:
		p.pay(i)
		return
	case 5:
		for receipt := range p.unexplained {
			if err := p.store.Handle(ctx, town().ID, receipt, billing.Refunded); err != nil {
				p.t.Fatal(err)
			}
			delete(p.unexplained, receipt)
		}
		return
	case 6:
		p.alter(i)
		return
	}
	if _, err := p.store.ChangeDocument(ctx, town(), office); err != nil && !problem.Is(err, problem.Conflict) {
		p.t.Fatal(err)
	}
}

// pay sends the receipt of what the first payer was told.
func (p *payers) pay(i int) {
	if len(p.got) == 0 {
		return
	}
	given, before := p.got[0], p.notice()
	p.got = p.got[1:]
	p.last = fmt.Sprint("r", i)
	message := receiptFor(given, p.last)
	outcome, err := p.store.Settle(p.t.Context(), town().ID, message)
	if err != nil {
		p.t.Fatal(err)
	}
	switch {
	case outcome == billing.Settled:
		p.settled = append(p.settled, message.Receipt.Amount)
		if before.State != billing.Open || before.Amount != message.Receipt.Amount {
			p.t.Errorf("%d cents settled a notice of %d, %s", message.Receipt.Amount, before.Amount, before.State)
		}
	case before.State == billing.Open:
		p.unexplained[message.Receipt.ReceiptID] = true
	}
	p.repeat(message, outcome)
}

// alter sends the last receipt with an amount that none had.
func (p *payers) alter(i int) {
	if p.last == "" {
		return
	}
	message := receiptFor(p.notice(), p.last)
	message.Receipt.Amount = money.Cents(i + 1)
	settle(p.t, p.store, message, billing.Parked)
	notice := p.notice()
	if notice.State == billing.Open {
		p.unexplained[notice.Extras[len(notice.Extras)-1].Receipt] = true
	}
	p.repeat(message, billing.Parked)
}

// repeat sends a receipt a second time: it has no second effect.
func (p *payers) repeat(message pagopa.ReceiptMessage, first billing.Outcome) {
	want := billing.Duplicate
	if first == billing.Parked {
		want = billing.Parked
	}
	settle(p.t, p.store, message, want)
}

func (p *payers) check(order []byte) {
	notice := p.notice()
	if len(p.settled) > 1 {
		p.t.Errorf("%v: settled %v", order, p.settled)
	}
	if len(p.unexplained) > 0 && notice.Payable(calendar.DayOf(noon)) {
		p.t.Errorf("%v: payable, though %d payments that do not fit wait", order, len(p.unexplained))
	}
}
