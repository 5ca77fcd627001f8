package stack

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
)

// Behaviour tells the simulated node what to do with the receipts of payments to come.
type Behaviour struct {
	Hold      bool `json:"hold"`
	Duplicate int  `json:"duplicate"` // more copies at the same moment
	V1        bool `json:"v1"`        // the first version of the primitives
	FeeEach   bool `json:"fee_each"`  // one fee for each notice of a cart
}

// Payment is one that the simulated node is told to make, whatever the station says.
type Payment struct {
	Notice      string `json:"notice_number"`
	Times       int    `json:"times"`
	AmountCents int64  `json:"amount_cents,omitempty"` // 0: the notice's own
	Unknown     bool   `json:"unknown,omitempty"`      // also when nobody knows the notice
	Broadcast   bool   `json:"broadcast,omitempty"`    // another creditor's notice, half for ours
}

// Receipt is a receipt as the simulated node shows it.
type Receipt struct {
	ID       string     `json:"receipt_id"`
	Notice   string     `json:"notice_number"`
	State    string     `json:"state"`
	Attempts []struct{} `json:"attempts"`
}

// exchange is a message between the simulated node and the station, as the node judged it.
type exchange struct {
	Operation string `json:"operation"`
	Outcome   string `json:"outcome"` // OK, KO, or ERROR for an answer that breaks the rules
	Cause     string `json:"error_cause"`
	Response  string `json:"response"`
}

// Behave changes the node's behaviour until the end of the test.
func (s *Stack) Behave(t testing.TB, behaviour Behaviour) {
	t.Helper()
	s.tell(t, "/api/behaviour", behaviour, nil)
	t.Cleanup(func() { s.tell(t, "/api/behaviour", Behaviour{}, nil) })
}

// Release sends the receipts that the node held back.
func (s *Stack) Release(t testing.TB) {
	t.Helper()
	s.tell(t, "/api/release", struct{}{}, nil)
}

// Pay makes the node pay a notice and returns the ids of the receipts.
func (s *Stack) Pay(t testing.TB, payment Payment) []string {
	t.Helper()
	payment.Times = max(1, payment.Times)
	var answer struct {
		Receipts []string `json:"receipts"`
	}
	s.tell(t, "/api/pay", payment, &answer)
	return answer.Receipts
}

// Repeat makes the node send a receipt once more.
func (s *Stack) Repeat(t testing.TB, receipt string) {
	t.Helper()
	s.tell(t, "/api/receipts/"+receipt+"/repeat", struct{}{}, nil)
}

// ReceiptsOf lists the node's receipts of a notice.
func (s *Stack) ReceiptsOf(t testing.TB, notice string) []Receipt {
	t.Helper()
	var all, found []Receipt
	s.ask(t, "/api/receipts", &all)
	for _, receipt := range all {
		if receipt.Notice == notice {
			found = append(found, receipt)
		}
	}
	return found
}

// Operations lists what the node has asked of the station so far, in the order of asking.
func (s *Stack) Operations(t testing.TB) []string {
	t.Helper()
	var all []exchange
	s.ask(t, "/api/messages", &all)
	asked := make([]string, 0, len(all))
	for _, one := range all {
		asked = append(asked, one.Operation)
	}
	return asked
}

// AuditExchanges says which of the station's answers to the node broke the rules of pagoPA's
// messages, as far as the node's strict reading goes. There may have been none.
func (s *Stack) AuditExchanges() error {
	var all []exchange
	if err := call(http.MethodGet, s.PagopaURL+"/api/messages", nil, &all); err != nil {
		return err
	}
	var faults []error
	for _, one := range all {
		if one.Outcome != "OK" && one.Outcome != "KO" {
			faults = append(faults, fmt.Errorf("%s: %s: %s", one.Operation, one.Cause, one.Response))
		}
	}
	return errors.Join(faults...)
}

// ask reads from the simulator.
func (s *Stack) ask(t testing.TB, path string, out any) {
	t.Helper()
	if err := call(http.MethodGet, s.PagopaURL+path, nil, out); err != nil {
		t.Fatal(err)
	}
}

// tell orders the simulator to do something. It also works while a test cleans up.
func (s *Stack) tell(t testing.TB, path string, body, out any) {
	t.Helper()
	if err := call(http.MethodPost, s.PagopaURL+path, body, out); err != nil {
		t.Fatal(err)
	}
}

// ArchivedNotice is a notice as the simulated archive keeps it.
type ArchivedNotice struct {
	Notice string `json:"nav"`
	IUV    string `json:"iuv"`
	Amount int64  `json:"amount"` // cents; 0: closed
	Times  int    `json:"times"`  // how often it was put
	Parts  []struct {
		Creditor string `json:"organizationFiscalCode"`
		Amount   int64  `json:"amount"`
	} `json:"transfer"` // of a notice of several creditors
}

// Archived returns a notice as the archive knows it, nil when it does not.
func (s *Stack) Archived(t testing.TB, notice string) *ArchivedNotice {
	t.Helper()
	var all []ArchivedNotice
	s.ask(t, "/api/archive", &all)
	for _, one := range all {
		if one.Notice == notice {
			return &one
		}
	}
	return nil
}
