package main

import (
	"net/http"
	"net/url"
	"strings"

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
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Pagamento del " + parked.PaidDay().Italian(), Section: section, Template: "receipt", Crumbs: crumbs(),
		Data: detail{rowOf(parked, visit.Municipality, visit.Today()), acts(visit)},
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

// reason reads why the operator does something with money. It is mandatory.
func reason(form url.Values) (string, []web.FieldError) {
	text := strings.TrimSpace(form.Get("motivo"))
	switch {
	case text == "":
		return "", []web.FieldError{{Field: "motivo", Text: "Scrivi perché: resta nel registro."}}
	case len([]rune(text)) > maxReason:
		return "", []web.FieldError{{Field: "motivo", Text: "Il motivo è troppo lungo: bastano 200 caratteri."}}
	default:
		return text, nil
	}
}

// maxReason is the longest reason, in characters.
const maxReason = 200

// done sends the browser back to a list, which says what was done.
func done(w http.ResponseWriter, r *http.Request, path, what string) error {
	http.Redirect(w, r, path+"?esito="+what, http.StatusSeeOther)
	return nil
}
