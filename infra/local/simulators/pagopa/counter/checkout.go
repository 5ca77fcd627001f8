package counter

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"serviziscolastici/infra/local/simulators/pagopa/node"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

// Actions of the Checkout page: values of the button named "azione".
const (
	actionPay    = "paga"
	actionLate   = "paga-dopo"
	actionCancel = "annulla"
	actionFail   = "errore"
)

// patience is how long the browser waits for the first try to deliver a receipt.
const patience = 2 * time.Second

func (s *Server) checkoutPage(w http.ResponseWriter, r *http.Request) {
	cart, found := s.carts.Get(r.PathValue("cart"))
	if !found {
		trouble(w, http.StatusNotFound, "Questo carrello non esiste.", "/", "Torna all'inizio")
		return
	}
	render(w, http.StatusOK, "checkout.html", map[string]any{
		"Cart": cart, "Open": cart.State == cartOpen, "Return": cart.returnURL(), "Late": s.config.Late,
		"Fee": s.config.Node.Fee(len(cart.Request.Notices)),
	})
}

// checkoutAction does what the pressed button says and sends the browser on.
func (s *Server) checkoutAction(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("cart")
	if !s.claim(id) {
		reason := "Il pagamento di questo carrello è già in corso."
		trouble(w, http.StatusConflict, reason, "/checkout/"+id, "Torna al pagamento")
		return
	}
	defer s.unclaim(id)
	cart, found := s.carts.Get(id)
	if !found {
		trouble(w, http.StatusNotFound, "Questo carrello non esiste.", "/", "Torna all'inizio")
		return
	}
	if cart.State != cartOpen {
		http.Redirect(w, r, cart.returnURL(), http.StatusSeeOther)
		return
	}
	switch r.PostFormValue("azione") {
	case actionCancel:
		cart.State = cartCancelled
	case actionFail:
		cart.State = cartFailed
	case actionPay:
		cart.State = cartPaid
	case actionLate:
		cart.State = cartWaiting
	default:
		trouble(w, http.StatusBadRequest, "Scegli uno dei pulsanti.", "/checkout/"+cart.ID, "Torna al pagamento")
		return
	}
	if cart.State == cartPaid || cart.State == cartWaiting {
		if err := s.payCart(r, cart); err != nil {
			reason := "Il pagamento non può continuare: " + err.Error()
			trouble(w, http.StatusConflict, reason, cart.Request.Return.Error, "Torna al portale")
			return
		}
	}
	if err := s.carts.Put(cart); err != nil {
		trouble(w, http.StatusInternalServerError, err.Error(), cart.Request.Return.Error, "Torna al portale")
		return
	}
	http.Redirect(w, r, cart.returnURL(), http.StatusSeeOther)
}

// claim takes a cart for one request, so that a double press pays once. It
// reports false when another request has it.
func (s *Server) claim(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.paying[id] {
		return false
	}
	s.paying[id] = true
	return true
}

func (s *Server) unclaim(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.paying, id)
}

// payCart activates every notice first, so that either all of them are paid or
// none, and then lets the node issue the receipts.
func (s *Server) payCart(r *http.Request, cart cart) error {
	payer, err := readPayer(r)
	if err != nil {
		return err
	}
	var orders []node.Order
	for i, notice := range cart.Request.Notices {
		payment, err := s.config.Node.Activate(r.Context(), notice.Number, cart.Request.ID)
		if err != nil {
			return err
		}
		order := node.Order{
			Notice: notice.Number, Payment: payment, Note: cart.Request.ID, Method: "creditCard",
			Channel: "checkout", Payer: payer, Joined: i > 0,
		}
		if cart.State == cartWaiting {
			order.Late = s.config.Late
		}
		orders = append(orders, order)
	}
	var waiting []<-chan struct{}
	for _, order := range orders {
		_, attempted, err := s.config.Node.Issue(order)
		if err != nil {
			return err
		}
		waiting = append(waiting, attempted)
	}
	awaitAll(waiting)
	return nil
}

// awaitAll waits for the first attempts, within patience: the outcome usually
// reaches the creditor before the payer has left the outcome page.
func awaitAll(waiting []<-chan struct{}) {
	limit := time.After(patience)
	for _, attempted := range waiting {
		select {
		case <-attempted:
		case <-limit:
			return
		}
	}
}

// readPayer reads the optional payer of a payment form. The receipt has no payer
// when the form names none, as it often is in real life.
func readPayer(r *http.Request) (*soap.Subject, error) {
	name := strings.TrimSpace(r.PostFormValue("pagatore"))
	code := strings.ToUpper(strings.TrimSpace(r.PostFormValue("codice_fiscale")))
	switch {
	case name == "" && code == "":
		return nil, nil
	case name == "" || len(name) > 70 || len(code) < 2 || len(code) > 16:
		return nil, errors.New("di chi paga servono nome (al più 70 caratteri) e codice fiscale (al più 16)")
	}
	return &soap.Subject{Type: "F", Code: code, FullName: name}, nil
}

// returnURL is where the browser goes from a cart in its state.
func (c cart) returnURL() string {
	switch c.State {
	case cartPaid:
		return c.Request.Return.OK
	case cartWaiting:
		return c.Request.Return.Waiting
	case cartFailed:
		return c.Request.Return.Error
	default:
		return c.Request.Return.Cancel
	}
}
