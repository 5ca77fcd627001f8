package main

import (
	"net/http"
	"net/url"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// detail is the page of one receipt.
type detail struct {
	row
	Acts bool
}

// receipt shows one parked receipt with what can be done with it.
func (h Handler) receipt(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	parked, err := h.parked(r, visit, r.URL.Query())
	if err != nil {
		return err
	}
	data := detail{rowOf(parked, visit.Municipality, visit.Today()), acts(visit)}
	if err := h.name(r.Context(), visit, &data.row); err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Pagamento del " + parked.PaidDay().Italian(), Section: section, Template: "receipt", Crumbs: crumbs(),
		Data: data,
	})
}

// parked returns the receipt that an address or a form names.
func (h Handler) parked(r *http.Request, visit web.Visit, values url.Values) (billing.ParkedReceipt, error) {
	day, err := calendar.ParseDay(values.Get("giorno"))
	if err != nil {
		return billing.ParkedReceipt{}, problem.Missing().Because(err)
	}
	return h.Billing.Parked(r.Context(), visit.Municipality.ID, day, values.Get("ricevuta"))
}

// done sends the browser back to a list, which says what was done.
func done(w http.ResponseWriter, r *http.Request, path, what string) error {
	http.Redirect(w, r, path+"?esito="+what, http.StatusSeeOther)
	return nil
}
