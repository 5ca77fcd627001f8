package main

import (
	"errors"
	"net/http"
	"net/url"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// messageLimit is the largest form with a SAML message, in bytes, that is read.
const messageLimit = 600 << 10

var (
	errMessageSize = problem.New(problem.TooLarge,
		"La risposta del gestore è troppo grande. Riprova l'accesso.")
	errMessage = problem.New(problem.Invalid,
		"Non riusciamo a leggere la risposta del gestore. Riprova l'accesso.")
)

// arrive takes the provider's answer: a parent of this municipality is let in,
// another citizen reads whom to ask, and whoever failed reads why.
func (h way) arrive(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := message(r)
	if err != nil {
		return err
	}
	answer, err := h.login(visit).Finish(
		r.Context(), form.Get("SAMLResponse"), form.Get("RelayState"), h.knownBrowser(r))
	if err != nil {
		return h.failed(w, r, visit, answer, err)
	}
	if answer.Previous != "" { // Whoever comes in now, the browser's old session is over.
		if err := h.Sessions.End(r.Context(), answer.Previous); err != nil {
			return err
		}
	}
	tenant := visit.Municipality.ID
	pupils, err := h.School.PupilsOf(r.Context(), tenant, answer.Guardian)
	if err != nil {
		return err
	}
	if len(pupils) == 0 { // No session: there is nothing here for them.
		return h.Site.Render(w, r, visit, web.Page{
			Title: "Non risultano figli iscritti", Template: "stranger", Data: answer.Person,
		})
	}
	token, err := h.Sessions.Start(r.Context(), identity.Session{
		Tenant: tenant, Guardian: answer.Guardian, Method: h.profile.Method,
		Assertion: answer.Assertion.ID, Subject: answer.Subject,
		FiscalCode: answer.Person.FiscalCode.String(), Email: answer.Person.Email,
		Name: answer.Person.Name, FamilyName: answer.Person.FamilyName,
	})
	if err != nil {
		return err
	}
	h.Site.StartSession(w, token)
	http.Redirect(w, r, answer.ReturnTo, http.StatusSeeOther)
	return nil
}

// message reads a form that another site sent. It carries no token of ours: what
// protects it is the signature, and the browser's secret.
func message(r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, messageLimit)
	if err := r.ParseForm(); err != nil {
		var tooLong *http.MaxBytesError
		if errors.As(err, &tooLong) {
			return nil, errMessageSize.Because(err)
		}
		return nil, errMessage.Because(errors.New("malformed form"))
	}
	return r.PostForm, nil
}
