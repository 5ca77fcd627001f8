package main

import (
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/iban"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

// askRefund asks to whom the money goes back. Who paid is proposed.
func (h Handler) askRefund(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	values := r.URL.Query()
	parked, err := h.parked(r, visit, values)
	if err != nil {
		return err
	}
	to := payee(parked)
	values.Set("beneficiario", to.Name)
	values.Set("codice_fiscale", to.FiscalCode)
	return h.showRefund(w, r, visit, parked, values, nil)
}

func (h Handler) showRefund(
	w http.ResponseWriter, r *http.Request, visit web.Visit, parked billing.ParkedReceipt, values url.Values,
	wrong []web.FieldError,
) error {
	page := web.Page{
		Title: "Chiedi un rimborso", Section: section, Template: "refund", Form: values, Errors: wrong,
		Data:   rowOf(parked, visit.Municipality, visit.Today()),
		Crumbs: crumbs(web.Crumb{Name: "Pagamento", Path: incomePath + "/ricevuta?" + named(parked).Encode()}),
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}

// refund marks the receipt for refund.
func (h Handler) refund(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	parked, err := h.parked(r, visit, form)
	if err != nil {
		return err
	}
	to, wrong := readPayee(form)
	why, more := web.Reason(form)
	if wrong = append(wrong, more...); len(wrong) > 0 {
		return h.showRefund(w, r, visit, parked, form, wrong)
	}
	ctx := h.noting(r, visit, office.Deed{
		Action: office.RefundAsked, Object: "ricevuta " + parked.ID(), Reason: why,
		Before: "da sistemare", After: "da rimborsare, " + refunded(parked.Own(visit.Municipality), to),
	})
	if err := h.Billing.AskRefund(ctx, visit.Municipality, parked, to, why, hand(visit)); err != nil {
		return err
	}
	return done(w, r, refundsPath, "rimborso")
}

// maxName is the longest name of a payee, in characters.
const maxName = 70

// readPayee reads to whom a refund goes.
func readPayee(form url.Values) (billing.Payee, []web.FieldError) {
	var wrong []web.FieldError
	to := billing.Payee{Name: strings.Join(strings.Fields(form.Get("beneficiario")), " ")}
	if to.Name == "" || len([]rune(to.Name)) > maxName {
		wrong = append(wrong, web.FieldError{Field: "beneficiario", Text: "Scrivi cognome e nome, o la ragione sociale."})
	}
	code := strings.ToUpper(strings.TrimSpace(form.Get("codice_fiscale")))
	if _, err := fiscalcode.ParseAny(code); err != nil {
		wrong = append(wrong, web.FieldError{Field: "codice_fiscale", Text: "Il codice fiscale non è valido."})
	}
	to.FiscalCode = code
	var valid bool
	if to.IBAN, valid = iban.Parse(form.Get("iban")); !valid {
		wrong = append(wrong, web.FieldError{Field: "iban", Text: "L'IBAN non è valido: ricontrolla cifre e lettere."})
	}
	return to, wrong
}

// approval is what the page of the second person knows.
type approval struct {
	row
	// Mine is whether the operator is the first one, by whichever login.
	Mine bool
}

// askApproval shows a refund to the second person.
func (h Handler) askApproval(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	parked, err := h.parked(r, visit, r.URL.Query())
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Approva un rimborso", Section: section, Template: "approve",
		Data: approval{
			rowOf(parked, visit.Municipality, visit.Today()), parked.Refund != nil && parked.Refund.Asked.Same(hand(visit)),
		},
		Crumbs: crumbs(web.Crumb{Name: "Rimborsi", Path: refundsPath}),
	})
}

// approve lets a refund be paid.
func (h Handler) approve(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, parked, err := h.step(r, visit)
	if err != nil {
		return err
	}
	ctx := h.noting(r, visit, refundDeed(office.RefundApproved, parked, "approvato", ""))
	if err := h.Billing.ApproveRefund(ctx, visit.Municipality.ID, parked, form.Get("versione"), hand(visit)); err != nil {
		return err
	}
	return done(w, r, refundsPath, "approvato")
}

// askWithdrawal asks why a refund is taken back.
func (h Handler) askWithdrawal(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	parked, err := h.parked(r, visit, r.URL.Query())
	if err != nil {
		return err
	}
	return h.showWithdrawal(w, r, visit, parked, web.Page{})
}

func (h Handler) showWithdrawal(
	w http.ResponseWriter, r *http.Request, visit web.Visit, parked billing.ParkedReceipt, page web.Page,
) error {
	page.Title, page.Section, page.Template = "Annulla un rimborso", section, "withdraw"
	page.Data = rowOf(parked, visit.Municipality, visit.Today())
	page.Crumbs = crumbs(web.Crumb{Name: "Rimborsi", Path: refundsPath})
	return h.Site.Render(w, r, visit, page)
}

// withdraw takes a refund back that is not paid.
func (h Handler) withdraw(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, parked, err := h.step(r, visit)
	if err != nil {
		return err
	}
	why, wrong := web.Reason(form)
	if len(wrong) > 0 {
		return h.showWithdrawal(w, r, visit, parked, web.Page{Status: http.StatusBadRequest, Form: form, Errors: wrong})
	}
	ctx := h.noting(r, visit, refundDeed(office.RefundUndone, parked, "da sistemare", why))
	if err := h.Billing.WithdrawRefund(ctx, visit.Municipality.ID, parked, form.Get("versione"), hand(visit)); err != nil {
		return err
	}
	return done(w, r, refundsPath, "ritirato")
}

// step reads the form of a refund's next step.
func (h Handler) step(r *http.Request, visit web.Visit) (url.Values, billing.ParkedReceipt, error) {
	form, err := web.Form(r, visit)
	if err != nil {
		return nil, billing.ParkedReceipt{}, err
	}
	parked, err := h.parked(r, visit, form)
	return form, parked, err
}

// refundDeed is a step as the register has it: what becomes of which amount for whom, never by which IBAN. Its reason is its own;
// what the refund was asked for stands with who asked.
func refundDeed(action office.Action, parked billing.ParkedReceipt, after, why string) office.Deed {
	deed := office.Deed{Action: action, Object: "ricevuta " + parked.ID(), Reason: why}
	refund := parked.Refund
	if refund == nil {
		return deed.Changing(office.Piece{After: after})
	}
	same := func(text string) office.Piece { return office.Piece{Before: text, After: text} }
	return deed.Changing(office.Piece{Before: stateName(refund.State), After: after}, same(refunded(refund.Amount, refund.Payee)),
		same("chiesto da "+refund.Asked.Name+": "+refund.Reason))
}

// refunded is an amount with who gets it back.
func refunded(amount money.Cents, to billing.Payee) string {
	return amount.Plain() + " euro a " + to.Name
}

// stateName is a refund's state in the office's words.
func stateName(state billing.RefundState) string {
	switch state {
	case billing.RefundAsked:
		return "da rimborsare"
	case billing.RefundApproved:
		return "approvato"
	case billing.RefundPaid:
		return "pagato"
	default:
		return ""
	}
}

// askPaid asks for day and number of the treasury's order.
func (h Handler) askPaid(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	parked, err := h.parked(r, visit, r.URL.Query())
	if err != nil {
		return err
	}
	return h.showPaid(w, r, visit, parked, url.Values{"data": {visit.Today().String()}}, nil)
}

func (h Handler) showPaid(
	w http.ResponseWriter, r *http.Request, visit web.Visit, parked billing.ParkedReceipt, values url.Values,
	wrong []web.FieldError,
) error {
	page := web.Page{
		Title: "Registra il pagamento di un rimborso", Section: section, Template: "paid", Form: values, Errors: wrong,
		Data: rowOf(parked, visit.Municipality, visit.Today()), Crumbs: crumbs(web.Crumb{Name: "Rimborsi", Path: refundsPath}),
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}

// maxOrder is the longest number of an order, in characters.
const maxOrder = 30

// paid notes that the treasury has paid a refund.
func (h Handler) paid(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, parked, err := h.step(r, visit)
	if err != nil {
		return err
	}
	var wrong []web.FieldError
	on, err := calendar.ParseTypedDay(form.Get("data"))
	switch {
	case err != nil:
		wrong = append(wrong, web.FieldError{Field: "data", Text: "Scrivi la data del mandato, come 20/11/2026."})
	case on.After(visit.Today()) || on.Before(parked.PaidDay()):
		wrong = append(wrong, web.FieldError{
			Field: "data", Text: "La data non può essere futura, né prima del " + parked.PaidDay().Italian() + ".",
		})
	}
	order := strings.TrimSpace(form.Get("mandato"))
	if order == "" || len([]rune(order)) > maxOrder {
		wrong = append(wrong, web.FieldError{Field: "mandato", Text: "Scrivi il numero del mandato."})
	}
	if len(wrong) > 0 {
		return h.showPaid(w, r, visit, parked, form, wrong)
	}
	ctx := h.noting(r, visit, refundDeed(office.RefundPaid, parked, "pagato il "+on.Italian()+", mandato "+order, ""))
	if err := h.Billing.PayRefund(ctx, visit.Municipality.ID, parked, form.Get("versione"), on, order); err != nil {
		return err
	}
	return done(w, r, refundsPath, "pagato")
}
