package identity_test

import (
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/session"
)

// newLogin returns a login with one provider, and a clock that the test moves.
func newLogin(t *testing.T, idp identitytest.IdP) (*identity.Login, *time.Time) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "idp.xml")
	if err := os.WriteFile(file, []byte(idp.Metadata()), 0o600); err != nil {
		t.Fatal(err)
	}
	at := now
	clock := func() time.Time { return at }
	return &identity.Login{
		Portal: portal(t), Providers: identity.NewProviders("file://"+file, clock), Clock: clock,
		Pending:  identity.PendingLogins{Table: dynamotest.Table(t), Clock: clock},
		Limit:    identity.SignatureLimit{Table: dynamotest.Table(t), Clock: clock},
		Register: identity.Register{Table: dynamotest.Table(t), Clock: clock}, Tenant: "c_x000",
		Guardian: func(fiscalCode string) string { return "guardian of " + fiscalCode },
	}, &at
}

// begun is a login that waits for the provider's answer.
type begun struct {
	*identity.Login
	at      *time.Time
	browser session.Secret
	request identity.Request
	message identitytest.Message
}

func begin(t *testing.T) begun {
	t.Helper()
	m := valid(t)
	login, at := newLogin(t, m.IdP)
	browser := session.NewSecret()
	request, err := login.Begin(t.Context(), identity.Departure{
		Provider: m.IdP.EntityID, Browser: browser, ReturnTo: "/ricariche",
	})
	if err != nil {
		t.Fatal(err)
	}
	m.InResponseTo = request.ID
	return begun{login, at, browser, request, m}
}

func (b begun) finish(t *testing.T) (identity.Answer, error) {
	t.Helper()
	return b.Finish(t.Context(), b.message.Field(t), b.request.RelayState, b.browser)
}

// Goal: a citizen who proves who they are comes back as a person, to the page
// they wanted. Method: the whole way, with the pending request in the table.
func TestLogin(t *testing.T) {
	answer, err := begin(t).finish(t)
	if err != nil {
		t.Fatal(err)
	}
	person := answer.Person
	if person.FiscalCode != identitytest.Code || person.Name != "Mario" || person.FamilyName != "Rossi" ||
		person.Born.String() != "1980-01-01" || answer.ReturnTo != "/ricariche" {
		t.Errorf("got %+v", answer)
	}
}

// Goal: a Response counts once. Method: the same one twice, then eight at once.
func TestLoginRefusesReplay(t *testing.T) {
	b := begin(t)
	if _, err := b.finish(t); err != nil {
		t.Fatal(err)
	}
	_, err := b.finish(t)
	identitytest.ExpectRefusal(t, err, identity.NoRequest)

	b = begin(t)
	field := b.message.Field(t)
	var all sync.WaitGroup
	results := make(chan error, 8)
	for range cap(results) {
		all.Go(func() {
			_, err := b.Finish(t.Context(), field, b.request.RelayState, b.browser)
			results <- err
		})
	}
	all.Wait()
	close(results)
	accepted := 0
	for err := range results {
		if err == nil {
			accepted++
		}
	}
	if accepted != 1 {
		t.Errorf("%d of 8 equal Responses were accepted", accepted)
	}
}

// Goal: an assertion that was used cannot be used for a second request, should a
// provider ever sign it again. Method: two requests, the same assertion id.
func TestLoginRefusesUsedAssertion(t *testing.T) {
	b := begin(t)
	if _, err := b.finish(t); err != nil {
		t.Fatal(err)
	}
	request, err := b.Begin(t.Context(), identity.Departure{Provider: b.message.IdP.EntityID, Browser: b.browser})
	if err != nil {
		t.Fatal(err)
	}
	b.request, b.message.InResponseTo = request, request.ID
	_, err = b.finish(t)
	identitytest.ExpectRefusal(t, err, identity.Replayed)
}

// Goal: only the browser that asked may bring the answer, in time, with the
// RelayState that left with it. Method: one thing wrong at a time.
func TestLoginBindsTheAnswer(t *testing.T) {
	b := begin(t)
	field := b.message.Field(t)
	for _, browser := range []session.Secret{"", session.NewSecret()} {
		_, err := b.Finish(t.Context(), field, b.request.RelayState, browser)
		identitytest.ExpectRefusal(t, err, identity.WrongBrowser)
	}
	_, err := b.Finish(t.Context(), field, "other", b.browser)
	identitytest.ExpectRefusal(t, err, identity.RelayChanged)
	*b.at = now.Add(15 * time.Minute)
	_, err = b.Finish(t.Context(), field, b.request.RelayState, b.browser)
	identitytest.ExpectRefusal(t, err, identity.NoRequest)
	b.message.InResponseTo = "_" + "ffffffffffffffffffffffffffffffffffffffff"
	_, err = b.finish(t)
	identitytest.ExpectRefusal(t, err, identity.NoRequest)
}

// Goal: only adults with a valid Italian fiscal identitytest.Code come in.
// Method: change the attributes before signing; the day of the 18th birthday counts.
func TestLoginWantsAnAdult(t *testing.T) {
	set := func(name, value string) func(*etree.Element) {
		return write(inAttributes+"/saml:Attribute[@Name='"+name+"']/saml:AttributeValue", value)
	}
	for _, test := range []struct {
		change func(*etree.Element)
		want   identity.Reason
	}{
		{set("dateOfBirth", "2008-11-22"), ""},
		{set("dateOfBirth", "2008-11-23"), identity.NotAdult},
		{set("dateOfBirth", "2030-01-01"), identity.BadAttributes},
		{set("dateOfBirth", "yesterday"), identity.BadAttributes},
		{set("dateOfBirth", "1985-01-01+01:00"), ""},
		{set("dateOfBirth", "2008-11-22Z"), ""},
		{set("dateOfBirth", "2008-11-23-11:00"), identity.NotAdult},
		{set("dateOfBirth", "01/01/1985"), identity.BadAttributes},
		{set("fiscalNumber", "TINIT-RSSMRAULALMHRLMD"), ""},
		{set("fiscalNumber", "\n TINIT-RSSMRA80A01H501U \n"), ""},
		{set("fiscalNumber", "TINIT-RSSMRA80A01H501X"), identity.NotACode},
		{set("fiscalNumber", "TINIT-01234567897"), identity.NotACode},
		{set("fiscalNumber", "TINDE-12345678901"), identity.NotACode},
		{set("fiscalNumber", " "), identity.BadAttributes},
	} {
		b := begin(t)
		b.message.Edits = append(b.message.Edits, test.change)
		_, err := b.finish(t)
		if test.want == "" && err != nil {
			t.Errorf("refused: %v", err)
		}
		if test.want != "" {
			identitytest.ExpectRefusal(t, err, test.want)
		}
	}
}

// Goal: a request leaves only for a provider of the metadata, by Redirect and
// signed over the bytes sent. Method: check the signature with the portal's key.
func TestLoginBegin(t *testing.T) {
	b := begin(t)
	address, err := url.Parse(b.request.Address)
	if err != nil || address.Host != "idp.example.it" || address.Path != "/sso" {
		t.Fatalf("address %s, %v", b.request.Address, err)
	}
	checkQuerySignature(t, address.RawQuery)
	if relay := address.Query().Get("RelayState"); relay != b.request.RelayState || len(relay) > 80 {
		t.Errorf("RelayState %q", relay)
	}
	_, err = b.Begin(t.Context(), identity.Departure{Provider: "https://unknown.example.it", Browser: b.browser})
	identitytest.ExpectRefusal(t, err, identity.NoProvider)
}
