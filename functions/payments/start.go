package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// start takes the parent to Checkout. The way there is a page of our own that
// moves on by itself: a form may not end on another site under our content
// security policy, and Checkout's own addresses are not ours to list.
func (h Handler) start(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	var chosen choice
	err := beside.Together(
		beside.Into(&chosen, func() (choice, error) { return h.choice(r, visit) }),
		func() error { return h.Billing.CountStart(r.Context(), visit.Municipality.ID, visit.Session.Guardian) },
	)
	if err != nil {
		return err
	}
	if chosen.Open != len(chosen.Notices) || chosen.Open == 0 {
		return errChanged
	}
	if chosen.Held {
		return billing.ErrHeld
	}
	if chosen.Verifying { // the form is older
		return h.showRefusal(w, r, visit, chosen, billing.ErrVerifying)
	}
	if h.Checkout == nil || h.NoStation {
		return errOff
	}
	address, err := h.Checkout.CreateCart(r.Context(), h.checkoutCart(visit, chosen))
	if err != nil {
		return h.explain(w, r, visit, chosen, err)
	}
	if err := h.Billing.BeginAttempt(r.Context(), chosen.ID, chosen.positions()); err != nil {
		return err
	}
	w.Header().Set("Refresh", "0; url="+address)
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Ti portiamo su pagoPA", Section: "pagamenti", Template: "leaving", Data: address,
		Crumbs: []web.Crumb{{Name: "Pagamento servizi scolastici", Path: "/pagamenti"}},
	})
}

var errOff = problem.New(problem.Unavailable,
	"Il pagamento online non è ancora attivo su questo portale. Non hai pagato nulla.")

var errChanged = problem.New(problem.Conflict,
	"Uno degli avvisi scelti nel frattempo è stato pagato o annullato. Non hai pagato nulla adesso. Torna "+
		"alla pagina precedente: dice che cosa resta da pagare.")

func (h Handler) checkoutCart(visit web.Visit, chosen choice) pagopa.Cart {
	back := visit.Municipality.PortalURL(h.PortalURL) + "/pagamenti/esito/" + url.PathEscape(chosen.ID)
	cart := pagopa.Cart{
		ID: chosen.ID, Email: visit.Session.Email,
		ReturnOK: back + by(doorPaid), ReturnCancel: fmt.Sprintf("%s&%s=%d", back+by(doorGivenUp), leftField, visit.Now.Unix()),
		ReturnError: back + by(doorFailed), ReturnWaiting: back + by(doorWaiting),
	}
	for _, notice := range chosen.Notices {
		cart.Notices = append(cart.Notices, pagopa.CartNotice{
			Number: notice.Number, CreditorFiscalCode: notice.Creditor, Amount: notice.Amount,
			CompanyName: visit.Municipality.Name, Description: notice.Description,
		})
	}
	return cart
}

// explain shows the payment's mask again with Checkout's refusal in words: the
// notice can always be paid later on paper. The refusal goes on to the edge,
// which finds the page written and only logs it.
func (h Handler) explain(
	w http.ResponseWriter, r *http.Request, visit web.Visit, chosen choice, refusal error,
) error {
	trouble := words(refusal)
	if err := h.showRefusal(w, r, visit, chosen, trouble); err != nil {
		return err
	}
	return trouble.Because(refusal)
}

// words says what Checkout's refusal means for the parent, and what to do.
func words(refusal error) *problem.Error {
	switch {
	case errors.Is(refusal, pagopa.ErrNotPayable):
		return problem.New(problem.Conflict, "pagoPA dice che uno degli avvisi in questo momento non è "+
			"pagabile: forse è già stato pagato, o lo stai pagando in un'altra finestra. Aspetta qualche minuto "+
			"e controlla di nuovo.")
	case errors.Is(refusal, pagopa.ErrInvalidCart):
		return problem.New(problem.Unavailable, "pagoPA non accetta il pagamento online di questi avvisi. Non hai "+
			"pagato nulla. Paga più tardi con l'avviso, e segnala il problema al Comune.")
	case errors.Is(refusal, pagopa.ErrCheckoutKey):
		return problem.New(problem.Unavailable, "In questo momento il Comune non può aprire pagamenti online. Non "+
			"hai pagato nulla. Riprovare subito non serve: paga più tardi con l'avviso.")
	case errors.Is(refusal, pagopa.ErrCheckoutTimeout):
		return problem.New(problem.Unavailable, "pagoPA non ha risposto in tempo. Non hai pagato nulla. Riprova tra "+
			"qualche minuto, oppure paga più tardi con l'avviso.")
	default:
		return problem.New(problem.Unavailable, "pagoPA ha un problema. Non hai pagato nulla e i tuoi dati sono al "+
			"sicuro. Riprova tra qualche minuto, oppure paga più tardi con l'avviso.")
	}
}
