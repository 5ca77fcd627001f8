package identity_test

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// Goal: a LogoutRequest that the provider signed gets a signed Success back, also
// without a session. Method: both bindings.
func TestLogout(t *testing.T) {
	idp := usualIdP(t)
	find := func(entityID string) (identity.Provider, error) {
		if entityID != idp.EntityID {
			return identity.Provider{}, &identity.Refusal{Reason: identity.NoProvider}
		}
		return known(t, idp), nil
	}
	for _, message := range []identity.LogoutMessage{
		{Query: logoutQuery(t, idp.Key, logoutXML)}, {Form: logoutForm(t, idp), RelayState: "relay"},
	} {
		address, err := portal(t).Logout(message, find, now)
		if err != nil {
			t.Fatal(err)
		}
		where, query, _ := strings.Cut(address, "?")
		checkQuerySignature(t, query)
		root := unpack(t, query, "SAMLResponse")
		status := root.FindElement("./samlp:Status/samlp:StatusCode").SelectAttrValue("Value", "")
		if where != "https://idp.example.it/slo" || root.SelectAttrValue("InResponseTo", "") != "_l1" ||
			!strings.HasSuffix(status, ":Success") || !strings.Contains(query, "RelayState=relay&") {
			t.Errorf("answered %s with %s", where, status)
		}
	}
}

// Goal: nobody else can make the portal answer a logout.
// Method: one fault at a time.
func TestLogoutRefuses(t *testing.T) {
	idp := usualIdP(t)
	find := func(entityID string) (identity.Provider, error) { return known(t, idp), nil }
	good := logoutQuery(t, idp.Key, logoutXML)
	bomb := base64.StdEncoding.EncodeToString(pack(t, strings.Repeat(" ", 4<<20)))
	for name, test := range map[string]struct {
		query string
		want  identity.Reason
	}{
		"another key": {
			logoutQuery(t, identitytest.Key(t, identitytest.Attacker), logoutXML), identity.BadSignature,
		},
		"not signed": {good[:strings.Index(good, "&SigAlg")], identity.Unsigned},
		"another RelayState": {
			strings.Replace(good, "RelayState=relay", "RelayState=other", 1), identity.BadSignature,
		},
		"given twice":    {good + "&RelayState=relay", identity.BadLogout},
		"nothing":        {"", identity.NotBase64},
		"a bomb":         {"SAMLRequest=" + url.QueryEscape(bomb), identity.TooLarge},
		"not compressed": {"SAMLRequest=AAAA", identity.NotXML},
		"another message": {
			logoutQuery(t, idp.Key, strings.ReplaceAll(logoutXML, "LogoutRequest", "Foo")), identity.BadLogout,
		},
		"another address": {
			logoutQuery(t, idp.Key, strings.ReplaceAll(logoutXML, "servizi", "other")), identity.Destination,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := portal(t).Logout(identity.LogoutMessage{Query: test.query}, find, now)
			expectRefusal(t, err, test.want)
		})
	}
}

const logoutXML = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_l1" ` +
	`Version="2.0" IssueInstant="2026-11-22T17:00:00Z" Destination="https://servizi.example.it/spid/slo">` +
	`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example.it</saml:Issuer>` +
	`</samlp:LogoutRequest>`

func logoutQuery(t testing.TB, key *rsa.PrivateKey, xml string) string {
	t.Helper()
	query := "SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(pack(t, xml))) +
		"&RelayState=relay&SigAlg=" + url.QueryEscape("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
	digest := sha256.Sum256([]byte(query))
	signature, err := key.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return query + "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
}

func logoutForm(t *testing.T, idp identitytest.IdP) string {
	t.Helper()
	document := etree.NewDocument()
	if err := document.ReadFromString(logoutXML); err != nil {
		t.Fatal(err)
	}
	identitytest.Message{IdP: idp}.Sign(t, document.Root())
	xml, err := document.WriteToBytes()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(xml)
}

func pack(t testing.TB, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	writer, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(writer, text); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Goal: no query makes the logout endpoint fail otherwise than by refusing, and
// only a signed one is answered. Method: fuzzing around a valid one.
func FuzzRedirectQuery(f *testing.F) {
	idp := usualIdP(f)
	provider := known(f, idp)
	find := func(string) (identity.Provider, error) { return provider, nil }
	good := logoutQuery(f, idp.Key, logoutXML)
	f.Add(good)
	f.Add("SAMLRequest=&RelayState=&SigAlg=&Signature=")
	f.Fuzz(func(t *testing.T, query string) {
		address, err := portal(t).Logout(identity.LogoutMessage{Query: query}, find, now)
		if err == nil && !strings.Contains(address, "RelayState=relay") {
			t.Errorf("answered %q", query)
		}
	})
}
