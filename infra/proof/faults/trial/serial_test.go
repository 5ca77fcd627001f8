package trial_test

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
)

// action is what a client does to the one notice, with the reply that it got.
type action struct {
	receipt string // "" cancels the notice
	amount  money.Cents
	reply   string // "error" when it may have happened or not
}

func (a action) String() string {
	return fmt.Sprintf("%s/%d→%s", a.receipt, int64(a.amount), a.reply)
}

// cell is the state of the notice with all that hangs on it.
type cell struct {
	state  billing.State
	stored string // " receipt/amount " of each stored receipt
	kept   string // " receipt/amount " of each parked receipt
}

const due = money.Cents(2000)

// apply is what an action does, and what it replies, when nothing else happens.
func (c cell) apply(a action) (cell, string) {
	content := fmt.Sprintf(" %s/%d ", a.receipt, int64(a.amount))
	switch {
	case a.receipt == "" && c.state == billing.Open:
		c.state = billing.Cancelled
		return c, "cancelled"
	case a.receipt == "":
		return c, "refused"
	case strings.Contains(c.kept, content):
		return c, string(billing.Parked)
	case strings.Contains(c.stored, content):
		return c, string(billing.Duplicate)
	case strings.Contains(c.stored, " "+a.receipt+"/"): // known with another content
		c.kept += content
		return c, string(billing.Parked)
	}
	c.stored += content
	if c.state != billing.Open || a.amount != due {
		c.kept += content
		return c, string(billing.Parked)
	}
	c.state = billing.Paid
	return c, string(billing.Settled)
}

// explained reports whether some order of the clients' actions gives their replies and the final cell.
func explained(clients [][]action, now, final cell) bool {
	done := true
	for i, actions := range clients {
		if len(actions) == 0 {
			continue
		}
		done = false
		rest := append([][]action(nil), clients...)
		rest[i] = actions[1:]
		next, reply := now.apply(actions[0])
		if fits(actions[0].reply, reply) && explained(rest, next, final) {
			return true
		}
		if actions[0].reply == "error" && explained(rest, now, final) {
			return true
		}
	}
	return done && now.state == final.state && len(now.kept) == len(final.kept)
}

// T18. Goal: what concurrent clients are told about one notice, and what is stored in the end, is
// explained by some order in which they came one by one; errors may have happened or not. Method: three
// seeded clients with two actions each, through the proxy with faults on a fifth of the calls.
func TestT18SomeOrderExplainsAllReplies(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			f, _ := newPresences(t, "A")
			p, err := f.OpenTopUp(t.Context(), "f", "P000000", due)
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(f.Proxy)
			t.Cleanup(server.Close)
			f.Proxy.Script(proxy.Seeded(seed, 0.2))
			clients := drawClients(rand.New(rand.NewPCG(seed, 18)))
			act(t, through(f, server.URL), p, clients)
			final := look(t, f, p)
			if !explained(clients, cell{state: billing.Open}, final) {
				t.Errorf("no order explains %v with %+v", clients, final)
			}
		})
	}
}

// fits reports whether a client may be told one thing where another is true: who did not learn that it
// acted, because the reply was lost, meets its own act when it tries again.
func fits(told, is string) bool {
	switch told {
	case "error":
		return true
	case string(billing.Duplicate):
		return is == told || is == string(billing.Settled)
	case "refused":
		return is == told || is == "cancelled"
	default:
		return told == is
	}
}

// drawClients makes three clients that pay, pay again, pay wrongly or cancel.
func drawClients(draw *rand.Rand) [][]action {
	clients := make([][]action, 3)
	for i := range clients {
		for range 2 {
			one := action{receipt: []string{"r1", "r2", "r3", ""}[draw.IntN(4)], amount: due}
			if one.receipt == "" || draw.IntN(4) == 0 {
				one.amount = 1
			}
			clients[i] = append(clients[i], one)
		}
	}
	return clients
}

// through makes the store of the receipts function, behind the proxy.
func through(f *trial.Fixture, address string) billing.Store {
	client := dynamo.NewWorkerClient(aws.Config{
		Region: "eu-south-1", BaseEndpoint: &address, Credentials: f.Ledger.Ledger.Client.Options().Credentials,
	})
	table := dynamo.Table{Client: client, Name: f.Ledger.Ledger.Name}
	return billing.Store{
		Ledger: table, Ops: dynamo.Table{Client: client, Name: f.Billing.Ops.Name}, Clock: f.Now,
		Accounts: ledger.Store{Ledger: table, Clock: f.Now},
	}
}

// act lets all clients act at once and notes their replies.
func act(t *testing.T, store billing.Store, p billing.Position, clients [][]action) {
	t.Helper()
	var all sync.WaitGroup
	for _, actions := range clients {
		all.Go(func() {
			for i, one := range actions {
				actions[i].reply = reply(t, store, p, one)
			}
		})
	}
	all.Wait()
}

func reply(t *testing.T, store billing.Store, p billing.Position, one action) string {
	var outcome billing.Outcome
	var err error
	if one.receipt == "" {
		outcome, err = "cancelled", store.CancelTopUp(t.Context(), p)
	} else {
		message := fixture.ReceiptFor(p, one.receipt)
		message.Receipt.Amount = one.amount
		outcome, err = store.Settle(t.Context(), "c_x000", message)
	}
	switch {
	case problem.Is(err, problem.Conflict):
		return "refused"
	case err != nil:
		if trial.Classify(err.Error()) == trial.Unclassified {
			t.Errorf("unclassified: %v", err)
		}
		return "error"
	default:
		return string(outcome)
	}
}

// look reads what is stored in the end; fsck has to find nothing.
func look(t *testing.T, f *trial.Fixture, p billing.Position) cell {
	t.Helper()
	found, err := f.Billing.Find(t.Context(), p.Creditor, p.Number)
	if err != nil {
		t.Fatal(err)
	}
	parked, err := f.Billing.ParkedReceipts(t.Context(), "c_x000")
	if err != nil {
		t.Fatal(err)
	}
	if verdict, err := f.Verdict(t.Context()); err != nil || verdict != "clean" {
		t.Errorf("fsck: %s, %v", verdict, err)
	}
	final := cell{state: found.State}
	for _, one := range parked {
		final.kept += fmt.Sprintf(" %s/%d ", one.Receipt.ReceiptID, int64(one.Receipt.Amount))
	}
	return final
}

// Goal: the search refuses what no order explains. Method: two settlements of one notice, a cancelled
// notice that is paid, a parked receipt that is gone.
func TestExplained(t *testing.T) {
	open := cell{state: billing.Open}
	paid := action{receipt: "r1", amount: due, reply: string(billing.Settled)}
	second := action{receipt: "r2", amount: due, reply: string(billing.Parked)}
	cancelled := action{amount: 1, reply: "cancelled"}
	kept := fmt.Sprintf(" r2/%d ", int64(due))
	for name, c := range map[string]struct {
		clients [][]action
		final   cell
		want    bool
	}{
		"one after the other": {[][]action{{second}, {paid}}, cell{state: billing.Paid, kept: kept}, true},
		"settled twice":       {[][]action{{paid}, {{"r2", due, string(billing.Settled)}}}, cell{state: billing.Paid}, false},
		"paid and cancelled":  {[][]action{{paid}, {cancelled}}, cell{state: billing.Paid}, false},
		"parked is gone":      {[][]action{{paid}, {second}}, cell{state: billing.Paid}, false},
		"perhaps":             {[][]action{{{"r1", due, "error"}}}, cell{state: billing.Paid}, true},
		"perhaps not":         {[][]action{{{"r1", due, "error"}}}, open, true},
	} {
		if explained(c.clients, open, c.final) != c.want {
			t.Error(name)
		}
	}
}
