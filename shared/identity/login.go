package identity

import (
	"context"
	"errors"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/session"
)

// Login takes a citizen to an identity provider and back.
type Login struct {
	Portal    *ServiceProvider
	Providers *Providers
	Pending   PendingLogins
	Limit     SignatureLimit
	Register  Register
	Clock     calendar.Clock
	// Tenant is the municipality whose portal the citizen enters.
	Tenant string
	// Guardian returns the portal's id of the citizen with a fiscal code.
	Guardian func(fiscalCode string) string
}

// Departure is what a citizen chose.
type Departure struct {
	// Provider is an entity id.
	Provider string
	// Client is the network address from which the browser asks.
	Client string
	// ByForm prefers the Post binding to Redirect.
	ByForm bool
	// Browser is the secret in the browser's cookie that ties the Response to the
	// browser that asked for it. Without it an attacker could log a victim in as
	// somebody else, or use a Response that was not meant for them.
	Browser session.Secret
	// ReturnTo is the path of the portal to come back to.
	ReturnTo string
	// Previous is the id of the session that the browser has already, "" for none.
	Previous string
}

// Begin makes a request to the chosen provider and remembers that the browser
// waits for its answer. The error is a NoProvider refusal for an unknown one, and
// problem.TooMany for a client that has begun too many.
func (l *Login) Begin(ctx context.Context, departure Departure) (Request, error) {
	provider, err := l.Providers.Find(ctx, departure.Provider)
	if err != nil {
		return Request{}, err
	}
	if departure.ByForm {
		provider = provider.preferring(Post)
	}
	account, err := l.Limit.Spend(ctx, departure.Client)
	if err != nil {
		return Request{}, err
	}
	now := l.Clock()
	request, err := l.Portal.Request(provider, now)
	if err != nil {
		return Request{}, err
	}
	return request, l.Pending.remember(ctx, PendingLogin{
		Request: request.ID, Provider: request.Provider, Issued: request.Issued, Level: request.Level,
		RelayState: request.RelayState, Browser: departure.Browser.Hash(),
		ReturnTo: departure.ReturnTo, Previous: departure.Previous, Account: account,
		Sent: request.sent(), Expires: now.Add(pendingLimit),
	})
}

// Answer is what came back for a request.
type Answer struct {
	// Provider and ReturnTo are those of the request. They are set also beside an
	// error, as far as the request is known, so that the citizen can try again.
	Provider, ReturnTo string
	Person             Person
	// Previous is the session that the browser had when it left, which ends now.
	Previous string
	// Guardian is the citizen's id in the portal.
	Guardian  string
	Assertion Assertion
	// Subject is what Session.Subject becomes.
	Subject string

	answered bool // by the provider itself
}

// Finish reads a Response (the fields SAMLResponse and RelayState) for the browser
// that brings it, and registers both messages. The error is an *Anomaly, a
// *Refusal, problem.Unavailable when nothing can be registered, or another failure
// of ours. Whatever the answer is, the request is used up.
func (l *Login) Finish(ctx context.Context, field, relayState string, browser session.Secret) (Answer, error) {
	response, pending, err := l.receive(ctx, field, browser)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Provider: pending.Provider, ReturnTo: pending.ReturnTo}
	judged := l.judge(ctx, response, pending, relayState, &answer)
	if judged != nil {
		judged = errors.Join(judged, l.Pending.forget(ctx, pending))
	}
	if answer.answered { // A count that stays too high is not worth a failed login.
		_ = l.Limit.giveBack(ctx, pending.Account)
	}
	if err := l.Register.Keep(ctx, l.record(response, pending, answer), judged); err != nil {
		return Answer{Provider: answer.Provider, ReturnTo: answer.ReturnTo}, err
	}
	return answer, judged
}

// receive reads a Response and finds the request that it answers.
func (l *Login) receive(ctx context.Context, field string, browser session.Secret) (Response, PendingLogin, error) {
	response, err := ReadResponse(field)
	if err != nil {
		return Response{}, PendingLogin{}, err
	}
	pending, err := l.Pending.find(ctx, response.InResponseTo())
	if err != nil {
		return Response{}, PendingLogin{}, err
	}
	if !browser.Matches(pending.Browser) {
		return Response{}, PendingLogin{}, Refuse(WrongBrowser, "")
	}
	return response, pending, nil
}

// judge believes a Response or says why not, and writes into answer what it learns.
func (l *Login) judge(
	ctx context.Context, response Response, pending PendingLogin, relayState string, answer *Answer,
) error {
	if relayState != "" && relayState != pending.RelayState {
		return Refuse(RelayChanged, "")
	}
	provider, err := l.Providers.Find(ctx, pending.Provider)
	if err != nil {
		return err
	}
	if answer.Assertion, err = l.Portal.Check(response, pending, provider, l.Clock()); err != nil {
		answer.answered = response.signedBy(provider)
		return err
	}
	answer.answered = true
	if err := l.Pending.consume(ctx, pending, answer.Assertion); err != nil {
		return err
	}
	if answer.Person, err = person(answer.Assertion, l.Clock.Today()); err != nil {
		return err
	}
	answer.Guardian = l.Guardian(answer.Person.FiscalCode.String())
	answer.Previous, answer.Subject = pending.Previous, subject(pending.Provider, answer.Assertion.NameID)
	return nil
}
