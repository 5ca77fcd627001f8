package main

import (
	"net/http"

	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// receiptPage is what the printed receipt shows: the minimum set that pagoPA
// asks of a creditor's receipt (quietanza), and what the document adds.
type receiptPage struct {
	row
	Receipt pagopa.Receipt
}

// receipt is the printable receipt of a paid document. While there is none the
// page says why, with status 404: it may be there at the next try.
func (h Handler) receipt(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	found, err := h.find(r.Context(), visit, r.PathValue("id"))
	if err != nil {
		return err
	}
	if found.IsNote() {
		return problem.Missing()
	}
	page := web.Page{
		Title: "Ricevuta di pagamento", Section: "documenti", Template: "receipt",
		Crumbs: []web.Crumb{
			{Name: "Documenti contabili", Path: "/documenti"},
			{Name: "Documento n. " + found.Number(), Path: "/documenti/" + found.Document.ID()},
		},
	}
	receipt, err := h.Billing.ReceiptOf(r.Context(), found.Position)
	switch {
	case problem.Is(err, problem.NotFound):
		page.Title, page.Template, page.Status = "La ricevuta non è ancora arrivata", "waiting", http.StatusNotFound
		page.Data = found
		switch found.State {
		case verifying:
			page.Refresh = refreshSeconds
		case cancelled:
			page.Title = "Non c'è nessuna ricevuta"
		}
	case err != nil:
		return err
	default:
		page.Data = receiptPage{found, receipt}
	}
	return h.Site.Render(w, r, visit, page)
}
