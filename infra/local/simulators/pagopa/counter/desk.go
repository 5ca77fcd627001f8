package counter

import (
	"net/http"

	"serviziscolastici/infra/local/simulators/pagopa/node"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

// deskView is what the bank counter's page shows.
type deskView struct {
	Text    string // what the payer gave
	Number  string // the notice number in it
	Notice  soap.Notice
	Found   bool
	Paid    int64  // euro cents just paid, 0 before
	Receipt string // id of the receipt, after paying
	Refused string
}

// desk shows the bank counter and, for a given notice, what there is to pay.
func (s *Server) desk(w http.ResponseWriter, r *http.Request) {
	view := deskView{Text: r.URL.Query().Get("avviso")}
	if view.Text == "" {
		render(w, http.StatusOK, "desk.html", view)
		return
	}
	number, err := parseNotice(view.Text, s.config.Creditor)
	if err != nil {
		view.Refused = err.Error()
		render(w, http.StatusBadRequest, "desk.html", view)
		return
	}
	view.Number = number
	view.Notice, err = s.config.Node.Verify(r.Context(), number)
	if err != nil {
		view.Refused = err.Error()
		render(w, http.StatusConflict, "desk.html", view)
		return
	}
	view.Found = true
	render(w, http.StatusOK, "desk.html", view)
}

// deskPay pays a notice at the counter, in cash or by card.
func (s *Server) deskPay(w http.ResponseWriter, r *http.Request) {
	view := deskView{Text: r.PostFormValue("avviso")}
	number, err := parseNotice(view.Text, s.config.Creditor)
	if err != nil {
		view.Refused = err.Error()
		render(w, http.StatusBadRequest, "desk.html", view)
		return
	}
	view.Number = number
	order := node.Order{Notice: number, Method: "cash", Channel: "sportello"}
	if r.PostFormValue("metodo") == "carta" {
		order.Method = "debitCard"
	}
	if err := s.deskOrder(r, &order, &view); err != nil {
		view.Refused = err.Error()
		render(w, http.StatusConflict, "desk.html", view)
		return
	}
	render(w, http.StatusOK, "desk.html", view)
}

func (s *Server) deskOrder(r *http.Request, order *node.Order, view *deskView) error {
	payer, err := readPayer(r)
	if err != nil {
		return err
	}
	order.Payer = payer
	if order.Payment, err = s.config.Node.Activate(r.Context(), order.Notice, ""); err != nil {
		return err
	}
	receipt, attempted, err := s.config.Node.Issue(*order)
	if err != nil {
		return err
	}
	awaitAll([]<-chan struct{}{attempted})
	view.Paid, view.Receipt = order.Payment.Amount, receipt
	return nil
}
