package node

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"serviziscolastici/infra/local/simulators/journal"
	"serviziscolastici/infra/local/simulators/pagopa/nodecert"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

// The node's timeouts for a station's answer (SANP, service levels of creditors).
const (
	askTimeout     = 7 * time.Second
	receiptTimeout = 15 * time.Second
)

// maxAttempts is how often the node sends a receipt by itself (SANP 2.5.1).
const maxAttempts = 5

// Config is what a node needs to know.
type Config struct {
	StationURL string
	Head       soap.Head
	// Subject and Issuer are of the certificate that the node shows to the station.
	Subject, Issuer string
	Retry           time.Duration // pause between two attempts to deliver a receipt
	StateDir        string        // folder of the file that keeps the receipts
	Now             func() time.Time
	Rome            *time.Location
	// Base ends when the simulator stops; background deliveries end with it.
	Base context.Context
}

// Node is the node with its receipts.
type Node struct {
	config   Config
	client   *http.Client
	receipts *journal.Journal[Delivery]
	log      messageLog

	mu          sync.Mutex // guards changes of receipts, and what follows
	behaviour   Behaviour
	certificate string // PEM, URL-encoded; "" for none
}

// Open returns a node with the receipts of its last life and goes on delivering
// those that were on their way.
func Open(config Config) (*Node, error) {
	path := filepath.Join(config.StateDir, "receipts.jsonl")
	receipts, err := journal.Open(path, func(d Delivery) string { return d.Receipt.ID })
	if err != nil {
		return nil, err
	}
	node := &Node{config: config, receipts: receipts, client: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if err := node.show(nodecert.Right); err != nil {
		return nil, err
	}
	for _, delivery := range receipts.All() {
		if delivery.unfinished() {
			go node.attempts(delivery.Receipt.ID, func() {})
		}
	}
	return node, nil
}

// show makes the certificate that is shown from now on.
func (n *Node) show(kind string) error {
	certificate, err := nodecert.PEM(kind, n.config.Subject, n.config.Issuer, n.config.Now())
	n.certificate = url.QueryEscape(certificate)
	return err
}

// Refusal is why the node does not let a payment go on. Fault is set when the
// station itself said KO.
type Refusal struct {
	Code  string
	Fault *soap.Fault
	Cause error
}

// Error returns the node's code with the reason behind it.
func (r *Refusal) Error() string {
	if r.Fault != nil {
		return r.Code + " ← " + r.Fault.Error()
	}
	if r.Cause == nil {
		return r.Code
	}
	return fmt.Sprintf("%s: %v", r.Code, r.Cause)
}

// Verify asks the station about a notice, as an app or a bank does before it
// shows what there is to pay. A notice with a receipt is refused by the node itself.
func (n *Node) Verify(ctx context.Context, notice string) (soap.Notice, error) {
	if n.Paid(notice) {
		return soap.Notice{}, &Refusal{Code: "PPT_PAGAMENTO_DUPLICATO"}
	}
	return n.verify(ctx, notice)
}

// Activate verifies a notice and asks for its payment data. note is the idCart
// of the Checkout cart, or empty at a counter.
func (n *Node) Activate(ctx context.Context, notice, note string) (soap.Payment, error) {
	if n.Paid(notice) {
		return soap.Payment{}, &Refusal{Code: "PPT_PAGAMENTO_DUPLICATO"}
	}
	return n.activate(ctx, notice, note)
}

// Paid reports whether the node has a receipt for the notice.
func (n *Node) Paid(notice string) bool {
	_, paid := n.lastReceipt(notice)
	return paid
}

func (n *Node) lastReceipt(notice string) (soap.Receipt, bool) {
	var last soap.Receipt
	paid := false
	for _, delivery := range n.receipts.All() {
		if delivery.Receipt.Notice == notice {
			last, paid = delivery.Receipt, true
		}
	}
	return last, paid
}

func (n *Node) verify(ctx context.Context, notice string) (soap.Notice, error) {
	request, err := soap.Verify(n.config.Head, notice)
	if err != nil {
		return soap.Notice{}, err
	}
	var answer soap.Notice
	err = n.exchange(ctx, call{"paVerifyPaymentNotice", notice, request, askTimeout}, func(xml []byte) error {
		answer, err = soap.ReadVerify(xml)
		return err
	})
	return answer, refusal(err)
}

func (n *Node) activate(ctx context.Context, notice, note string) (soap.Payment, error) {
	verified, err := n.verify(ctx, notice)
	if err != nil {
		return soap.Payment{}, err
	}
	operation := "paGetPaymentV2"
	if n.Behaviour().V1 {
		operation = "paGetPayment"
	}
	request, err := soap.GetPayment(n.config.Head, operation, notice, verified, note)
	if err != nil {
		return soap.Payment{}, err
	}
	var payment soap.Payment
	err = n.exchange(ctx, call{operation, notice, request, askTimeout}, func(xml []byte) error {
		payment, err = soap.ReadGetPayment(xml, operation)
		return err
	})
	return payment, refusal(err)
}

// refusal names an exchange's failure as the payer's bank would see it.
func refusal(err error) error {
	var fault *soap.Fault
	var transport *transportError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &fault):
		return &Refusal{Code: "PPT_ERRORE_EMESSO_DA_PAA", Fault: fault}
	case errors.As(err, &transport) && transport.timeout:
		return &Refusal{Code: "PPT_STAZIONE_INT_PA_TIMEOUT", Cause: err}
	case errors.As(err, &transport):
		return &Refusal{Code: "PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE", Cause: err}
	}
	return &Refusal{Code: "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE", Cause: err}
}
