package openid

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/session"
)

// pendingLimit is how long an operator may take at the provider.
const pendingLimit = 15 * time.Minute

// Logins keeps the logins that wait for a provider's answer.
type Logins struct {
	// Table is Ops.
	Table dynamo.Table
	Clock calendar.Clock
	// PlainHTTP allows a provider without https, for the local stack only.
	PlainHTTP bool
}

// Departure is who leaves for the provider, and where to.
type Departure struct {
	Tenant string
	// Browser is the secret that the browser keeps meanwhile.
	Browser session.Secret
	// ReturnTo is the page of the office to go on to: a path with its query.
	ReturnTo string
	// Again asks the provider to have the operator prove who they are also when they are still logged in there.
	Again bool
}

// pending is a login that waits, found by the hash of its state.
type pending struct {
	Tenant   string    `dynamodbav:"tenant"`
	Browser  string    `dynamodbav:"browser"` // hash of the browser's secret
	Nonce    string    `dynamodbav:"nonce"`
	Verifier string    `dynamodbav:"verifier"` // of PKCE
	ReturnTo string    `dynamodbav:"return_to"`
	Again    bool      `dynamodbav:"again,omitempty"`
	Issued   time.Time `dynamodbav:"issued,unixtime"`
	Expires  time.Time `dynamodbav:"expires,unixtime"`
}

// Begin returns the provider's address to send the browser to. The error is problem.Unavailable while the provider
// does not answer.
func (l Logins) Begin(ctx context.Context, p Provider, d Departure) (string, error) {
	_, client, err := l.meet(ctx, p)
	if err != nil {
		return "", err
	}
	state, now := session.NewSecret(), l.Clock()
	wait := pending{
		Tenant: d.Tenant, Browser: d.Browser.Hash(), Nonce: string(session.NewSecret()),
		Verifier: oauth2.GenerateVerifier(), ReturnTo: d.ReturnTo, Again: d.Again,
		Issued: now, Expires: now.Add(pendingLimit).Truncate(time.Second),
	}
	if err := l.Table.Store(ctx, dynamo.OfficeLogin(state.Hash()), wait); err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(wait.Nonce), oauth2.S256ChallengeOption(wait.Verifier)}
	if d.Again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return client.AuthCodeURL(string(state), options...), nil
}

// Arrival is an operator whom the provider vouches for.
type Arrival struct {
	Person
	// ReturnTo is the page of the office to go on to.
	ReturnTo string
	// Resumed says that the provider may have asked for nothing, see session.Session.Resumed.
	Resumed bool
}

// Finish takes the answer that the browser brings, the query of the address, and judges it once. The error is a
// *Refusal when the answer is not good, problem.Unavailable while the provider does not answer.
func (l Logins) Finish(
	ctx context.Context, p Provider, tenant string, answer url.Values, browser session.Secret,
) (Arrival, error) {
	wait, err := l.take(ctx, tenant, answer.Get("state"), browser)
	if err != nil {
		return Arrival{ReturnTo: wait.ReturnTo}, err
	}
	arrival := Arrival{ReturnTo: wait.ReturnTo}
	if issuer := answer.Get("iss"); issuer != "" && issuer != p.Issuer { // RFC 9207
		return arrival, refuse(Invalid, "the answer is another provider's")
	}
	if code := answer.Get("error"); code != "" {
		if code == "access_denied" || code == "login_required" || code == "interaction_required" {
			return arrival, refuse(Denied, code)
		}
		return arrival, refuse(Invalid, "the provider answers "+code)
	}
	raw, found, err := l.exchange(ctx, p, answer.Get("code"), wait.Verifier)
	if err != nil {
		return arrival, err
	}
	if arrival.Person, err = l.judge(ctx, p, found, raw, wait); err != nil {
		return arrival, err
	}
	asked := !arrival.At.IsZero() && !arrival.At.Before(wait.Issued.Add(-calendar.Tolerance))
	arrival.Resumed = !asked // the browser may have left prompt=login out: only auth_time tells
	return arrival, nil
}

// take uses up the login that waits with a state: of several answers at once one goes on.
func (l Logins) take(ctx context.Context, tenant, text string, browser session.Secret) (pending, error) {
	state, wait := session.Secret(text), pending{}
	if !state.Plausible() {
		return wait, refuse(Stale, "no state of ours")
	}
	key := dynamo.OfficeLogin(state.Hash())
	err := l.Table.Get(ctx, key, &wait)
	if err == nil {
		err = l.Table.Take(ctx, key)
	}
	switch {
	case errors.Is(err, dynamo.ErrNoItem), errors.Is(err, dynamo.ErrCondition):
		return pending{}, refuse(Stale, "unknown or already answered")
	case err != nil:
		return pending{}, err
	case !l.Clock().Before(wait.Expires):
		return wait, refuse(Stale, "too old")
	case wait.Tenant != tenant:
		return pending{}, refuse(Stale, "of another Comune")
	case !browser.Plausible() || !browser.Matches(wait.Browser):
		return wait, refuse(Stale, "another browser")
	}
	return wait, nil
}

// exchange spends the code and returns the ID token as it came.
func (l Logins) exchange(ctx context.Context, p Provider, code, verifier string) (string, *oidc.Provider, error) {
	found, client, err := l.meet(ctx, p)
	if err != nil {
		return "", nil, err
	}
	ctx = oidc.ClientContext(ctx, l.client())
	token, err := client.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError:
		return "", nil, refuse(Invalid, "the provider refuses the code: "+brief(errors.New(refused.ErrorCode)).Error())
	case err != nil:
		return "", nil, errAway.Because(brief(err))
	}
	raw, is := token.Extra("id_token").(string)
	if !is {
		return "", nil, refuse(Invalid, "no ID token")
	}
	return raw, found, nil
}
