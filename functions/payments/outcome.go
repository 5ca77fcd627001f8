package main

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// standing says how a payment stands, as far as the portal knows.
type standing string

const (
	paid    standing = "paid"    // all notices are paid
	over    standing = "over"    // nothing is left to pay, some notices were cancelled
	partly  standing = "partly"  // some notices are paid, of the others there is no news
	left    standing = "left"    // the parent left Checkout without paying
	failed  standing = "failed"  // Checkout spoke of an error; a receipt may come all the same
	waiting standing = "waiting" // in verification: the receipt has not come yet
	unheard standing = "unheard" // it did not come in time: the notices can be paid again
	untried standing = "untried" // the browser does not come from Checkout
)

// headings are the titles of the page.
var headings = map[standing]string{
	paid: "Pagamento riuscito", over: "Pagamento concluso", partly: "Pagamento ricevuto in parte",
	left: "Pagamento annullato", failed: "Pagamento in verifica", waiting: "Pagamento in verifica",
	unheard: "Pagamento non confermato", untried: "Pagamento da fare",
}

// stands judges a payment by its notices, as all pages do, and where they say nothing by
// the door through which the browser came back, which proves nothing.
func (c choice) stands(door string) standing {
	switch {
	case c.AllPaid():
		return paid
	case c.Open == 0:
		return over
	case c.Wait && door == doorFailed:
		return failed
	case c.Wait:
		return waiting
	case c.Open < len(c.Notices):
		return partly
	case door == doorGivenUp:
		return left
	case door == doorPaid || door == doorWaiting || door == doorFailed:
		return unheard
	default:
		return untried
	}
}

// Step is the step of the flow that the parent is at: 2 is the payment, 3 means
// that all is done.
func (s standing) Step() int {
	if s == paid || s == over {
		return 3
	}
	return 2
}

// refreshes reports whether news may come while the parent looks at the page.
func (s standing) refreshes() bool { return s == waiting || s == failed || s == partly }

// outcome is what the parent reads after Checkout.
type outcome struct {
	choice
	Stands standing
	// OnTop is what the payer's bank took on top: one fee for the cart or one for each notice, as
	// the receipts tell it. Known once all is paid.
	OnTop money.Cents
	// Kind and Text are the badge of the notices that are still open.
	Kind, Text string
}

// refreshEvery is how often, in seconds, the page looks for the receipt.
const refreshEvery = 5

// outcome shows how the payment stands. Only the notices' state speaks of money. Who comes back
// by the door of a payment that was given up has the notices free at once, as long as
// no other payment of theirs has begun since; all other addresses change nothing.
func (h Handler) outcome(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	chosen, err := h.choice(r, visit)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	if r.Method == http.MethodGet && query.Get(doorField) == doorGivenUp && chosen.underWaySince(query.Get(leftField)) {
		if err := h.Billing.EndAttempt(r.Context(), chosen.positions()); err != nil {
			return err
		}
		if chosen, err = h.choice(r, visit); err != nil {
			return err
		}
	}
	stands := chosen.stands(query.Get(doorField))
	data := outcome{choice: chosen, Stands: stands, Kind: "due", Text: "Da pagare"}
	page := web.Page{
		Title: headings[data.Stands], Section: "pagamenti", Template: "outcome",
		Crumbs: []web.Crumb{{Name: "Pagamento servizi scolastici", Path: "/pagamenti"}},
	}
	if data.Stands.refreshes() {
		page.Refresh = refreshEvery
	}
	if data.Stands == waiting || data.Stands == failed {
		data.Kind, data.Text = "wait", "In verifica"
	}
	if data.Stands == paid {
		if data.OnTop, err = h.onTop(r.Context(), chosen); err != nil {
			return err
		}
	}
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// onTop adds up the fees of the receipts of a choice. What was paid without pagoPA has no receipt.
func (h Handler) onTop(ctx context.Context, chosen choice) (money.Cents, error) {
	fees := make([]money.Cents, len(chosen.Notices))
	reads := make([]func() error, len(chosen.Notices))
	for i, notice := range chosen.Notices {
		reads[i] = beside.Into(&fees[i], func() (money.Cents, error) {
			receipt, err := h.Billing.ReceiptOf(ctx, notice.Position)
			if problem.Is(err, problem.NotFound) {
				return 0, nil
			}
			return receipt.Fee, err
		})
	}
	if err := beside.Together(reads...); err != nil {
		return 0, err
	}
	return money.Sum(fees...)
}

// The doors by which Checkout sends the browser back, in a field of the address. That of a payment that was given up has
// another field, which says when the parent left for Checkout, in unix seconds.
const (
	doorField   = "da"
	doorPaid    = "ok"
	doorGivenUp = "annullato"
	doorFailed  = "errore"
	doorWaiting = "attesa"
	leftField   = "uscita"
)

// by is the part of an address that names a door.
func by(door string) string { return "?" + doorField + "=" + door }

// sameAttempt is how long after the parent left an attempt may have been noted.
const sameAttempt = time.Minute

// underWaySince reports whether the payment under way is the one for which the parent left then, with this cart.
func (c choice) underWaySince(text string) bool {
	seconds, err := strconv.ParseInt(text, 10, 64)
	open := c.positions()
	return err == nil && len(open) > 0 && !slices.ContainsFunc(open, func(p billing.Position) bool {
		after := p.Attempted.Sub(time.Unix(seconds, 0))
		return p.AttemptedBy != "" && p.AttemptedBy != c.ID || after < -time.Second || after > sameAttempt
	})
}
