package main

import (
	"bytes"
	"net/http"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// receipt sends the PDF of what pagoPA says of a paid notice, of a document or of
// a top-up. While there is no receipt the answer is a page that says so.
func (h Handler) receipt(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	position, err := h.asked(r, visit)
	if err != nil {
		return err
	}
	if position.State != billing.Paid || position.Payment == nil {
		return problem.New(problem.NotFound, "La ricevuta non è ancora arrivata. Se hai già pagato, riprova più tardi: "+
			"di solito arriva in pochi minuti, al massimo entro un giorno lavorativo.")
	}
	var receipt pagopa.Receipt
	var creditor paper.Creditor
	var links []school.Link
	err = beside.Together(
		beside.Into(&links, func() ([]school.Link, error) {
			return h.School.PupilsOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
		}),
		beside.Into(&receipt, func() (pagopa.Receipt, error) {
			return h.Billing.ReceiptOf(r.Context(), position)
		}),
		beside.Into(&creditor, func() (paper.Creditor, error) {
			return letterhead.Creditor(r.Context(), h.Logos, visit.Municipality)
		}),
	)
	if err != nil {
		return err
	}
	paidOn := calendar.DayOf(position.Payment.At)
	child, _ := childOf(links, position)
	return letterhead.Send(w, fileName("ricevuta", links, position, paidOn), func(file *bytes.Buffer) error {
		return paper.WriteReceipt(file, paper.Receipt{
			Creditor: creditor, Payment: receipt, ReceivedAt: position.Payment.At, Pupil: child.FullName(),
		})
	})
}
