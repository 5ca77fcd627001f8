package main

import (
	"errors"
	"net/http"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// farewell is the first page, with a word that the session is over.
const farewell = "/?uscita=1"

var errLogout = problem.New(problem.Invalid, "La richiesta di uscita del gestore non è valida.")

// everywhere is the field that asks to leave on all devices.
const everywhere = "ovunque"

// askToLeave shows the two ways out: here, or on all devices.
func (h Handler) askToLeave(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.Site.Render(w, r, visit, web.Page{Title: "Esci", Template: "leave"})
}

// leave ends the session on the server and in the browser. Who has none gets what
// they want too: to be out. A form of another site is refused all the same: it comes
// without the session's cookie (SameSite), and the answer would take that away.
func (h Handler) leave(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	if visit.Session != nil && form.Get(everywhere) != "" {
		if err := h.Sessions.EndAll(r.Context(), visit.Session.Tenant, visit.Session.Guardian); err != nil {
			return err
		}
	}
	if err := h.end(w, r, visit); err != nil {
		return err
	}
	http.Redirect(w, r, farewell, http.StatusSeeOther)
	return nil
}

// singleLogout answers a provider's LogoutRequest, also for a session that never
// was. An answer to a request of ours needs no answer: at level 2 there is no
// common session, so the portal never asks.
func (h way) singleLogout(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := foreignForm(r)
	if err != nil {
		return err
	}
	if r.Form.Get("SAMLResponse") != "" {
		http.Redirect(w, r, farewell, http.StatusSeeOther)
		return nil
	}
	sent := identity.LogoutMessage{
		Query: r.URL.RawQuery, Form: form.Get("SAMLRequest"), RelayState: form.Get("RelayState"),
	}
	find := func(entityID string) (identity.Provider, error) { return h.providers.Find(r.Context(), entityID) }
	spend := func() error {
		_, err := h.Limit.Spend(r.Context(), h.client(r))
		return err
	}
	answer, err := h.portal(visit.Municipality).Logout(sent, find, spend, visit.Now)
	var refusal *identity.Refusal
	if errors.As(err, &refusal) {
		return errLogout.Because(err)
	}
	if err != nil {
		return err
	}
	if visit.Session != nil && visit.Session.Subject == answer.Subject { // Only the session that is meant.
		if err := h.end(w, r, visit); err != nil {
			return err
		}
	}
	if answer.Binding == identity.Post {
		return h.byForm(w, r, visit, answer.Message)
	}
	http.Redirect(w, r, answer.Address, http.StatusFound)
	return nil
}

// end forgets the session, if there is one.
func (h Handler) end(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	h.Site.EndSession(w)
	if visit.Session == nil {
		return nil
	}
	return h.Sessions.End(r.Context(), visit.Session.ID)
}
