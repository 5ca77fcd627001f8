package node

import (
	"context"
	"errors"
	"log"
	"slices"
	"time"

	"serviziscolastici/infra/local/simulators/pagopa/nodecert"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

// Behaviour is how the node treats the receipts of payments to come.
type Behaviour struct {
	DelayMilli int  `json:"delay_ms"`  // wait this long before the first sending
	Drop       bool `json:"drop"`      // do not send at all
	Hold       bool `json:"hold"`      // keep until a release
	Duplicate  int  `json:"duplicate"` // send this many more copies at the same moment
	// V1 speaks the first version of the primitives, as to a station that is registered so.
	V1 bool `json:"v1"`
	// FeeEach has the bank take its fee for each notice of a cart; else it takes one.
	FeeEach bool `json:"fee_each"`
	// Certificate is what the node shows to the station, for every call: see nodecert.
	Certificate string `json:"certificate"`
}

// Limits of a behaviour.
const (
	maxDelayMilli = 600_000
	maxDuplicate  = 20
	maxTimes      = 20
)

func (b Behaviour) delay() time.Duration { return time.Duration(b.DelayMilli) * time.Millisecond }

func (b Behaviour) firstState() State {
	switch {
	case b.Drop:
		return Dropped
	case b.Hold:
		return Held
	}
	return Generated
}

// ErrControl says that a control was asked for something out of its range.
var ErrControl = errors.New("node: value out of range")

// ErrNoReceipt says that there is no receipt with that id.
var ErrNoReceipt = errors.New("node: no such receipt")

// Behave sets the behaviour for the payments to come.
func (n *Node) Behave(behaviour Behaviour) error {
	delayed := behaviour.DelayMilli < 0 || behaviour.DelayMilli > maxDelayMilli
	if delayed || !slices.Contains(nodecert.Kinds(), behaviour.Certificate) || behaviour.Duplicate < 0 || behaviour.Duplicate > maxDuplicate {
		return ErrControl
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if behaviour.Certificate != n.behaviour.Certificate {
		if err := n.show(behaviour.Certificate); err != nil {
			return err
		}
	}
	n.behaviour = behaviour
	return nil
}

// Behaviour returns the current behaviour.
func (n *Node) Behaviour() Behaviour {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.behaviour
}

// Receipts returns all deliveries, oldest first.
func (n *Node) Receipts() []Delivery { return n.receipts.All() }

// Repeat sends a receipt once more, whatever its state, and returns how it is then.
func (n *Node) Repeat(id string) (Delivery, error) {
	if _, found := n.receipts.Get(id); !found {
		return Delivery{}, ErrNoReceipt
	}
	n.send(id)
	delivery, _ := n.receipts.Get(id)
	return delivery, nil
}

// Release sends the held receipts one after the other, the latest first, and
// returns them as they are then. The behaviour stops holding.
func (n *Node) Release() []Delivery {
	n.mu.Lock()
	n.behaviour.Hold = false
	n.mu.Unlock()
	var released []Delivery
	for _, delivery := range slices.Backward(n.receipts.All()) {
		if delivery.State != Held {
			continue
		}
		id := delivery.Receipt.ID
		if !n.send(id) {
			go n.attempts(id, func() {})
		}
		delivery, _ = n.receipts.Get(id)
		released = append(released, delivery)
	}
	return released
}

// Forced is a payment ordered from the control page: it happens even when the
// ordinary road is closed.
type Forced struct {
	Notice  string
	Times   int   // payments, each with its own receipt
	Amount  int64 // euro cents instead of the notice's own; 0 keeps it
	StandIn bool  // the node answers in the station's place and says so in the receipt
	Unknown bool  // invent the data when nobody knows the notice
	// Broadcast makes it another creditor's notice, of which ours gets a part: its receipt comes to
	// the stations of both.
	Broadcast bool
}

// Force pays a notice and returns the receipts' ids, after their first attempt
// unless they are delayed for longer than patience.
func (n *Node) Force(ctx context.Context, forced Forced, patience time.Duration) ([]string, error) {
	if len(forced.Notice) != 18 || forced.Times < 1 || forced.Times > maxTimes || forced.Amount < 0 {
		return nil, ErrControl
	}
	payment, err := n.source(ctx, forced)
	if err != nil {
		return nil, err
	}
	order := Order{
		Notice: forced.Notice, Broadcast: forced.Broadcast, Payment: repriced(payment, forced.Amount), Method: "cash", Channel: "sportello",
		StandIn: forced.StandIn, Again: true,
	}
	var ids []string
	var waiting []<-chan struct{}
	for range forced.Times {
		id, attempted, err := n.Issue(order)
		if err != nil {
			return ids, err
		}
		ids, waiting = append(ids, id), append(waiting, attempted)
	}
	limit := time.After(patience)
	for _, attempted := range waiting {
		select {
		case <-attempted:
		case <-limit:
			return ids, nil
		}
	}
	return ids, nil
}

// source finds the payment data: from the station, else from an earlier receipt
// of the notice, else invented.
func (n *Node) source(ctx context.Context, forced Forced) (soap.Payment, error) {
	if forced.Broadcast {
		return n.foreign(forced.Notice), nil
	}
	payment, err := n.activate(ctx, forced.Notice, "")
	if err == nil {
		return payment, nil
	}
	if earlier, paid := n.lastReceipt(forced.Notice); paid {
		return earlier.Payment, nil
	}
	if forced.Unknown || forced.StandIn {
		return n.invented(forced.Notice), nil
	}
	return soap.Payment{}, err
}

// invented is what a receipt says about a notice that the station never issued.
func (n *Node) invented(notice string) soap.Payment {
	const amount = 1000
	return soap.Payment{
		Reference: notice[1:], Amount: amount, DueDate: "2099-12-31", Description: "Pagamento di prova",
		Company: "Ente di prova", Debtor: soap.Subject{Type: "F", Code: "ANONIMO", FullName: "ANONIMO"},
		Transfers: []soap.Transfer{{
			ID: "1", Amount: amount, FiscalCode: n.config.Head.Creditor, Company: "Ente di prova",
			IBAN: "IT60X0542811101000000123456", Remittance: "Pagamento di prova", Category: "9/0107101TS/",
		}},
	}
}

// OtherCreditor is the one whose notices reach us by broadcast.
const OtherCreditor = "66666666666"

// foreign is a payment of another creditor's notice, half of it for ours.
func (n *Node) foreign(notice string) soap.Payment {
	payment := n.invented(notice)
	ours := payment.Transfers[0]
	ours.ID, ours.Amount = "2", payment.Amount/2
	theirs := payment.Transfers[0]
	theirs.FiscalCode, theirs.Company, theirs.Amount = OtherCreditor, "Unione dei Comuni", payment.Amount-ours.Amount
	payment.Transfers = []soap.Transfer{theirs, ours}
	return payment
}

// repriced returns the payment with another amount, in one transfer.
func repriced(payment soap.Payment, amount int64) soap.Payment {
	if amount == 0 || amount == payment.Amount {
		return payment
	}
	payment.Amount = amount
	payment.Transfers = slices.Clone(payment.Transfers[:1])
	payment.Transfers[0].Amount = amount
	return payment
}

// keep writes a changed delivery down. Memory has it even if the disk is full.
func (n *Node) keep(delivery Delivery) {
	if err := n.receipts.Put(delivery); err != nil {
		log.Printf("pagopa: receipt not kept: %v", err)
	}
}
