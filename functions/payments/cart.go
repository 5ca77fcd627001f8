package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// cartIDs is the form of a cart's id, which billing draws at random.
var cartIDs = pattern.Of(`^[0-9a-f]{32}$`)

// choice is a cart with its notices as they stand now.
type choice struct {
	ID      string
	Notices []due
	Total   money.Cents
	// Open, Paid and Cancelled count the notices in each state.
	Open, Paid, Cancelled int
	// TopUps and Fees say what kinds of notices there are.
	TopUps, Fees bool
	// Held says that money of another amount came for at least one of them: nothing can be paid now.
	Held bool
	// Wait says that a payment of at least one of them is under way: until Until.
	Wait  bool
	Until time.Time
	// Verifying says that it is the payment of a top-up with another cart: it is not to be paid twice.
	Verifying bool
	// Online and Payable say that the installation has Checkout, and pagoPA's station.
	Online, Payable bool
}

// AllPaid reports whether nothing is left to pay.
func (c choice) AllPaid() bool { return len(c.Notices) > 0 && c.Paid == len(c.Notices) }

// positions returns the notices that can still be paid.
func (c choice) positions() []billing.Position {
	var open []billing.Position
	for _, notice := range c.Notices {
		if notice.State == billing.Open {
			open = append(open, notice.Position)
		}
	}
	return open
}

// choice reads the parent's cart that the address names.
func (h Handler) choice(r *http.Request, visit web.Visit) (choice, error) {
	return h.choiceNamed(r, visit, r.PathValue("cart"))
}

func (h Handler) choiceNamed(r *http.Request, visit web.Visit, id string) (choice, error) {
	if !cartIDs.Matches(id) {
		return choice{}, problem.Missing()
	}
	m, guardian := visit.Municipality, visit.Session.Guardian
	var cart billing.Cart
	var links []school.Link
	var positions []billing.Position
	err := beside.Together(
		func() error {
			var err error
			cart, positions, err = h.Billing.CartOf(r.Context(), m.ID, guardian, id)
			return err
		},
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(r.Context(), m.ID, guardian) }),
	)
	if err != nil {
		return choice{}, err
	}
	notices := named(links, visit, positions)
	chosen := choice{ID: cart.ID, Notices: notices}
	for _, notice := range notices {
		if chosen.Total, err = chosen.Total.Add(notice.Amount); err != nil {
			return choice{}, err
		}
		chosen.TopUps = chosen.TopUps || notice.Kind == billing.TopUp
		chosen.Fees = chosen.Fees || notice.Kind != billing.TopUp
		switch notice.State {
		case billing.Paid:
			chosen.Paid++
		case billing.Cancelled:
			chosen.Cancelled++
		default:
			chosen.Open++
			if notice.Wait {
				chosen.Wait, chosen.Until = true, notice.VerifiedBy()
			}
			chosen.Held = chosen.Held || notice.Held
			chosen.Verifying = chosen.Verifying || notice.verifying() && notice.AttemptedBy != cart.ID
		}
	}
	return chosen, nil
}

// pick returns the parent's positions with the given numbers, each once.
func pick(positions []billing.Position, numbers []string) ([]billing.Position, error) {
	var chosen []billing.Position
	slices.Sort(numbers)
	for _, number := range slices.Compact(numbers) {
		at := slices.IndexFunc(positions, func(p billing.Position) bool { return p.Number.String() == number })
		if at < 0 {
			return nil, problem.Missing()
		}
		chosen = append(chosen, positions[at])
	}
	return chosen, nil
}

// ways is the payment's mask: what is paid, and at once or later.
func (h Handler) ways(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	chosen, err := h.choice(r, visit)
	if err != nil {
		return err
	}
	if chosen.Open == 0 || chosen.Paid > 0 || chosen.Cancelled > 0 {
		http.Redirect(w, r, "/pagamenti/esito/"+chosen.ID, http.StatusSeeOther)
		return nil
	}
	if chosen.Held {
		return billing.ErrHeld
	}
	return h.showWays(w, r, visit, chosen, web.Page{})
}

func (h Handler) showWays(
	w http.ResponseWriter, r *http.Request, visit web.Visit, chosen choice, page web.Page,
) error {
	page.Title, page.Section, page.Template = "Controlla e scegli come pagare", "pagamenti", "ways"
	page.Lead = "Paghi tutto insieme online, oppure scarichi gli avvisi e li paghi quando vuoi."
	page.Crumbs = []web.Crumb{{Name: "Pagamento servizi scolastici", Path: "/pagamenti"}}
	chosen.Online, chosen.Payable = h.Checkout != nil, !h.NoStation
	page.Data = chosen
	return h.Site.Render(w, r, visit, page)
}

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
		ReturnOK: back + "?da=ok", ReturnCancel: fmt.Sprintf("%s?da=%s&%s=%d", back, cancelled, leftAt, visit.Now.Unix()),
		ReturnError: back + "?da=errore", ReturnWaiting: back + "?da=attesa",
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

// showRefusal shows the payment's mask again with the reason why nobody leaves for Checkout.
func (h Handler) showRefusal(
	w http.ResponseWriter, r *http.Request, visit web.Visit, chosen choice, trouble *problem.Error,
) error {
	return h.showWays(w, r, visit, chosen, web.Page{
		Status: trouble.Code.Status(), Refused: "Non è stato possibile avviare il pagamento",
		Errors: []web.FieldError{{Field: "subito", Text: trouble.Text}},
	})
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
