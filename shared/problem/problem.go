// Package problem is the portal's one kind of error: a code for the machine, a
// plain Italian sentence for the parent, and the cause for the log.
//
// Code below the edge returns a *Error when it knows what the parent should
// read, and any other error when it does not. The edge (shared/web for pages,
// each function for its events) turns it into an answer and logs the cause once.
package problem

import (
	"errors"
	"net/http"
)

// Code says what kind of trouble it is.
type Code string

// The codes. Each maps to one HTTP status.
const (
	Invalid     Code = "invalid"     // the request makes no sense as it is
	SignIn      Code = "sign_in"     // no session, or an expired one
	Forbidden   Code = "forbidden"   // a form without its token, a door that stays shut
	NotFound    Code = "not_found"   // not there, or not yours: both look the same
	Method      Code = "method"      // the address is right, the verb is not
	Conflict    Code = "conflict"    // the world has moved on meanwhile
	TooLarge    Code = "too_large"   // more bytes than we read
	TooMany     Code = "too_many"    // too many requests
	Unavailable Code = "unavailable" // a part that we need does not answer
	Internal    Code = "internal"    // our own fault
)

// Error is a problem with a text for the parent.
type Error struct {
	Code Code
	// Text is what the parent reads: plain Italian, what happened and what to do.
	Text string
	// Cause is for the log only and may be nil. It holds no personal data.
	Cause error
}

// New returns a problem with a text for the parent.
func New(code Code, text string) *Error { return &Error{Code: code, Text: text} }

// Because returns the problem with its cause, for the log.
func (e *Error) Because(cause error) *Error {
	return &Error{Code: e.Code, Text: e.Text, Cause: cause}
}

// Error returns the code, and the cause if there is one. It never shows Text,
// which may be meant for one parent's eyes.
func (e *Error) Error() string {
	if e.Cause == nil {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.Cause.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is lets errors.Is compare problems by their code.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code && (other.Text == "" || other.Text == e.Text)
}

// Of returns err as a problem; one that is not becomes Internal with a neutral
// text, so that no detail reaches the parent.
func Of(err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	return &Error{Code: Internal, Text: internalText, Cause: err}
}

// Is reports whether err is a problem with the given code.
func Is(err error, code Code) bool { return errors.Is(err, &Error{Code: code}) }

// Status returns the HTTP status of the code.
func (c Code) Status() int {
	switch c {
	case Invalid:
		return http.StatusBadRequest
	case SignIn:
		return http.StatusUnauthorized
	case Forbidden:
		return http.StatusForbidden
	case NotFound:
		return http.StatusNotFound
	case Method:
		return http.StatusMethodNotAllowed
	case Conflict:
		return http.StatusConflict
	case TooLarge:
		return http.StatusRequestEntityTooLarge
	case TooMany:
		return http.StatusTooManyRequests
	case Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

const internalText = "Si è verificato un problema. I tuoi dati sono al sicuro. Riprova tra qualche minuto."

// Missing is the one answer for "not there" and "not yours".
func Missing() *Error {
	return New(NotFound, "La pagina che cerchi non c'è, oppure non è collegata al tuo codice fiscale.")
}
