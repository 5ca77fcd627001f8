package main

import (
	"context"
	"net/http"
	"net/url"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

// Searches keeps what operators look for.
type Searches interface {
	web.Searches
	KeepSearch(ctx context.Context, open session.Session, form, text string) error
}

// search takes what is sought in a list with people's names, and leads back to the list with it.
func (h Handler) search(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	list, err := url.Parse(form.Get("elenco"))
	if err != nil || list.Scheme != "" || list.Host != "" || !h.Rules.Sees(*visit.Operator, list.Path) {
		return problem.Missing()
	}
	query, sought := list.Query(), web.SoughtIn(form)
	if sought.Words != "" {
		if err := h.Searches.KeepSearch(r.Context(), *visit.Session, key, sought.Words); err != nil {
			return err
		}
		sought = web.Kept(key)
	}
	sought.In(query)
	http.Redirect(w, r, (&url.URL{Path: list.Path, RawQuery: query.Encode()}).String(), http.StatusSeeOther)
	return nil
}
