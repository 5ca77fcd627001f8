package node

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"time"

	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

// State is where a receipt is on its way to the station.
type State string

// The node's states, and two of the simulator's own for receipts that were told
// not to go: Held waits for a release, Dropped is never sent by itself.
const (
	Generated State = "NOTICE_GENERATED"
	Sent      State = "NOTICE_SENT"
	Notified  State = "NOTIFIED"
	Pending   State = "NOTICE_PENDING"
	Held      State = "HELD"
	Dropped   State = "DROPPED"
)

// Delivery is a receipt with the story of its delivery.
type Delivery struct {
	Receipt  soap.Receipt `json:"receipt"`
	State    State        `json:"state"`
	Attempts []Attempt    `json:"attempts"`
}

// Attempt is one sending of a receipt.
type Attempt struct {
	At        time.Time `json:"at"`
	Outcome   string    `json:"outcome"` // OK, KO or ERROR
	FaultCode string    `json:"fault_code,omitempty"`
	Cause     string    `json:"cause,omitempty"`
}

// Last returns the latest attempt, or an empty one.
func (d Delivery) Last() Attempt {
	if len(d.Attempts) == 0 {
		return Attempt{}
	}
	return d.Attempts[len(d.Attempts)-1]
}

// unfinished reports whether the node still has to send the receipt by itself.
func (d Delivery) unfinished() bool {
	switch d.State {
	case Generated, Sent, Pending:
		return len(d.Attempts) < maxAttempts
	default:
		return false
	}
}

// Order is a payment that the payer's bank reports as done.
type Order struct {
	Notice  string
	Payment soap.Payment
	Note    string // idCart of the cart, or empty
	Method  string // paymentMethod: creditCard, cash …
	Channel string // channelDescription
	Payer   *soap.Subject
	StandIn bool
	// Broadcast says that the notice is another creditor's.
	Broadcast bool
	Again     bool          // pay even if the node has a receipt for the notice
	Joined    bool          // paid together with another notice, whose receipt tells the fee
	Late      time.Duration // how long after the payment the receipt leaves
}

// fee is what the payer's bank takes on top of a payment, in euro cents.
const fee = 100

// Fee is what the payer's bank takes on top of a payment of so many notices, in euro cents.
func (n *Node) Fee(notices int) int64 {
	if n.Behaviour().FeeEach {
		return fee * int64(notices)
	}
	return fee
}

// Issue turns a payment into a receipt and starts to deliver it. It returns the
// receipt's id and a channel that is closed after the first attempt, or at once
// when the receipt is meant to be late.
func (n *Node) Issue(order Order) (string, <-chan struct{}, error) {
	receipt := soap.Receipt{
		ID: newToken(), Notice: order.Notice, FiscalCode: n.config.Head.Creditor, Payment: order.Payment,
		Payer: order.Payer, Method: order.Method, Channel: order.Channel, Note: order.Note, Fee: fee,
		PaidAt: n.config.Now().In(n.config.Rome).Truncate(time.Second), StandIn: order.StandIn,
	}
	if order.Broadcast {
		receipt.FiscalCode = OtherCreditor
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	receipt.V1 = n.behaviour.V1
	if order.Joined && !n.behaviour.FeeEach {
		receipt.Fee = 0
	}
	if !order.Again && n.Paid(order.Notice) {
		return "", nil, &Refusal{Code: "PPT_PAGAMENTO_DUPLICATO"}
	}
	behaviour := n.behaviour
	delivery := Delivery{Receipt: receipt, State: behaviour.firstState()}
	if err := n.receipts.Put(delivery); err != nil {
		return "", nil, err
	}
	done := make(chan struct{})
	if delivery.State != Generated {
		close(done)
		return receipt.ID, done, nil
	}
	wait, first := order.Late+behaviour.delay(), func() { close(done) }
	if wait > 0 {
		close(done)
		first = func() {}
	}
	go n.deliver(receipt.ID, wait, behaviour.Duplicate, first)
	return receipt.ID, done, nil
}

// deliver waits, sends the asked for extra copies beside the receipt, and goes
// on until the station has answered.
func (n *Node) deliver(id string, wait time.Duration, copies int, attempted func()) {
	if !n.pause(wait) {
		attempted()
		return
	}
	for range copies {
		go n.send(id)
	}
	n.attempts(id, attempted)
}

// attempts sends a receipt until a well-formed answer comes or the node gives
// up; then it stays pending until somebody repeats it by hand.
func (n *Node) attempts(id string, attempted func()) {
	final := n.send(id)
	attempted()
	for !final && n.pause(n.config.Retry) {
		delivery, _ := n.receipts.Get(id)
		if !delivery.unfinished() {
			return
		}
		final = n.send(id)
	}
}

// send sends a receipt once and writes down what came of it. It reports whether
// the answer was final: a well-formed OK or KO.
func (n *Node) send(id string) bool {
	delivery, found := n.receipts.Get(id)
	if !found {
		return true
	}
	request, err := soap.SendReceipt(n.config.Head, delivery.Receipt)
	if err == nil {
		n.change(id, func(d *Delivery) { d.State = later(d.State, Sent) })
		operation := soap.SendOperation(delivery.Receipt)
		call := call{operation, delivery.Receipt.Notice, request, receiptTimeout}
		err = n.exchange(n.config.Base, call, func(answer []byte) error {
			return soap.ReadReceiptAnswer(answer, operation)
		})
	}
	if n.config.Base.Err() != nil && err != nil {
		return false // stopping: the receipt goes again after the restart
	}
	attempt := Attempt{At: n.config.Now()}
	attempt.Outcome, attempt.FaultCode, attempt.Cause = outcome(err)
	var fault *soap.Fault
	final := err == nil || errors.As(err, &fault)
	n.change(id, func(d *Delivery) {
		d.Attempts = append(d.Attempts, attempt)
		if final {
			d.State = Notified
		} else {
			d.State = later(d.State, Pending)
		}
	})
	return final
}

// later keeps a notified receipt notified, whatever a further copy meets.
func later(now, next State) State {
	if now == Notified {
		return now
	}
	return next
}

func (n *Node) change(id string, how func(*Delivery)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delivery, found := n.receipts.Get(id)
	if !found {
		return
	}
	delivery.Attempts = append([]Attempt(nil), delivery.Attempts...)
	how(&delivery)
	n.keep(delivery)
}

// pause waits and reports false when the simulator stops meanwhile.
func (n *Node) pause(wait time.Duration) bool {
	ctx, cancel := context.WithTimeout(n.config.Base, wait)
	defer cancel()
	<-ctx.Done()
	return n.config.Base.Err() == nil
}

// newToken returns a paymentToken: 32 hex digits. crypto/rand never fails.
func newToken() string {
	random := make([]byte, 16)
	rand.Read(random)
	return hex.EncodeToString(random)
}
