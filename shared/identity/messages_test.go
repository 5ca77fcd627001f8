package identity_test

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

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"

	"serviziscolastici/shared/identity"
)

// now is when tests happen.
var now = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

// The keys of the portal, of two providers and of an attacker, made once.
var keys = sync.OnceValue(func() []*rsa.PrivateKey {
	made := make([]*rsa.PrivateKey, 4)
	for i := range made {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		made[i] = key
	}
	return made
})

const (
	portalKey = iota
	providerKey
	otherKey
	attackerKey
)

// testIdP is an identity provider that signs whatever a test wants.
type testIdP struct {
	entityID string
	key      *rsa.PrivateKey
	cert     []byte
}

func newIdP(t testing.TB, entityID string, key int) testIdP {
	return testIdP{entityID, keys()[key], newCert(t, keys()[key], now.AddDate(1, 0, 0))}
}

func newCert(t testing.TB, key *rsa.PrivateKey, notAfter time.Time) []byte {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: notAfter.AddDate(-2, 0, 0), NotAfter: notAfter,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// metadata describes the provider with its certificate and others beside it.
func (i testIdP) metadata(others ...[]byte) string {
	var descriptors strings.Builder
	for _, cert := range append(others, i.cert) {
		fmt.Fprintf(&descriptors, `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
			%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
			base64.StdEncoding.EncodeToString(cert))
	}
	return `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
		xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="` + i.entityID + `">
		<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
		descriptors.String() + `
		<md:SingleLogoutService Binding="` + string(identity.Redirect) + `" Location="` + i.entityID + `/slo"/>
		<md:SingleSignOnService Binding="` + string(identity.Redirect) + `" Location="` + i.entityID + `/sso"/>
		</md:IDPSSODescriptor><md:Organization>
		<md:OrganizationDisplayName xml:lang="it">Gestore di prova</md:OrganizationDisplayName>
		</md:Organization></md:EntityDescriptor>`
}

func (i testIdP) provider(t testing.TB, others ...[]byte) identity.Provider {
	t.Helper()
	providers, err := identity.ParseProviders([]byte(i.metadata(others...)))
	if err != nil {
		t.Fatal(err)
	}
	return providers[0]
}

// portal is the service provider under test.
func portal() *identity.ServiceProvider {
	return &identity.ServiceProvider{
		Profile: identity.SPID(), PortalURL: "https://servizi.example.it", Key: keys()[portalKey],
		Organization: identity.Organization{
			Name: "Comune di Vallechiara", IPACode: "c_x000", Locality: "Vallechiara", FiscalCode: "77777777777",
			Website: "https://www.comune.example.it", Email: "scuola@comune.example.it", Phone: "035 000 0000",
		},
	}
}

// message is a Response in the making. The edits see it before it is signed,
// tampering after.
type message struct {
	edits              []func(root *etree.Element)
	assertion          bool // sign the Assertion
	response           bool // sign the Response
	tamper             func(root *etree.Element)
	key                *rsa.PrivateKey // nil for the provider's own
	replaceText        [2]string       // in the final bytes
	algorithm          string          // "" for RSA-SHA256
	keepKeyInfo        bool
	idp                testIdP
	inResponseTo, name string
}

const responseXML = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ` +
	`xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="NOW" ` +
	`Destination="ACS" InResponseTo="REQUEST"><saml:Issuer ` +
	`Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">IDP</saml:Issuer>` +
	`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
	`<saml:Assertion ID="_a1" Version="2.0" IssueInstant="NOW"><saml:Issuer ` +
	`Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">IDP</saml:Issuer>` +
	`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient" ` +
	`NameQualifier="IDP"> _n1 </saml:NameID><saml:SubjectConfirmation ` +
	`Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="ACS" ` +
	`InResponseTo="REQUEST" NotOnOrAfter="UNTIL"/></saml:SubjectConfirmation></saml:Subject>` +
	`<saml:Conditions NotBefore="NOW" NotOnOrAfter="UNTIL"><saml:AudienceRestriction>` +
	`<saml:Audience>SP</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
	`<saml:AuthnStatement AuthnInstant="NOW"><saml:AuthnContext><saml:AuthnContextClassRef>` +
	`https://www.spid.gov.it/SpidL2</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
	`<saml:AttributeStatement>` +
	`<saml:Attribute Name="fiscalNumber"><saml:AttributeValue>TINIT-CODE</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="name"><saml:AttributeValue>Mario</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="familyName"><saml:AttributeValue>Rossi</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="dateOfBirth"><saml:AttributeValue>1980-01-01</saml:AttributeValue></saml:Attribute>` +
	`</saml:AttributeStatement></saml:Assertion></samlp:Response>`

// code is the fiscal code of the citizen who logs in.
const code = "RSSMRA80A01H501U"

// build returns the Response as the field SAMLResponse carries it.
func (m message) build(t testing.TB) string {
	t.Helper()
	sp := portal()
	filled := strings.NewReplacer("REQUEST", m.inResponseTo, "NOW", "2026-11-22T17:00:00Z", "IDP", m.idp.entityID,
		"UNTIL", "2026-11-22T17:05:00Z", "ACS", sp.ACS(), "CODE", code, "SP<", sp.EntityID()+"<").Replace(responseXML)
	document := etree.NewDocument()
	if err := document.ReadFromString(filled); err != nil {
		t.Fatal(err)
	}
	root := document.Root()
	for _, edit := range m.edits {
		edit(root)
	}
	if assertion := root.FindElement("./saml:Assertion"); assertion != nil && m.assertion {
		m.sign(t, assertion)
	}
	if m.response {
		m.sign(t, root)
	}
	if m.tamper != nil {
		m.tamper(root)
	}
	text, err := document.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	text = strings.Replace(text, m.replaceText[0], m.replaceText[1], 1)
	return base64.StdEncoding.EncodeToString([]byte(text))
}

// sign puts a signature after the element's Issuer, or first when it has none.
func (m message) sign(t testing.TB, element *etree.Element) {
	t.Helper()
	key := m.key
	if key == nil {
		key = m.idp.key
	}
	signing, err := dsig.NewSigningContext(key, [][]byte{m.idp.cert})
	if err != nil {
		t.Fatal(err)
	}
	signing.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	if m.algorithm != "" {
		if err := signing.SetSignatureMethod(m.algorithm); err != nil {
			t.Fatal(err)
		}
	}
	context, err := etreeutils.NSBuildParentContext(element)
	if err != nil {
		t.Fatal(err)
	}
	detached, err := etreeutils.NSDetatch(context, element)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signing.ConstructSignature(detached, true)
	if err != nil {
		t.Fatal(err)
	}
	position := 0
	if issuer := element.FindElement("./saml:Issuer"); issuer != nil {
		position = issuer.Index() + 1
	}
	element.InsertChildAt(position, signature)
}
