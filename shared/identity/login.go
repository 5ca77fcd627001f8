package identity

import (
	"context"
	"crypto/subtle"

	"serviziscolastici/shared/calendar"
)

// Login takes a citizen to an identity provider and back.
type Login struct {
	Provider  *ServiceProvider
	Providers *Providers
	Pending   PendingLogins
	Clock     calendar.Clock
}

// Browser is the secret in a browser's cookie that ties a Response to the browser
// that asked for it. Without it an attacker could log a victim in as somebody
// else, or use a Response that was not meant for them.
type Browser string

// NewBrowser returns a new secret.
func NewBrowser() Browser { return Browser(newToken()) }

// Known reports whether the cookie holds a secret of ours.
func (b Browser) Known() bool { return len(b) == tokenLength }

// Begin makes a request to the provider with the given entity id and remembers
// that the browser waits for its answer. returnTo is a path of the portal.
func (l *Login) Begin(
	ctx context.Context, entityID string, browser Browser, returnTo string,
) (Request, error) {
	provider, err := l.Providers.Find(ctx, entityID)
	if err != nil {
		return Request{}, err
	}
	now := l.Clock()
	request, err := l.Provider.Request(provider, now)
	if err != nil {
		return Request{}, err
	}
	return request, l.Pending.remember(ctx, PendingLogin{
		Request: request.ID, Provider: request.Provider, Issued: request.Issued, Level: request.Level,
		RelayState: request.RelayState, Browser: hash(string(browser)), ReturnTo: returnTo,
		Expires: now.Add(pendingLimit),
	})
}

// Answer is what came back for a request.
type Answer struct {
	// Provider and ReturnTo are those of the request. They are set also beside an
	// error, as far as the request is known, so that the citizen can try again.
	Provider, ReturnTo string
	Person             Person
	Assertion          Assertion
}

// Finish reads a Response (the fields SAMLResponse and RelayState) for the browser
// that brings it. The error is an *Anomaly, a *Refusal, or a failure of ours. A
// second call with the same Response is refused.
func (l *Login) Finish(ctx context.Context, field, relayState string, browser Browser) (Answer, error) {
	response, err := ReadResponse(field)
	if err != nil {
		return Answer{}, err
	}
	pending, err := l.Pending.find(ctx, response.InResponseTo())
	if err != nil {
		return Answer{}, err
	}
	if subtle.ConstantTimeCompare([]byte(hash(string(browser))), []byte(pending.Browser)) != 1 {
		return Answer{}, refuse(WrongBrowser, "")
	}
	answer := Answer{Provider: pending.Provider, ReturnTo: pending.ReturnTo}
	if relayState != "" && relayState != pending.RelayState {
		return answer, refuse(RelayChanged, "")
	}
	provider, err := l.Providers.Find(ctx, pending.Provider)
	if err != nil {
		return answer, err
	}
	if answer.Assertion, err = l.Provider.Check(response, pending, provider, l.Clock()); err != nil {
		return answer, err
	}
	if err := l.Pending.consume(ctx, pending, answer.Assertion); err != nil {
		return answer, err
	}
	answer.Person, err = person(answer.Assertion, l.Clock.Today())
	return answer, err
}
