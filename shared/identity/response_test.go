package identity_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

const requestID = "_0123456789abcdef0123456789abcdef01234567"

// pendingFor is a request that waits for the given provider's answer.
func pendingFor(provider string) identity.PendingLogin {
	return identity.PendingLogin{Request: requestID, Provider: provider, Issued: now, Level: 2}
}

// check runs a Response through the portal as Login.Finish does.
func check(t testing.TB, field string, provider identity.Provider) (identity.Assertion, error) {
	t.Helper()
	response, err := identity.ReadResponse(field)
	if err != nil {
		return identity.Assertion{}, err
	}
	return portal(t).Check(response, pendingFor(provider.EntityID), provider, now)
}

// valid is a Response that has nothing wrong.
func valid(t testing.TB) identitytest.Message {
	return identitytest.Message{
		IdP: usualIdP(t), InResponseTo: requestID, EntityID: portal(t).EntityID(), ACS: portal(t).ACS(),
		SignAssertion: true, SignResponse: true,
	}
}

// edit returns a change of the attribute of the element at a path.
func edit(path, name, value string) func(*etree.Element) {
	return func(root *etree.Element) { find(root, path).CreateAttr(name, value) }
}

// drop returns a removal of the attribute of the element at a path.
func drop(path, name string) func(*etree.Element) {
	return func(root *etree.Element) { find(root, path).RemoveAttr(name) }
}

// cut returns a removal of the element at a path.
func cut(path string) func(*etree.Element) {
	return func(root *etree.Element) {
		element := find(root, path)
		element.Parent().RemoveChild(element)
	}
}

// write returns a change of the text of the element at a path.
func write(path, value string) func(*etree.Element) {
	return func(root *etree.Element) { find(root, path).SetText(value) }
}

// empty returns a removal of all that an element holds.
func empty(path string) func(*etree.Element) {
	return func(root *etree.Element) { find(root, path).Child = nil }
}

func find(root *etree.Element, path string) *etree.Element {
	if path == "." {
		return root
	}
	return root.FindElement(path)
}

// The places of a Response that the tables change.
const (
	inIssuer       = "./saml:Issuer"
	inStatus       = "./samlp:Status"
	inCode         = "./samlp:Status/samlp:StatusCode"
	inAssertion    = "./saml:Assertion"
	inAIssuer      = "./saml:Assertion/saml:Issuer"
	inSubject      = "./saml:Assertion/saml:Subject"
	inName         = "./saml:Assertion/saml:Subject/saml:NameID"
	inConfirmation = "./saml:Assertion/saml:Subject/saml:SubjectConfirmation"
	inData         = inConfirmation + "/saml:SubjectConfirmationData"
	inConditions   = "./saml:Assertion/saml:Conditions"
	inRestriction  = inConditions + "/saml:AudienceRestriction"
	inAudience     = inRestriction + "/saml:Audience"
	inAuthn        = "./saml:Assertion/saml:AuthnStatement"
	inContext      = inAuthn + "/saml:AuthnContext"
	inClass        = inContext + "/saml:AuthnContextClassRef"
	inAttributes   = "./saml:Assertion/saml:AttributeStatement"
	inValue        = inAttributes + "/saml:Attribute/saml:AttributeValue"
)

// Goal: whatever is valid is accepted, also in its rarer forms.
// Method: signed Responses; the numbers are those of the official test suite.
func TestCheckAccepts(t *testing.T) {
	for name, change := range map[string]func(*identitytest.Message){
		"1 valid":                   func(*identitytest.Message) {},
		"only the Assertion signed": func(m *identitytest.Message) { m.SignResponse = false },
		"31 Issuer without Format": func(m *identitytest.Message) {
			m.Edits = append(m.Edits, drop(inIssuer, "Format"))
		},
		"96 a higher level": func(m *identitytest.Message) {
			m.Edits = append(m.Edits, write(inClass, "https://www.spid.gov.it/SpidL3"))
		},
		"110 fractions of a second": func(m *identitytest.Message) {
			m.Edits = append(m.Edits, edit(".", "IssueInstant", "2026-11-22T17:00:00.123Z"))
		},
		"a clock within the minute": func(m *identitytest.Message) {
			m.Edits = append(m.Edits, edit(".", "IssueInstant", "2026-11-22T17:00:59Z"))
		},
		"RSA-SHA512": func(m *identitytest.Message) {
			m.Algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
		},
		"RSA-SHA384": func(m *identitytest.Message) {
			m.Algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
		},
		"109 with XML declaration": func(m *identitytest.Message) {
			m.Replace = [2]string{"<samlp:Response ", `<?xml version="1.0"?><samlp:Response `}
		},
		"KeyInfo with empty content": func(m *identitytest.Message) {
			m.SignResponse, m.Tamper = false, write(inAssertion+"/ds:Signature//ds:X509Certificate", "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := valid(t)
			change(&m)
			assertion, err := check(t, m.Field(t), known(t, m.IdP))
			if err != nil {
				t.Fatal(err)
			}
			got := assertion.Attributes["fiscalNumber"]
			if got != "TINIT-"+identitytest.Code || assertion.NameID != "_n1" {
				t.Errorf("read %q, %q", got, assertion.NameID)
			}
		})
	}
}

// duplicate returns the addition of a copy beside the element at a path.
func duplicate(path string) func(*etree.Element) {
	return func(root *etree.Element) {
		element := find(root, path)
		element.Parent().AddChild(element.Copy())
	}
}

// Goal: every wrong Response is refused, and for its own reason: a portal that
// refused everything would not pass. Method: one change, then a valid signature.
func TestCheckRefusesForTheRightReason(t *testing.T) {
	for _, test := range refusals {
		t.Run(test.name, func(t *testing.T) {
			m := valid(t)
			m.Edits = append(m.Edits, test.change)
			expectReason(t, m, test.reason)
		})
	}
}

func expectReason(t *testing.T, m identitytest.Message, want identity.Reason) {
	t.Helper()
	assertion, err := check(t, m.Field(t), known(t, m.IdP))
	var refusal *identity.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if assertion.ID != "" || assertion.Attributes != nil {
		t.Error("a refused Assertion was handed out")
	}
}

// Goal: what is no decent XML message never gets as far as a signature.
// Method: raw fields.
func TestReadResponseRefuses(t *testing.T) {
	b64 := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for name, test := range map[string]struct {
		field  string
		reason identity.Reason
	}{
		"empty":          {"", identity.NotBase64},
		"not base64":     {"???", identity.NotBase64},
		"not XML":        {b64("hello"), identity.NotXML},
		"cut off":        {b64("<a><b>"), identity.NotXML},
		"two roots":      {b64("<a/><b/>"), identity.NotXML},
		"another root":   {b64(`<Response xmlns="urn:example"/>`), identity.NotResponse},
		"no namespace":   {b64(`<Response/>`), identity.NotResponse},
		"document type":  {b64(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`), identity.Declarations},
		"small letters":  {b64(`<!doctype a><a/>`), identity.Declarations},
		"large base64":   {strings.Repeat("A", 600<<10), identity.TooLarge},
		"large XML":      {b64("<a>" + strings.Repeat(" ", 300<<10) + "</a>"), identity.TooLarge},
		"nested deeply":  {b64(strings.Repeat("<a>", 5000) + strings.Repeat("</a>", 5000)), identity.NotXML},
		"namespace trap": {b64(`<a:b xmlns:a="urn:x" a::c="d"/>`), identity.NotXML},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := identity.ReadResponse(test.field)
			if !errors.Is(err, &identity.Refusal{Reason: test.reason}) {
				t.Errorf("got %v, want %s", err, test.reason)
			}
		})
	}
}

// Goal: an anomaly reaches the citizen with its number, signed or not; other
// failures do not pass as one. Method: failure Responses without Assertion.
func TestCheckReportsAnomalies(t *testing.T) {
	failure := func(text string) func(*etree.Element) {
		return func(root *etree.Element) {
			cut(inAssertion)(root)
			edit(inCode, "Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")(root)
			find(root, inStatus).CreateElement("samlp:StatusMessage").SetText(text)
		}
	}
	for text, number := range map[string]int{
		"ErrorCode nr19": 19, "ErrorCode nr22": 22, "ErrorCode nr25": 25, "ErrorCode nr30": 30,
		"ErrorCode nr08": 0, "ErrorCode nr26": 0, "ErrorCode nr1999": 0, "nr25": 0,
	} {
		for _, signed := range []bool{true, false} {
			m := valid(t)
			m.SignResponse, m.Edits = signed, append(m.Edits, failure(text))
			if number == 0 {
				expectReason(t, m, identity.BadStatus)
				continue
			}
			_, err := check(t, m.Field(t), known(t, m.IdP))
			var anomaly *identity.Anomaly
			if !errors.As(err, &anomaly) || anomaly.Number != number {
				t.Errorf("%q gave %v", text, err)
			}
		}
	}
}
