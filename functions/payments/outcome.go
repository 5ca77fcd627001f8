package main

import (
	"net/http"

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
	waiting standing = "waiting" // Checkout spoke of success, the receipt has not come yet
	untried standing = "untried" // the browser does not come from Checkout
)

// headings are the titles of the page.
var headings = map[standing]string{
	paid: "Pagamento riuscito", over: "Pagamento concluso", partly: "Pagamento ricevuto in parte",
	left: "Pagamento annullato", failed: "Pagamento non riuscito", waiting: "Pagamento in verifica",
	untried: "Pagamento da fare",
}

// stands judges a payment by its notices, and where they say nothing by the door
// through which the browser came back, which proves nothing.
func (c choice) stands(door string) standing {
	back := door == "ok" || door == "attesa"
	switch {
	case c.AllPaid():
		return paid
	case c.Open == 0:
		return over
	case back:
		return waiting
	case c.Open < len(c.Notices):
		return partly
	case door == "annullato":
		return left
	case door == "errore":
		return failed
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
	// Kind and Text are the badge of the notices that are still open.
	Kind, Text string
}

// refreshEvery is how often, in seconds, the page looks for the receipt.
const refreshEvery = 5

// outcome shows how the payment stands. Only the notices' state speaks of money:
// whoever opens this address changes nothing.
func (h Handler) outcome(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	chosen, err := h.choice(r, visit)
	if err != nil {
		return err
	}
	stands := chosen.stands(r.URL.Query().Get("da"))
	data := outcome{choice: chosen, Stands: stands, Kind: "due", Text: "Da pagare"}
	page := web.Page{
		Title: headings[data.Stands], Section: "pagamenti", Template: "outcome",
		Crumbs: []web.Crumb{{Name: "Pagamento servizi scolastici", Path: "/pagamenti"}},
	}
	if data.Stands.refreshes() {
		page.Refresh = refreshEvery
	}
	if data.Stands == waiting || data.Stands == failed {
		data.Kind, data.Text = "wait", "In attesa di conferma"
	}
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// giveUp takes the notices out of "in verifica", because the parent says that
// nothing is on its way. A receipt that comes all the same settles them.
func (h Handler) giveUp(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	chosen, err := h.choice(r, visit)
	if err != nil {
		return err
	}
	if open := chosen.positions(); len(open) > 0 {
		if err := h.Billing.EndAttempt(r.Context(), open); err != nil {
			return err
		}
	}
	http.Redirect(w, r, "/pagamenti", http.StatusSeeOther)
	return nil
}
