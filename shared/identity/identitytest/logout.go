package identitytest

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

const logoutRequest = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ` +
	`xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_l1" Version="2.0" ` +
	`IssueInstant="2026-11-22T17:00:00Z" Destination="SLO"><saml:Issuer>IDP</saml:Issuer>` +
	`<saml:NameID>NAME</saml:NameID></samlp:LogoutRequest>`

// LogoutQuery returns a signed LogoutRequest by Redirect, to a logout endpoint,
// about the citizen whom the provider knows by a name.
func (i IdP) LogoutQuery(t testing.TB, slo, nameID string) string {
	t.Helper()
	xml := strings.NewReplacer("SLO", slo, "IDP", i.EntityID, "NAME", nameID).Replace(logoutRequest)
	var packed bytes.Buffer
	writer, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.Write([]byte(xml)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	query := "SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(packed.Bytes())) +
		"&SigAlg=" + url.QueryEscape("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
	digest := sha256.Sum256([]byte(query))
	signature, err := i.Key.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return query + "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
}
