package main

import (
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

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

// showRefusal shows the payment's mask again with the reason why nobody leaves for Checkout.
func (h Handler) showRefusal(
	w http.ResponseWriter, r *http.Request, visit web.Visit, chosen choice, trouble *problem.Error,
) error {
	return h.showWays(w, r, visit, chosen, web.Page{
		Status: trouble.Code.Status(), Refused: "Non è stato possibile avviare il pagamento",
		Errors: []web.FieldError{{Field: "subito", Text: trouble.Text}},
	})
}
