package main

import (
	"errors"
	"net/http"
	"net/url"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

var errProvider = problem.New(problem.NotFound,
	"Non conosciamo questo gestore di identità. Torna indietro e sceglilo dall'elenco.")

// depart sends the browser to an identity provider with a signed request.
func (h way) depart(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if address := h.elsewhere(r); address != "" {
		http.Redirect(w, r, address, http.StatusFound)
		return nil
	}
	query := r.URL.Query()
	returnTo := web.ReturnPath(query.Get("torna_a"))
	request, err := h.login(visit).Begin(r.Context(), identity.Departure{
		Provider: query.Get("idp"), ByForm: query.Get("binding") == "post",
		Browser: h.browser(w, r), ReturnTo: returnTo,
	})
	if errors.Is(err, &identity.Refusal{Reason: identity.NoProvider}) {
		return errProvider.Because(err)
	}
	if err != nil {
		return err
	}
	if request.Binding == identity.Post {
		return h.departByForm(w, r, visit, request)
	}
	// 302, not 303: SPID's technical rules name it.
	http.Redirect(w, r, request.Address, http.StatusFound)
	return nil
}

// departByForm shows a form that takes the request to the provider: some know no
// other binding, and it can be asked for.
func (h way) departByForm(
	w http.ResponseWriter, r *http.Request, visit web.Visit, request identity.Request,
) error {
	address, err := url.Parse(request.Address)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Prosegui dal tuo gestore di identità", Template: "post", Data: request,
		FormOrigins: []string{address.Scheme + "://" + address.Host},
	})
}
