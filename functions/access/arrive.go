package main

import (
	"errors"
	"net/http"
	"net/url"

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
	form, err := foreignForm(r)
	if err != nil {
		return err
	}
	answer, err := h.login(visit).Finish(
		r.Context(), form.Get("SAMLResponse"), form.Get("RelayState"), h.knownBrowser(r))
	if err != nil {
		return h.failed(w, r, visit, answer, err)
	}
	return h.admit(w, r, visit, admission{
		person: answer.Person, guardian: answer.Guardian, method: h.profile.Method,
		entry: answer.Assertion.ID, subject: answer.Subject, previous: answer.Previous, returnTo: answer.ReturnTo,
	})
}

// foreignForm reads a form that another site sent. It carries no token of ours: what
// protects it is the signature, and the browser's secret.
func foreignForm(r *http.Request) (url.Values, error) {
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
