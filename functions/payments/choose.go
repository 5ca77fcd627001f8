package main

import (
	"net/http"
	"net/url"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// choose keeps the ticked notices as a cart (AVVIA PAGAMENTO).
func (h Handler) choose(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	ticked := form["avviso"]
	if form.Get("azione") == "totale" { // Without script the total follows a button.
		query := url.Values{"avviso": append(ticked, "")} // none is a choice too
		http.Redirect(w, r, "/pagamenti?"+query.Encode()+"#avvisi", http.StatusSeeOther)
		return nil
	}
	if len(ticked) == 0 {
		return h.showAgain(w, r, visit, ticked, "Scegli almeno un avviso da pagare.")
	}
	if len(ticked) > pagopa.MaxCartNotices {
		return h.showAgain(w, r, visit, ticked,
			"Puoi pagare al massimo cinque avvisi per volta: togli qualche scelta.")
	}
	positions, err := h.Billing.ListOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
	if err != nil {
		return err
	}
	chosen, err := pick(positions, ticked)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(named(nil, visit, chosen), due.verifying) {
		return h.showAgain(w, r, visit, ticked, billing.ErrVerifying.Text)
	}
	cart, err := h.Billing.NewCart(r.Context(), visit.Municipality.ID, visit.Session.Guardian, chosen)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/pagamenti/scelta/"+url.PathEscape(cart.ID), http.StatusSeeOther)
	return nil
}

// showAgain shows the list again with the parent's ticks and what is wrong.
func (h Handler) showAgain(
	w http.ResponseWriter, r *http.Request, visit web.Visit, ticked []string, text string,
) error {
	data, err := h.open(r, visit)
	if err != nil {
		return err
	}
	return h.showList(w, r, visit, data, ticked, web.Page{
		Status: http.StatusBadRequest, Refused: "Controlla gli avvisi scelti",
		Errors: []web.FieldError{{Field: "avvisi", Text: text}},
	})
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
