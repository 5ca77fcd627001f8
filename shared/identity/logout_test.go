package identity_test

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1" // for a signature that is refused
	_ "crypto/sha512"
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
		answer, err := portal(t).Logout(message, find, free, now)
		if err != nil {
			t.Fatal(err)
		}
		where, query, _ := strings.Cut(answer.Address, "?")
		checkQuerySignature(t, query)
		root := unpack(t, query, "SAMLResponse")
		status := root.FindElement("./samlp:Status/samlp:StatusCode").SelectAttrValue("Value", "")
		if where != "https://idp.example.it/slo" || root.SelectAttrValue("InResponseTo", "") != "_l1" ||
			!strings.HasSuffix(status, ":Success") || !strings.Contains(query, "RelayState=relay&") {
			t.Errorf("answered %s with %s", where, status)
		}
	}
}

// Goal: a provider that takes answers by form only gets one, signed in the XML; a
// stronger algorithm than ours is welcome. Method: such a provider, SHA-512.
func TestLogoutByForm(t *testing.T) {
	idp := usualIdP(t)
	find := func(string) (identity.Provider, error) {
		provider := known(t, idp)
		provider.SLOResponse = map[identity.Binding]string{ // The address by Redirect was none.
			identity.Redirect: "", identity.Post: idp.EntityID + "/slo-post",
		}
		return provider, nil
	}
	query := signedLogout(t, idp.Key, logoutXML, "sha512", crypto.SHA512)
	answer, err := portal(t).Logout(identity.LogoutMessage{Query: query}, find, free, now)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Binding != identity.Post || answer.Address != idp.EntityID+"/slo-post" ||
		answer.Field != "SAMLResponse" || answer.RelayState != "relay" {
		t.Errorf("answered %+v", answer.Message)
	}
	xml, err := base64.StdEncoding.DecodeString(answer.Form())
	if err != nil {
		t.Fatal(err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(xml); err != nil {
		t.Fatal(err)
	}
	verifyOwn(t, document.Root())
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
		"of last week": {
			logoutQuery(t, idp.Key, strings.ReplaceAll(logoutXML, "11-22T", "11-15T")), identity.BadLogout,
		},
		"of tomorrow": {
			logoutQuery(t, idp.Key, strings.ReplaceAll(logoutXML, "11-22T", "11-23T")), identity.BadLogout,
		},
		"another version": {
			logoutQuery(t, idp.Key, strings.ReplaceAll(logoutXML, `"2.0"`, `"1.1"`)), identity.BadLogout,
		},
		"nobody": {
			logoutQuery(t, idp.Key, strings.ReplaceAll(logoutXML, "NameID", "Name")), identity.BadLogout,
		},
		"by SHA-1": {signedLogout(t, idp.Key, logoutXML, "sha1", crypto.SHA1), identity.SignatureShape},
		"another address": {
			logoutQuery(t, idp.Key, strings.ReplaceAll(logoutXML, "servizi", "other")), identity.Destination,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := portal(t).Logout(identity.LogoutMessage{Query: test.query}, find, free, now)
			identitytest.ExpectRefusal(t, err, test.want)
		})
	}
}

// free lets every signature be made.
func free() error { return nil }

const logoutXML = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_l1" ` +
	`Version="2.0" IssueInstant="2026-11-22T17:00:00Z" Destination="https://servizi.example.it/spid/slo">` +
	`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example.it</saml:Issuer>` +
	`<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">_n1</saml:NameID>` +
	`</samlp:LogoutRequest>`

func logoutQuery(t testing.TB, key *rsa.PrivateKey, xml string) string {
	return signedLogout(t, key, xml, "sha256", crypto.SHA256)
}

func signedLogout(t testing.TB, key *rsa.PrivateKey, xml, algorithm string, hash crypto.Hash) string {
	t.Helper()
	query := "SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(pack(t, xml))) +
		"&RelayState=relay&SigAlg=" + url.QueryEscape("http://www.w3.org/2001/04/xmldsig-more#rsa-"+algorithm)
	digest := hash.New()
	_, _ = io.WriteString(digest, query)
	signature, err := key.Sign(nil, digest.Sum(nil), hash)
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
	f.Add(signedLogout(f, idp.Key, logoutXML, "sha512", crypto.SHA512))
	f.Add(logoutQuery(f, identitytest.Key(f, identitytest.Attacker), logoutXML))
	f.Add(logoutQuery(f, idp.Key, "<!DOCTYPE x><x/>"))
	f.Add(logoutQuery(f, idp.Key, strings.Repeat("<a>", 100)))
	f.Add("SAMLRequest=&RelayState=&SigAlg=&Signature=")
	f.Add("SAMLResponse=x&SAMLRequest=%zz&=&&")
	f.Fuzz(func(t *testing.T, query string) {
		answer, err := portal(t).Logout(identity.LogoutMessage{Query: query}, find, free, now)
		if err == nil && answer.RelayState != "relay" {
			t.Errorf("answered %q", query)
		}
	})
}
