package identitytest

import (
	"crypto/rsa"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// Code is the fiscal code of the citizen who logs in.
const Code = "RSSMRA80A01H501U"

// Message is a Response in the making, about Mario Rossi at Now. Without any
// change it is valid.
type Message struct {
	IdP IdP
	// InResponseTo is the request's id; EntityID and ACS are the portal's.
	InResponseTo, EntityID, ACS string
	// Edits change the message before it is signed, Tamper after.
	Edits  []func(root *etree.Element)
	Tamper func(root *etree.Element)
	// Replace changes the final text: the first is replaced by the second.
	Replace [2]string
	// SignAssertion and SignResponse say what is signed.
	SignAssertion, SignResponse bool
	// Key signs; nil means the provider's own.
	Key *rsa.PrivateKey
	// Algorithm is the signature's, "" for RSA-SHA256.
	Algorithm string
}

const response = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ` +
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
	`<saml:Audience>PORTAL</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
	`<saml:AuthnStatement AuthnInstant="NOW"><saml:AuthnContext><saml:AuthnContextClassRef>` +
	`https://www.spid.gov.it/SpidL2</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
	`<saml:AttributeStatement><saml:Attribute Name="fiscalNumber"><saml:AttributeValue>TINIT-` + Code +
	`</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="name"><saml:AttributeValue>Mario</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="familyName"><saml:AttributeValue>Rossi</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="dateOfBirth"><saml:AttributeValue>1980-01-01</saml:AttributeValue></saml:Attribute>` +
	`</saml:AttributeStatement></saml:Assertion></samlp:Response>`

// Field returns the Response as the form field SAMLResponse carries it.
func (m Message) Field(t testing.TB) string {
	t.Helper()
	filled := strings.NewReplacer(
		"REQUEST", m.InResponseTo, "IDP", m.IdP.EntityID, "ACS", m.ACS, "PORTAL", m.EntityID,
		"NOW", "2026-11-22T17:00:00Z", "UNTIL", "2026-11-22T17:05:00Z",
	).Replace(response)
	document := etree.NewDocument()
	if err := document.ReadFromString(filled); err != nil {
		t.Fatal(err)
	}
	root := document.Root()
	for _, edit := range m.Edits {
		edit(root)
	}
	if assertion := root.FindElement("./saml:Assertion"); assertion != nil && m.SignAssertion {
		m.Sign(t, assertion)
	}
	if m.SignResponse {
		m.Sign(t, root)
	}
	if m.Tamper != nil {
		m.Tamper(root)
	}
	text, err := document.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString([]byte(strings.Replace(text, m.Replace[0], m.Replace[1], 1)))
}

// Sign puts a signature after the element's Issuer, or first when it has none.
func (m Message) Sign(t testing.TB, element *etree.Element) {
	t.Helper()
	signing := m.signing(t)
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

func (m Message) signing(t testing.TB) *dsig.SigningContext {
	t.Helper()
	key := m.Key
	if key == nil {
		key = m.IdP.Key
	}
	signing, err := dsig.NewSigningContext(key, [][]byte{m.IdP.Certificate})
	if err != nil {
		t.Fatal(err)
	}
	signing.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	if m.Algorithm != "" {
		if err := signing.SetSignatureMethod(m.Algorithm); err != nil {
			t.Fatal(err)
		}
	}
	return signing
}
