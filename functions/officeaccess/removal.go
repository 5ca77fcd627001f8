package main

import (
	"net/http"
	"time"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

// askRemoval asks whether an operator is to be removed.
func (h Handler) askRemoval(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	o, err := h.Operators.Operator(r.Context(), visit.Municipality.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Togliere " + o.FullName() + "?", Section: "operatori", Template: "removal", Data: o,
		Crumbs: []web.Crumb{desk(), {Name: "Operatori", Path: operatorsPath}},
	})
}

// remove keeps an operator from coming in. The roles stay, for the day on which the operator is back.
func (h Handler) remove(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	_, before, err := h.known(r, visit)
	if err != nil {
		return err
	}
	o := before
	o.Removed = visit.Now.UTC()
	return h.keep(w, r, visit, before, o, office.OperatorRemoved, "tolto")
}

// restore lets a removed operator in again.
func (h Handler) restore(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	_, before, err := h.known(r, visit)
	if err != nil {
		return err
	}
	o := before
	o.Removed = time.Time{}
	return h.keep(w, r, visit, before, o, office.OperatorRestored, "ripristinato")
}
