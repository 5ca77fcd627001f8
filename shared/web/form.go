package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
)

// formLimit is the largest form, in bytes, that is read.
const formLimit = 64 << 10

// The names of the hidden fields that the partial "form" writes.
const (
	tokenField = "csrf"
	keyField   = "form_id"
)

var (
	errForm = problem.New(problem.Forbidden,
		"Il modulo non è più valido. Torna alla pagina precedente, ricaricala e riprova.")
	errFormSize = problem.New(problem.TooLarge, "Il modulo che hai inviato è troppo grande.")
	errFormType = problem.New(problem.Invalid,
		"Non riusciamo a leggere il modulo. Torna alla pagina precedente e riprova.")
	errFormText = problem.New(problem.Invalid, "In quello che hai scritto c'è un carattere che non si vede, forse copiato "+
		"da un altro programma. Torna alla pagina precedente, riscrivi il testo a mano e riprova.")
)

var formKeys = pattern.Of(`^[0-9a-f]{32}$`)

// Form reads a form that was sent by a page of this site. When there is a
// session, the form must carry its token. The errors are problem.TooLarge over
// 64 KB, problem.Invalid for another content type or a field with bytes that are
// no text or characters that nobody sees, problem.Forbidden for a form of another
// site or without its token.
func Form(r *http.Request, visit Visit) (url.Values, error) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return nil, errForm.Because(err)
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, errFormType.Because(errors.New("not a form"))
	}
	r.Body = http.MaxBytesReader(nil, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		var tooLong *http.MaxBytesError
		if errors.As(err, &tooLong) {
			return nil, errFormSize.Because(err)
		}
		return nil, errFormType.Because(errors.New("malformed form"))
	}
	if visit.Session != nil && !visit.accepts(r.PostForm.Get(tokenField)) {
		return nil, errForm.Because(errors.New("token does not match"))
	}
	for name, values := range r.PostForm {
		for _, text := range append(values, name) {
			if hidden, found := letters.HiddenInProse(text); found {
				return nil, errFormText.Because(fmt.Errorf("character U+%04X", hidden))
			}
		}
	}
	return r.PostForm, nil
}

// FormKey returns the key of one rendered form: the same when the same form is
// sent twice. The error is problem.Forbidden.
func FormKey(form url.Values) (string, error) {
	key := form.Get(keyField)
	if !formKeys.Matches(key) {
		return "", errForm.Because(errors.New("no form key"))
	}
	return key, nil
}

// KeyedForm is Form and FormKey for a form that acts once, however often it is sent.
func KeyedForm(r *http.Request, visit Visit) (url.Values, string, error) {
	form, err := Form(r, visit)
	if err != nil {
		return nil, "", err
	}
	key, err := FormKey(form)
	return form, key, err
}

// Token returns the session's form token, "" without a session. It differs at
// every call: a mask and the masked token, so that a compressed page never
// holds the same secret twice (BREACH).
func (v Visit) Token() string {
	if v.Session == nil {
		return ""
	}
	secret := []byte(v.Session.CSRF)
	mask := make([]byte, len(secret))
	_, _ = rand.Read(mask)
	masked := make([]byte, len(secret))
	subtle.XORBytes(masked, secret, mask)
	return hex.EncodeToString(mask) + hex.EncodeToString(masked)
}

// accepts reports whether a token from a form is the session's.
func (v Visit) accepts(token string) bool {
	secret := []byte(v.Session.CSRF)
	sent, err := hex.DecodeString(token)
	if err != nil || len(secret) == 0 || len(sent) != 2*len(secret) {
		return false
	}
	plain := make([]byte, len(secret))
	subtle.XORBytes(plain, sent[:len(secret)], sent[len(secret):])
	return subtle.ConstantTimeCompare(plain, secret) == 1
}
