package operations_test

import (
	"context"
	"errors"
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/retry"
	"serviziscolastici/shared/session"
)

// opened is a session of the parent, who was last seen some time ago.
func opened(ctx context.Context, o office, ago time.Duration) (string, error) {
	past := o.sessions
	past.Clock = calendar.Fixed(clock().Add(-ago))
	return past.Start(ctx, session.Session{Tenant: tenant, Guardian: payer, Method: "spid"})
}

// inside is an operation of a parent with a session.
func inside(ago time.Duration, do func(context.Context, office, string, session.Session) error) func(
	context.Context, office) (func(context.Context, office) error, error) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		token, err := opened(ctx, o, ago)
		if err != nil {
			return nil, err
		}
		session, err := session.Store{
			Table: o.sessions.Table, Clock: calendar.Fixed(clock().Add(-ago)),
		}.Find(ctx, token)
		return func(ctx context.Context, o office) error { return do(ctx, o, token, session) }, err
	}
}

// sessions are what happens to sessions.
func sessions() []operation {
	return []operation{
		{
			name: "be seen", covers: []string{"session.Store.Find"},
			begin: inside(5*time.Minute, func(ctx context.Context, o office, token string, _ session.Session) error {
				_, err := o.sessions.Find(ctx, token)
				return err
			}),
		},
		{
			name: "leave", covers: []string{"session.Store.End"},
			begin: inside(0, func(ctx context.Context, o office, _ string, session session.Session) error {
				return o.sessions.End(ctx, session.ID)
			}),
		},
		{
			name: "leave everywhere", covers: []string{"session.Store.EndAll"},
			begin: inside(0, func(ctx context.Context, o office, _ string, _ session.Session) error {
				return o.sessions.EndAll(ctx, tenant, payer)
			}),
		},
	}
}

// logins are the ways in. A login that failed begins anew, with another request: what is left of the first
// is found by nobody and expires.
func logins() []operation {
	leaves := []string{"Q#", "X#", "SC#", "I#", "S#", "SG#", "CQ#", "CT#"}
	return []operation{
		{
			name: "log in",
			covers: []string{
				"identity.Login.Begin", "identity.Login.Finish", "identity.Register.Keep", "session.Store.Start",
				"identity.SignatureLimit.Spend",
			},
			begin: plainly(logIn), leaves: leaves, regardless: true,
		},
		{
			name: "log in, refused", covers: []string{"identity.Login.Begin", "identity.Login.Finish"},
			begin: plainly(beRefused), leaves: leaves, regardless: true,
		},
		{
			name: "show no card",
			covers: []string{
				"cns.Logins.Begin", "cns.Door.Judge", "cns.Logins.Finish",
			},
			begin: plainly(showNoCard), leaves: leaves,
		},
	}
}

// answer goes to the identity provider and comes back with its answer.
func answer(ctx context.Context, o office, relayed func(string) string) (identity.Answer, error) {
	browser := session.NewSecret()
	request, err := o.login.Begin(ctx, identity.Departure{Provider: o.idp.EntityID, Browser: browser})
	if err != nil {
		return identity.Answer{}, err
	}
	message := identitytest.Message{
		IdP: o.idp, InResponseTo: request.ID, EntityID: o.login.Portal.EntityID(), ACS: o.login.Portal.ACS(),
		SignAssertion: true, SignResponse: true,
		Edits: []func(*etree.Element){func(root *etree.Element) {
			root.FindElement("./saml:Assertion").CreateAttr("ID", "_a"+request.ID)
		}},
	}
	return o.login.Finish(ctx, message.Field(o.t), relayed(request.RelayState), browser)
}

func logIn(ctx context.Context, o office) error {
	answer, err := answer(ctx, o, func(relay string) string { return relay })
	if err != nil {
		return err
	}
	_, err = o.sessions.Start(ctx, session.Session{Tenant: tenant, Guardian: answer.Guardian, Method: "spid"})
	return err
}

func beRefused(ctx context.Context, o office) error {
	_, err := answer(ctx, o, func(string) string { return "another" })
	return expected(err, identity.RelayChanged)
}

func showNoCard(ctx context.Context, o office) error {
	browser := session.NewSecret()
	request, err := o.door.Logins.Begin(ctx, cns.Departure{Tenant: tenant, Browser: browser})
	if err != nil {
		return err
	}
	verdict, err := o.door.Judge(ctx, request, "")
	if err != nil {
		return err
	}
	_, err = o.door.Logins.Finish(ctx, tenant, verdict.Ticket, browser)
	return expected(err, cns.NoCard)
}

// errAccepted says that what was to be refused was not.
var errAccepted = errors.New("not refused")

// expected turns an expected refusal into success, unless something failed beside it.
func expected(err error, reason identity.Reason) error {
	switch {
	case err == nil:
		return errAccepted
	case errors.Is(err, &identity.Refusal{Reason: reason}) && !retry.Busy(err):
		return nil
	default:
		return err
	}
}
