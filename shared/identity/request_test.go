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

// checkQuerySignature checks a Redirect query as a receiver does: over the bytes
// before "&Signature=".
func checkQuerySignature(t *testing.T, query string) {
	t.Helper()
	signed, encoded, found := strings.Cut(query, "&Signature=")
	if !found || !strings.HasPrefix(signed, "SAMLRe") || strings.Count(signed, "&") != 2 {
		t.Fatalf("pieces of the query: %s", query)
	}
	text, err := url.QueryUnescape(encoded)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte(signed))
	public := &identitytest.Key(t, identitytest.Portal).PublicKey
	if err := rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], signature); err != nil {
		t.Error(err)
	}
}

// unpack returns the message of a Redirect query.
func unpack(t *testing.T, query, field string) *etree.Element {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	compressed, err := base64.StdEncoding.DecodeString(values.Get(field))
	if err != nil {
		t.Fatal(err)
	}
	xml, err := io.ReadAll(flate.NewReader(bytes.NewReader(compressed)))
	if err != nil {
		t.Fatal(err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(xml); err != nil {
		t.Fatal(err)
	}
	return document.Root()
}

// Goal: the AuthnRequest is the one that SPID prescribes.
// Method: read it back, element by element.
func TestRequestByRedirect(t *testing.T) {
	idp := usualIdP(t)
	request, err := portal(t).Request(known(t, idp), now)
	if err != nil {
		t.Fatal(err)
	}
	_, query, _ := strings.Cut(request.Address, "?")
	root := unpack(t, query, "SAMLRequest")
	for name, want := range map[string]string{
		"ID": request.ID, "Version": "2.0", "IssueInstant": "2026-11-22T17:00:00Z",
		"Destination": "https://idp.example.it/sso", "ForceAuthn": "true",
		"AssertionConsumerServiceIndex": "0", "AttributeConsumingServiceIndex": "0",
		"IsPassive": "", "ProtocolBinding": "", "AssertionConsumerServiceURL": "",
	} {
		if got := root.SelectAttrValue(name, ""); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	issuer := root.FindElement("./saml:Issuer")
	entity := portal(t).EntityID()
	if issuer.Text() != entity || issuer.SelectAttrValue("NameQualifier", "") != entity {
		t.Errorf("Issuer %q", issuer.Text())
	}
	if class := root.FindElement("./samlp:RequestedAuthnContext/saml:AuthnContextClassRef"); class.Text() !=
		"https://www.spid.gov.it/SpidL2" {
		t.Errorf("level %q", class.Text())
	}
	if root.FindElement("./ds:Signature") != nil ||
		root.FindElement("./samlp:NameIDPolicy[@AllowCreate]") != nil {
		t.Error("the message has a signature inside, or AllowCreate")
	}
	if strings.Contains(request.RelayState, "http") {
		t.Error("RelayState tells where the browser is going")
	}
}

// Goal: a provider without Redirect gets a form with a signature in the XML.
// Method: take the Redirect address away.
func TestRequestByPost(t *testing.T) {
	provider := known(t, usualIdP(t))
	provider.SSO = map[identity.Binding]string{identity.Post: "https://idp.example.it/post"}
	request, err := portal(t).Request(provider, now)
	if err != nil {
		t.Fatal(err)
	}
	if request.Binding != identity.Post || request.Address != "https://idp.example.it/post" {
		t.Errorf("leaves for %s by %s", request.Address, request.Binding)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(request.XML); err != nil {
		t.Fatal(err)
	}
	verifyOwn(t, document.Root())
	if tags := document.Root().ChildElements(); tags[0].Tag != "Issuer" || tags[1].Tag != "Signature" {
		t.Error("the signature is not right after the Issuer")
	}
	provider.SSO = nil
	if _, err := portal(t).Request(provider, now); err == nil {
		t.Error("a provider without address got a request")
	}
}
