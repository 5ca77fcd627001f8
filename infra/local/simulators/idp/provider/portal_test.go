package provider_test

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/idp/provider"
	"serviziscolastici/infra/local/simulators/idp/saml"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

const (
	entityID = "https://portale.example.it/spid/metadata"
	consumer = "https://portale.example.it/spid/acs"
	sigAlg   = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
)

// portal is a hand-made service provider beside a running identity provider.
type portal struct {
	t           *testing.T
	key         *rsa.PrivateKey
	certificate []byte
	idp         *httptest.Server
	now         time.Time
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	p := &portal{t: t, now: time.Now()}
	p.renewKey()
	metadata := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, portalMetadata, entityID, base64.StdEncoding.EncodeToString(p.certificate), consumer)
	}))
	t.Cleanup(metadata.Close)
	idpKey, err := saml.NewKey(p.now)
	if err != nil {
		t.Fatal(err)
	}
	var handler http.Handler
	p.idp = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(p.idp.Close)
	handler = provider.New(provider.Config{
		PublicURL: p.idp.URL, PortalMetadata: []string{metadata.URL}, Key: idpKey, Now: time.Now,
	}).Handler()
	return p
}

func (p *portal) renewKey() {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		p.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "portale"},
		NotBefore: p.now.Add(-time.Hour), NotAfter: p.now.Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		p.t.Fatal(err)
	}
	p.key, p.certificate = key, certificate
}

const portalMetadata = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
 Location="https://portale.example.it/spid/slo"/>
<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
 Location="%s" index="0"/>
<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="it">Servizi</md:ServiceName>
<md:RequestedAttribute Name="fiscalNumber"/><md:RequestedAttribute Name="dateOfBirth"/>
</md:AttributeConsumingService></md:SPSSODescriptor>
<md:Organization><md:OrganizationDisplayName xml:lang="it">Comune di Prova</md:OrganizationDisplayName>
</md:Organization></md:EntityDescriptor>`

const authnRequest = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1"` +
	` Version="2.0" IssueInstant="NOW" Destination="{idp}/sso" ForceAuthn="true"` +
	` AssertionConsumerServiceIndex="0" AttributeConsumingServiceIndex="0">` +
	`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"` +
	` Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity" NameQualifier="SP">SP</saml:Issuer>` +
	`<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"/>` +
	`<samlp:RequestedAuthnContext Comparison="minimum">` +
	`<saml:AuthnContextClassRef xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">` +
	`https://www.spid.gov.it/SpidL2</saml:AuthnContextClassRef>` +
	`</samlp:RequestedAuthnContext></samlp:AuthnRequest>`

const logoutRequest = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_l1"` +
	` Version="2.0" IssueInstant="NOW" Destination="{idp}/slo">` +
	`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">SP</saml:Issuer></samlp:LogoutRequest>`

// fill puts addresses and the hour into a request.
func (p *portal) fill(request string) string {
	now := p.now.UTC().Format("2006-01-02T15:04:05Z")
	return strings.NewReplacer("NOW", now, "{idp}", p.idp.URL,
		">SP<", ">"+entityID+"<", `"SP"`, `"`+entityID+`"`).Replace(request)
}

// redirectQuery signs a request by the HTTP-Redirect binding.
func (p *portal) redirectQuery(request, relay string) string {
	var compressed bytes.Buffer
	writer, err := flate.NewWriter(&compressed, flate.DefaultCompression)
	if err != nil {
		p.t.Fatal(err)
	}
	_, _ = io.WriteString(writer, p.fill(request))
	_ = writer.Close()
	query := "SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(compressed.Bytes())) +
		"&RelayState=" + url.QueryEscape(relay) + "&SigAlg=" + url.QueryEscape(sigAlg)
	digest := sha256.Sum256([]byte(query))
	signature, err := rsa.SignPKCS1v15(nil, p.key, crypto.SHA256, digest[:])
	if err != nil {
		p.t.Fatal(err)
	}
	return query + "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
}

// postForm signs a request by the HTTP-POST binding.
func (p *portal) postForm(request string) url.Values {
	document := etree.NewDocument()
	if err := document.ReadFromString(p.fill(request)); err != nil {
		p.t.Fatal(err)
	}
	signer, err := dsig.NewSigningContext(p.key, [][]byte{p.certificate})
	if err != nil {
		p.t.Fatal(err)
	}
	signer.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signature, err := signer.ConstructSignature(document.Root().Copy(), true)
	if err != nil {
		p.t.Fatal(err)
	}
	document.Root().InsertChildAt(1, signature)
	xml, err := document.WriteToBytes()
	if err != nil {
		p.t.Fatal(err)
	}
	return url.Values{"SAMLRequest": {base64.StdEncoding.EncodeToString(xml)}, "RelayState": {"relay-1"}}
}

func (p *portal) get(path string) (int, string) {
	p.t.Helper()
	response, err := http.Get(p.idp.URL + path)
	return p.read(response, err)
}

func (p *portal) post(path string, form url.Values) (int, string) {
	p.t.Helper()
	response, err := http.PostForm(p.idp.URL+path, form)
	return p.read(response, err)
}

func (p *portal) read(response *http.Response, err error) (int, string) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// hidden returns the value of a hidden field in a page.
func (p *portal) hidden(page, name string) string {
	p.t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		p.t.Fatalf("no field %s in page:\n%s", name, page)
	}
	return strings.ReplaceAll(found[1], "&#43;", "+")
}

// idpCertificate reads the provider's certificate from its own metadata, after
// checking the metadata's signature with it.
func (p *portal) idpCertificate() *x509.Certificate {
	p.t.Helper()
	_, metadata := p.get("/metadata")
	document := etree.NewDocument()
	if err := document.ReadFromString(metadata); err != nil {
		p.t.Fatal(err)
	}
	der, err := base64.StdEncoding.DecodeString(
		document.FindElement("//IDPSSODescriptor/KeyDescriptor//X509Certificate").Text())
	if err != nil {
		p.t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		p.t.Fatal(err)
	}
	verified(p.t, document.Root(), certificate)
	return certificate
}

// verified returns the element as it was signed.
func verified(t *testing.T, element *etree.Element, certificate *x509.Certificate) *etree.Element {
	t.Helper()
	context := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{
		Roots: []*x509.Certificate{certificate},
	})
	signed, err := context.Validate(element)
	if err != nil {
		t.Fatalf("signature of %s: %v", element.Tag, err)
	}
	return signed
}
