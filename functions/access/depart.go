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

// depart sends the browser to an identity provider with a signed request. A signature
// costs money, so there is none for what no browser's window asks for, or before the
// browser has shown that it keeps cookies, without which no login can end well
// (infra/decisions/0020-what-a-login-costs.md).
func (h way) depart(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if address := h.elsewhere(r, visit); address != "" {
		http.Redirect(w, r, address, http.StatusFound)
		return nil
	}
	if !opens(r) {
		return errNotOpened
	}
	if !h.knownBrowser(r).Plausible() {
		return h.offerCookie(w, r)
	}
	query := r.URL.Query()
	departure := identity.Departure{
		Provider: query.Get("idp"), ByForm: query.Get("binding") == "post", Client: h.client(r),
		Browser: h.browser(w, r), ReturnTo: web.ReturnPath(query.Get("torna_a")),
	}
	if visit.Session != nil {
		departure.Previous = visit.Session.ID
	}
	request, err := h.login(visit).Begin(r.Context(), departure)
	if errors.Is(err, &identity.Refusal{Reason: identity.NoProvider}) {
		return errProvider.Because(err)
	}
	if err != nil {
		return err
	}
	if request.Binding == identity.Post {
		return h.byForm(w, r, visit, request.Message)
	}
	// 302, not 303: SPID's technical rules name it.
	http.Redirect(w, r, request.Address, http.StatusFound)
	return nil
}

// byForm shows a form that takes a message to the provider: some know no other
// binding, and it can be asked for.
func (h way) byForm(
	w http.ResponseWriter, r *http.Request, visit web.Visit, message identity.Message,
) error {
	address, err := url.Parse(message.Address)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Prosegui dal tuo gestore di identità", Template: "post", Data: message,
		FormOrigins: []string{address.Scheme + "://" + address.Host},
	})
}
