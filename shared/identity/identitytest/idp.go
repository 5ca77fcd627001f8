// Package identitytest is an identity provider that signs whatever a test wants,
// right or wrong. Only tests import it.
package identitytest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/identity"
)

// Now is when tests happen: 22 November 2026, 18:00 in Rome.
func Now() time.Time { return time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC) }

// The owners of keys.
const (
	Portal   = iota // the service provider under test
	Provider        // the usual identity provider
	Other           // another one
	Attacker        // nobody's provider
	owners
)

// Key returns the RSA key of an owner, the same for all tests of a run.
func Key(t testing.TB, owner int) *rsa.PrivateKey {
	t.Helper()
	made, err := keys()
	if err != nil {
		t.Fatal(err)
	}
	return made[owner]
}

// SigningKey returns an owner's key as a service provider has it.
func SigningKey(t testing.TB, owner int) *identity.SigningKey {
	t.Helper()
	return &identity.SigningKey{Signer: Key(t, owner), Since: calendar.NewDay(2026, time.January, 1)}
}

var keys = sync.OnceValues(func() ([]*rsa.PrivateKey, error) {
	made := make([]*rsa.PrivateKey, owners)
	for i := range made {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		made[i] = key
	}
	return made, nil
})

// Certificate returns a self-signed certificate in DER that ends at a time.
func Certificate(t testing.TB, key *rsa.PrivateKey, notAfter time.Time) []byte {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: notAfter.AddDate(-2, 0, 0), NotAfter: notAfter,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

// IdP is an identity provider.
type IdP struct {
	EntityID    string
	Key         *rsa.PrivateKey
	Certificate []byte // DER
}

// New returns a provider with the key of an owner.
func New(t testing.TB, entityID string, owner int) IdP {
	key := Key(t, owner)
	return IdP{entityID, key, Certificate(t, key, Now().AddDate(1, 0, 0))}
}

// Metadata describes the provider, with its certificate and others before it.
// Its single sign-on is at EntityID + "/sso", by Redirect; logout at "/slo".
func (i IdP) Metadata(others ...[]byte) string {
	var descriptors strings.Builder
	for _, certificate := range append(others, i.Certificate) {
		fmt.Fprintf(&descriptors, `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
			%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
			base64.StdEncoding.EncodeToString(certificate))
	}
	const redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
	return `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
		xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="` + i.EntityID + `">
		<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
		descriptors.String() + `
		<md:SingleLogoutService Binding="` + redirect + `" Location="` + i.EntityID + `/slo"/>
		<md:SingleSignOnService Binding="` + redirect + `" Location="` + i.EntityID + `/sso"/>
		</md:IDPSSODescriptor><md:Organization>
		<md:OrganizationDisplayName xml:lang="it">Gestore di prova</md:OrganizationDisplayName>
		</md:Organization></md:EntityDescriptor>`
}
