package provider_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
)

// login goes through the login page and returns the Response that the portal gets.
func login(t *testing.T, p *portal, page, field, value string) *etree.Document {
	t.Helper()
	form := url.Values{"request": {p.hidden(page, "request")}, field: {value}}
	status, answer := p.post("/login", form)
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, answer)
	}
	if relay := p.hidden(answer, "RelayState"); relay != "relay-1" {
		t.Errorf("RelayState %q, want relay-1", relay)
	}
	if !strings.Contains(answer, `action="`+consumer+`"`) {
		t.Errorf("the answer does not go to %s", consumer)
	}
	xml, err := base64.StdEncoding.DecodeString(p.hidden(answer, "SAMLResponse"))
	if err != nil {
		t.Fatal(err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(xml); err != nil {
		t.Fatal(err)
	}
	return document
}

// Goal: both bindings lead to a Response whose two signatures verify and whose
// content is what was asked. Method: hand-signed requests over HTTP.
func TestLoginByBothBindings(t *testing.T) {
	p := newPortal(t)
	certificate := p.idpCertificate()
	_, byRedirect := p.get("/sso?" + p.redirectQuery(authnRequest, "relay-1"))
	_, byPost := p.post("/sso", p.postForm(authnRequest))
	for binding, page := range map[string]string{"redirect": byRedirect, "post": byPost} {
		t.Run(binding, func(t *testing.T) {
			document := login(t, p, page, "person", "RSSMRA80A01H501U")
			response := verified(t, document.Root(), certificate)
			if got := response.SelectAttrValue("InResponseTo", ""); got != "_r1" {
				t.Errorf("InResponseTo %q", got)
			}
			alone := etree.NewDocument()
			alone.SetRoot(response.SelectElement("Assertion").Copy())
			assertion := verified(t, alone.Root(), certificate)
			checkAssertion(t, assertion)
		})
	}
}

func checkAssertion(t *testing.T, assertion *etree.Element) {
	t.Helper()
	wants := map[string]string{
		"./Conditions/AudienceRestriction/Audience":              entityID,
		"./AuthnStatement/AuthnContext/AuthnContextClassRef":     "https://www.spid.gov.it/SpidL2",
		"./AttributeStatement/Attribute[@Name='fiscalNumber']/*": "TINIT-RSSMRA80A01H501U",
		"./AttributeStatement/Attribute[@Name='dateOfBirth']/*":  "1980-01-01",
	}
	for path, want := range wants {
		element := assertion.FindElement(path)
		if element == nil || strings.TrimSpace(element.Text()) != want {
			t.Errorf("%s: got %v, want %q", path, element, want)
		}
	}
	if count := len(assertion.FindElements("./AttributeStatement/Attribute")); count != 2 {
		t.Errorf("%d attributes, want the 2 that were asked for", count)
	}
	data := assertion.FindElement("./Subject/SubjectConfirmation/SubjectConfirmationData")
	if data.SelectAttrValue("Recipient", "") != consumer || data.SelectAttrValue("InResponseTo", "") != "_r1" {
		t.Errorf("SubjectConfirmationData: %v", data.Attr)
	}
}

// Goal: the special answers carry their code or their person, and stay signed.
// Method: press each of them on a fresh login page.
func TestSpecialAnswers(t *testing.T) {
	p := newPortal(t)
	certificate := p.idpCertificate()
	cases := map[string]string{
		"nr19": "ErrorCode nr19", "nr25": "ErrorCode nr25", "nr30": "ErrorCode nr30",
		"minor": "TINIT-FOXDAA16P54L219N", "stranger": "TINIT-HXHRBN90L05Z100V", "l1": "SpidL1",
		"omocodia": "TINIT-RSSMRAULALMHRLMD", "foreigner": "TINIT-DE/IT/",
	}
	for special, want := range cases {
		_, page := p.get("/sso?" + p.redirectQuery(authnRequest, "relay-1"))
		document := login(t, p, page, "special", special)
		verified(t, document.Root(), certificate)
		xml, err := document.WriteToString()
		if err != nil || !strings.Contains(xml, want) {
			t.Errorf("%s: no %q in the Response (%v)", special, want, err)
		}
	}
}

// Goal: what no honest provider sends is as wrong as it says. Method: the signatures
// and the end of each.
func TestWrongAnswers(t *testing.T) {
	p := newPortal(t)
	answer := func(special string) *etree.Element {
		_, page := p.get("/sso?" + p.redirectQuery(authnRequest, "relay-1"))
		return login(t, p, page, "special", special).Root()
	}
	conditions := verified(t, answer("old"), p.idpCertificate()).FindElement("./Assertion/Conditions")
	until, err := time.Parse(time.RFC3339, conditions.SelectAttrValue("NotOnOrAfter", ""))
	if err != nil || until.After(time.Now()) {
		t.Errorf("the old one counts until %s, %v", until, err)
	}
	if count := len(answer("unsigned").FindElements("//Signature")); count != 0 {
		t.Errorf("%d signatures on the unsigned one", count)
	}
	forged := answer("forged").FindElement("./Signature/KeyInfo/X509Data/X509Certificate").Text()
	if forged == base64.StdEncoding.EncodeToString(p.idpCertificate().Raw) {
		t.Error("the forged one has the provider's own signature")
	}
}

// Goal: a request that breaks a rule gets an error page and no login page.
// Method: one change of the valid request per case, signed again.
func TestWrongRequestsAreRefused(t *testing.T) {
	p := newPortal(t)
	cases := []struct{ name, old, new, reason string }{
		{"destination", "{idp}/sso", "https://altro.example.it/sso", "Destination"},
		{"issuer", ">SP<", ">https://altro.example.it<", "non è conosciuto"},
		{"qualifier", `NameQualifier="SP"`, "", "NameQualifier"},
		{"consumer index", `ServiceIndex="0" Attr`, `ServiceIndex="7" Attr`, "AssertionConsumerServiceIndex"},
		{"level", "SpidL2", "SpidL9", "AuthnContextClassRef"},
		{"force", `ForceAuthn="true" `, "", "ForceAuthn"},
		{"old", "NOW", "2020-01-01T00:00:00Z", "IssueInstant"},
		{"identifier", `"_r1"`, `"1r"`, "ID assente"},
		{"create", "<samlp:NameIDPolicy ", `<samlp:NameIDPolicy AllowCreate="true" `, "AllowCreate"},
		{"doctype", "<samlp:AuthnRequest ", "<!DOCTYPE x><samlp:AuthnRequest ", "document type"},
	}
	for _, c := range cases {
		request := strings.Replace(authnRequest, c.old, c.new, 1)
		if request == authnRequest {
			t.Fatalf("%s changes nothing", c.name)
		}
		status, page := p.get("/sso?" + p.redirectQuery(request, "relay-1"))
		if status != http.StatusBadRequest || !strings.Contains(page, c.reason) {
			t.Errorf("%s: status %d, want 400 and %q in\n%s", c.name, status, c.reason, page)
		}
	}
}

// Goal: a query that was touched after signing, or signed by somebody else, is
// refused. Method: another RelayState, and a key that metadata does not know.
func TestForgedQueriesAreRefused(t *testing.T) {
	p := newPortal(t)
	touched := strings.Replace(p.redirectQuery(authnRequest, "relay-1"), "relay-1", "relay-2", 1)
	if status, _ := p.get("/sso?" + touched); status != http.StatusBadRequest {
		t.Errorf("touched query: status %d, want 400", status)
	}
	trusted := p.certificate
	p.renewKey()
	p.certificate = trusted
	if status, _ := p.get("/sso?" + p.redirectQuery(authnRequest, "relay-1")); status != http.StatusBadRequest {
		t.Errorf("foreign key: status %d, want 400", status)
	}
}

// Goal: a portal rebuilt with another key is known again without a restart.
// Method: log in, change key and metadata, log in again.
func TestPortalChangesKey(t *testing.T) {
	p := newPortal(t)
	for range 2 {
		if status, page := p.get("/sso?" + p.redirectQuery(authnRequest, "relay-1")); status != http.StatusOK {
			t.Fatalf("status %d: %s", status, page)
		}
		p.renewKey()
	}
}

// Goal: a logout request is answered by redirect with a signed LogoutResponse.
// Method: read the Location without following it.
func TestLogout(t *testing.T) {
	p := newPortal(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	response, err := client.Get(p.idp.URL + "/slo?" + p.redirectQuery(logoutRequest, "relay-1"))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	location, err := response.Location()
	if err != nil {
		t.Fatalf("status %d: %v", response.StatusCode, err)
	}
	query := location.Query()
	if location.Path != "/spid/slo" || query.Get("SAMLResponse") == "" || query.Get("Signature") == "" {
		t.Errorf("Location %s", location)
	}
	if query.Get("RelayState") != "relay-1" {
		t.Errorf("RelayState %q", query.Get("RelayState"))
	}
}
