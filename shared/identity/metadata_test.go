package identity_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// verifyOwn checks the portal's signature on an element, by the certificate that
// the portal publishes.
func verifyOwn(t *testing.T, root *etree.Element) {
	t.Helper()
	validation := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{
		Roots: []*x509.Certificate{ownCertificate(t)},
	})
	validation.Clock = dsig.NewFakeClockAt(now)
	if _, err := validation.Validate(root); err != nil {
		t.Error(err)
	}
}

func ownCertificate(t *testing.T) *x509.Certificate {
	t.Helper()
	sp := portal(t)
	der, err := identity.Certificate(sp.Keys[0], sp.Organization, sp.EntityID())
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

// Goal: the metadata has the shape of Avviso 29 for public bodies, is signed, and
// is the same at every call, since the federation keeps a copy.
// Method: read it back; sign it twice.
func TestMetadata(t *testing.T) {
	metadata, err := portal(t).Metadata()
	if err != nil {
		t.Fatal(err)
	}
	again, err := portal(t).Metadata()
	if err != nil || !bytes.Equal(metadata, again) {
		t.Errorf("the metadata changes from call to call (%v)", err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(metadata); err != nil {
		t.Fatal(err)
	}
	root := document.Root()
	verifyOwn(t, root)
	entity := root.SelectAttrValue("entityID", "")
	if root.ChildElements()[0].Tag != "Signature" || entity != portal(t).EntityID() {
		t.Error("Signature is not first, or another entityID")
	}
	for path, want := range map[string]string{
		"./SPSSODescriptor/AttributeConsumingService/ServiceName": "Servizi scolastici",
		"./Organization/OrganizationName":                         "Comune di Vallechiara",
		"./ContactPerson/Extensions/IPACode":                      "c_x000",
		"./ContactPerson/Extensions/Public":                       "",
		"./ContactPerson/EmailAddress":                            "scuola@comune.example.it",
		"./ContactPerson/TelephoneNumber":                         "+390350000000",
	} {
		if element := root.FindElement(path); element == nil || element.Text() != want {
			t.Errorf("%s is missing or not %q", path, want)
		}
	}
	var attributes []string
	for _, element := range root.FindElements("./SPSSODescriptor/AttributeConsumingService/RequestedAttribute") {
		attributes = append(attributes, element.SelectAttrValue("Name", ""))
	}
	slices.Sort(attributes)
	if got := strings.Join(attributes, " "); got != "dateOfBirth email familyName fiscalNumber name" {
		t.Errorf("asks for %s", got)
	}
}

// Goal: a municipality's texts cannot break the metadata, and one without what
// the metadata needs gets none. Method: markup in the name; no e-mail.
func TestMetadataOfOddMunicipality(t *testing.T) {
	sp := portal(t)
	sp.Organization.Name = `Comune di "Sant'Angelo" & <Figli>`
	metadata, err := sp.Metadata()
	if err != nil {
		t.Fatal(err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(metadata); err != nil {
		t.Fatal(err)
	}
	if got := document.FindElement("//Organization/OrganizationName").Text(); got != sp.Organization.Name {
		t.Errorf("the name became %q", got)
	}
	sp.Organization.Email = ""
	if _, err := sp.Metadata(); err == nil || !strings.Contains(err.Error(), "e-mail") {
		t.Errorf("metadata without e-mail: %v", err)
	}
}

// Goal: the certificate has the profile of a public SPID provider and never
// changes. Method: parse it; make it twice.
func TestCertificate(t *testing.T) {
	certificate := ownCertificate(t)
	if !bytes.Equal(certificate.Raw, ownCertificate(t).Raw) {
		t.Error("the certificate changes from call to call")
	}
	until := time.Date(2035, time.December, 31, 23, 0, 0, 0, time.UTC) // midnight in Rome
	if !certificate.NotBefore.Equal(until.AddDate(-10, 0, 0)) || !certificate.NotAfter.Equal(until) {
		t.Errorf("counts from %s to %s", certificate.NotBefore, certificate.NotAfter)
	}
	if certificate.KeyUsage != x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment {
		t.Errorf("key usage %b", certificate.KeyUsage)
	}
	subject := map[string]string{}
	for _, name := range certificate.Subject.Names {
		subject[name.Type.String()], _ = name.Value.(string)
	}
	for oid, want := range map[string]string{
		"2.5.4.3": "Comune di Vallechiara", "2.5.4.10": "Comune di Vallechiara",
		"2.5.4.6": "IT", "2.5.4.7": "Vallechiara",
		"2.5.4.97": "PA:IT-c_x000", "2.5.4.83": "https://servizi.example.it/spid/metadata",
	} {
		if subject[oid] != want {
			t.Errorf("%s = %q, want %q", oid, subject[oid], want)
		}
	}
	critical := map[string]bool{"2.5.29.15": true, "2.5.29.19": false, "2.5.29.32": false}
	for _, extension := range certificate.Extensions {
		want, known := critical[extension.Id.String()]
		if !known || extension.Critical != want {
			t.Errorf("extension %s, critical %t", extension.Id, extension.Critical)
		}
		delete(critical, extension.Id.String())
	}
	if len(critical) > 0 || certificate.IsCA || len(certificate.PolicyIdentifiers) != 2 {
		t.Errorf("missing %v, CA %t, policies %v", critical, certificate.IsCA, certificate.PolicyIdentifiers)
	}
}

// Goal: only an RSA key of a decent size is taken. Method: one fault at a time.
func TestParseKey(t *testing.T) {
	der, err := x509.MarshalPKCS8PrivateKey(identitytest.Key(t, identitytest.Portal))
	if err != nil {
		t.Fatal(err)
	}
	good := base64.StdEncoding.EncodeToString(der)
	if key, err := identity.ParseKey(good); err != nil || key.Public() == nil {
		t.Errorf("a good key: %v", err)
	}
	for _, text := range []string{"", "?", "AAAA", good[:100]} {
		if _, err := identity.ParseKey(text); err == nil {
			t.Errorf("%q was taken as a key", text)
		}
	}
}
