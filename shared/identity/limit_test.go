package identity_test

import (
	"crypto/rsa"
	"errors"
	"testing"
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/problem"
)

// atOnce is how many signatures a client may cost at once.
const atOnce = 120

// beginAs starts a login from a network address.
func (b begun) beginAs(t *testing.T, client string) error {
	t.Helper()
	_, err := b.Begin(t.Context(), identity.Departure{
		Provider: b.message.IdP.EntityID, Client: client, Browser: b.browser,
	})
	return err
}

// Goal: what anybody may ask for costs a bounded number of signatures, and keeps nobody else out. Method:
// logins of one client up to the limit and beyond, of another one, of an unknown provider, and later.
func TestSignaturesOfOneClientAreBounded(t *testing.T) {
	b := begin(t)
	key, signatures := identitytest.Counted(t)
	b.Portal.Keys = []*identity.SigningKey{key}
	for range 685 {
		if err := b.beginAs(t, "192.0.2.1"); err != nil && !problem.Is(err, problem.TooMany) {
			t.Fatal(err)
		}
	}
	if made := signatures.Made(); made != atOnce {
		t.Errorf("685 logins cost %d signatures, want %d", made, atOnce)
	}
	if err := b.beginAs(t, "192.0.2.2"); err != nil {
		t.Errorf("another client: %v", err)
	}
	b.message.IdP.EntityID = "https://unknown.example.it"
	identitytest.ExpectRefusal(t, b.beginAs(t, "192.0.2.2"), identity.NoProvider)
	if made := signatures.Made(); made != 1 {
		t.Errorf("%d signatures for another client's login and none to a provider", made)
	}
	b.message.IdP.EntityID = "https://idp.example.it"
	*b.at = now.Add(10 * time.Second)
	for range 685 {
		_ = b.beginAs(t, "192.0.2.1")
	}
	if made := signatures.Made(); made != 10 {
		t.Errorf("ten seconds later: %d signatures, want one for each", made)
	}
	*b.at = now.AddDate(0, 0, 1)
	for range 685 {
		_ = b.beginAs(t, "192.0.2.1")
	}
	if made := signatures.Made(); made != atOnce {
		t.Errorf("a day later: %d signatures, want %d", made, atOnce)
	}
}

// Goal: logins that are answered do not count, so that a school or a mobile network with one address goes on
// for ever; only the provider itself can answer. Method: the last login before the limit, answered in
// several ways, and whether there is room for another one afterwards.
func TestAnsweredLoginsDoNotCount(t *testing.T) {
	for name, test := range map[string]struct {
		change func(m *identitytest.Message)
		room   bool
	}{
		"a citizen":            {func(*identitytest.Message) {}, true},
		"only the assertion":   {func(m *identitytest.Message) { m.SignResponse = false }, true},
		"a refusal, signed":    {func(m *identitytest.Message) { m.Edits = append(m.Edits, edit(".", "Version", "1.0")) }, true},
		"not signed":           {func(m *identitytest.Message) { m.SignResponse, m.SignAssertion = false, false }, false},
		"by somebody else":     {func(m *identitytest.Message) { m.Key = attacker(t) }, false},
		"for another request":  {func(m *identitytest.Message) { m.Tamper = edit(".", "Destination", "https://x") }, false},
		"an anomaly, unsigned": {func(m *identitytest.Message) { m.SignResponse, m.Edits = false, append(m.Edits, cancelled) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := begin(t) // By a client without a name, who is one too.
			for range atOnce - 1 {
				if _, err := b.Limit.Spend(t.Context(), ""); err != nil {
					t.Fatal(err)
				}
			}
			test.change(&b.message)
			_, _ = b.finish(t)
			_, err := b.Limit.Spend(t.Context(), "")
			if test.room && err != nil || !test.room && !problem.Is(err, problem.TooMany) {
				t.Errorf("another login: %v", err)
			}
		})
	}
}

func attacker(t *testing.T) *rsa.PrivateKey { return identitytest.Key(t, identitytest.Attacker) }

// cancelled is the provider's word that the citizen has changed their mind.
func cancelled(root *etree.Element) {
	cut(inAssertion)(root)
	edit(inCode, "Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")(root)
	find(root, inStatus).CreateElement("samlp:StatusMessage").SetText("ErrorCode nr25")
}

// Goal: a count goes away by itself, and no answer brings it back. Method: an answer after the sweep.
func TestCountExpires(t *testing.T) {
	b := begin(t)
	b.Limit.Table = dynamotest.Table(t)
	if err := b.beginAs(t, "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	if removed := dynamotest.Sweep(t, b.Limit.Table, now.Add(5*time.Minute)); removed != 1 {
		t.Errorf("%d counts went away", removed)
	}
	if _, err := b.finish(t); err != nil {
		t.Fatal(err)
	}
	if removed := dynamotest.Sweep(t, b.Limit.Table, now.AddDate(1, 0, 0)); removed != 0 {
		t.Error("an answer made a count")
	}
}

// Goal: when nothing can be counted nothing is signed. Method: a table that is not there.
func TestNoSignatureUncounted(t *testing.T) {
	b := begin(t)
	key, signatures := identitytest.Counted(t)
	b.Portal.Keys = []*identity.SigningKey{key}
	b.Limit.Table = dynamo.Table{Client: b.Limit.Table.Client, Name: "nowhere"}
	if err := b.beginAs(t, "192.0.2.1"); err == nil || signatures.Made() > 0 {
		t.Errorf("signed without a count: %v", err)
	}
}

// Goal: a logout that was good once can be sent again, so its answer counts too, and what is refused costs
// nothing. Method: a client at the limit; a message of nobody.
func TestLogoutAnswersCount(t *testing.T) {
	idp := usualIdP(t)
	provider := portal(t)
	key, signatures := identitytest.Counted(t)
	provider.Keys = []*identity.SigningKey{key}
	find := func(string) (identity.Provider, error) { return known(t, idp), nil }
	atLimit, asked := errors.New("at the limit"), 0
	spend := func() error { asked++; return atLimit }
	good := identity.LogoutMessage{Query: logoutQuery(t, idp.Key, logoutXML)}
	if _, err := provider.Logout(good, find, spend, now); !errors.Is(err, atLimit) || asked != 1 {
		t.Errorf("%v, asked %d times", err, asked)
	}
	forged := identity.LogoutMessage{Query: logoutQuery(t, attacker(t), logoutXML)}
	if _, err := provider.Logout(forged, find, spend, now); err == nil || asked != 1 {
		t.Errorf("%v, asked %d times", err, asked)
	}
	if signatures.Made() > 0 {
		t.Error("signed all the same")
	}
}

// Goal: what is published is signed once in a process, for each municipality and federation, and again when
// it changes. Method: count the signatures of repeated requests.
func TestMetadataIsSignedOnce(t *testing.T) {
	key, signatures := identitytest.Counted(t)
	ask := func(profile identity.Profile, name string) []byte {
		t.Helper()
		provider := portal(t) // made anew for each request, as the function does
		provider.Profile, provider.Keys, provider.Organization.Name = profile, []*identity.SigningKey{key}, name
		provider.Organization.IPACode = "c_x000"
		metadata, err := provider.Metadata()
		if err != nil {
			t.Fatal(err)
		}
		return metadata
	}
	first := ask(identity.SPID(), "Comune di Vallechiara")
	for range 10 {
		if string(ask(identity.SPID(), "Comune di Vallechiara")) != string(first) {
			t.Fatal("another text")
		}
	}
	if made := signatures.Made(); made != 2 {
		t.Errorf("%d signatures, want the certificate's and the metadata's", made)
	}
	ask(identity.CIE(), "Comune di Vallechiara")
	if other := ask(identity.SPID(), "Comune di Altrove"); string(other) == string(first) {
		t.Error("a change does not show")
	}
	if made := signatures.Made(); made != 4 {
		t.Errorf("%d signatures for another federation and another name, want 4", made)
	}
}
