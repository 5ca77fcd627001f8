package main

import (
	"net/http"

	"serviziscolastici/shared/web"
)

// outcome is what the parent reads after Checkout. Came is the door by which the
// browser came back; it chooses words and nothing else.
type outcome struct {
	choice
	Came string
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
	page := web.Page{
		Title: "Pagamento in verifica", Section: "pagamenti", Template: "outcome",
		Crumbs: []web.Crumb{{Name: "Pagamento servizi scolastici", Path: "/pagamenti"}},
	}
	came := r.URL.Query().Get("da")
	switch {
	case chosen.AllPaid():
		page.Title = "Pagamento riuscito"
	case chosen.Open == 0:
		page.Title = "Pagamento concluso"
	case came == "annullato":
		page.Title = "Pagamento annullato"
	case came == "errore":
		page.Title = "Pagamento non riuscito"
		page.Refresh = refreshEvery
	default:
		page.Refresh = refreshEvery
	}
	page.Data = outcome{choice: chosen, Came: came}
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
