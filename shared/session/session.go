// Package session is who has logged in, in which browser: opaque tokens, of which tables know the hash.
// It knows none of the ways in; these are shared/identity and shared/cns.
package session

import (
	"cmp"
	"strings"
	"time"
)

// Session is a parent who has logged in. It lives in the Ops table; the browser
// holds a random token that opens it and nothing else.
type Session struct {
	// ID is the SHA-256 of the browser's token, in hex: whoever reads the table
	// cannot take a session over.
	ID string `dynamodbav:"id"`
	// Tenant is the id of the municipality whose portal the parent entered.
	Tenant string `dynamodbav:"tenant"`
	// Guardian is the parent's id, see school.GuardianID.
	Guardian   string `dynamodbav:"guardian"`
	FiscalCode string `dynamodbav:"fiscal_code"`
	Name       string `dynamodbav:"name"`
	FamilyName string `dynamodbav:"family_name"`
	// Email is what the identity provider knows; "" when it does not say.
	Email string `dynamodbav:"email,omitempty"`
	// CSRF is the secret that forms of this session carry.
	CSRF string `dynamodbav:"csrf"`
	// Method is "spid", "cie" or "cns", of operators also "oidc", and "tablet" of a school's device.
	Method string `dynamodbav:"method"`
	// Assertion is the id of the assertion that opened the session, which ties
	// what the parent does to the log of identities.
	Assertion string `dynamodbav:"assertion,omitempty"`
	// Subject is the hash of the name that the identity provider uses for the
	// parent in this session, "" when it has none. A LogoutRequest names it.
	Subject string `dynamodbav:"subject,omitempty"`
	// Resumed says that the provider may have let an operator in who was still logged in there, without asking for
	// anything: such a login proves nothing anew.
	Resumed bool `dynamodbav:"resumed,omitempty"`
	// Version is the operator's when the session began, 0 of parents and tablets: another one ends the session.
	Version int `dynamodbav:"version,omitempty"`
	// Issued is the login; Seen the last request, give or take seenEvery;
	// Expires the absolute end. All in whole seconds.
	Issued  time.Time `dynamodbav:"issued,unixtime"`
	Seen    time.Time `dynamodbav:"seen,unixtime"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
	// Idle is how long the session lasts without a request; 0 means as long as a parent's.
	Idle time.Duration `dynamodbav:"idle,omitempty"`
	// Life is how long a new session lasts at most; 0 means as long as a parent's. It is not stored: Expires is.
	Life time.Duration `dynamodbav:"-"`
}

// FullName returns name and family name.
func (s Session) FullName() string { return strings.TrimSpace(s.Name + " " + s.FamilyName) }

// The limits of a session, by the portal's clock.
const (
	// idleLimit is how long a session lasts without a request.
	idleLimit = 30 * time.Minute
	// absoluteLimit is how long a session lasts at most.
	absoluteLimit = 8 * time.Hour
	// seenEvery is how often Seen is written: not at every request, to save
	// writes. An idle session may end this much earlier than idleLimit.
	seenEvery = 2 * time.Minute
)

// over reports whether the session has ended at the given time.
func (s Session) over(now time.Time) bool {
	return !now.Before(s.Expires) || !now.Before(s.Seen.Add(cmp.Or(s.Idle, idleLimit)))
}
