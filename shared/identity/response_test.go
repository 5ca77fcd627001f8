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
			if got := assertion.Attributes["fiscalNumber"]; got != "TINIT-"+identitytest.Code || assertion.NameID != "_n1" {
				t.Errorf("read %q, %q", got, assertion.NameID)
			}
		})
	}
}

// refusals are changes before signing, each with the reason it must be refused
// for. The numbers are those of the official test suite.
var refusals = []struct {
	name   string
	change func(*etree.Element)
	reason identity.Reason
}{
	{"8 Response ID empty", edit(".", "ID", ""), identity.ResponseID},
	{"9 Response ID missing", drop(".", "ID"), identity.ResponseID},
	{"10 Response Version", edit(".", "Version", "1.0"), identity.ResponseVersion},
	{"11 IssueInstant empty", edit(".", "IssueInstant", ""), identity.ResponseInstant},
	{"12 IssueInstant missing", drop(".", "IssueInstant"), identity.ResponseInstant},
	{"13 IssueInstant format", edit(".", "IssueInstant", "2026-11-22"), identity.ResponseInstant},
	{
		"14 IssueInstant before the request",
		edit(".", "IssueInstant", "2018-01-01T00:00:00Z"), identity.ResponseInstant,
	},
	{
		"15 IssueInstant in the future",
		edit(".", "IssueInstant", "2099-01-01T00:00:00Z"), identity.ResponseInstant,
	},
	{"16 InResponseTo empty", edit(".", "InResponseTo", ""), identity.NoRequest},
	{"17 InResponseTo missing", drop(".", "InResponseTo"), identity.NoRequest},
	{
		"18 InResponseTo of another",
		edit(".", "InResponseTo", "_"+strings.Repeat("0", 40)), identity.NoRequest,
	},
	{"19 Destination empty", edit(".", "Destination", ""), identity.Destination},
	{"20 Destination missing", drop(".", "Destination"), identity.Destination},
	{
		"21 Destination of another",
		edit(".", "Destination", "https://other.example.it/spid/acs"), identity.Destination,
	},
	{"22 Status empty", empty(inStatus), identity.BadStatus},
	{"23 Status missing", cut(inStatus), identity.BadStatus},
	{"24 StatusCode empty", edit(inCode, "Value", ""), identity.BadStatus},
	{"26 StatusCode unknown", edit(inCode, "Value", "urn:example:unknown"), identity.BadStatus},
	{"27 Issuer empty", write(inIssuer, ""), identity.ResponseIssuer},
	{"28 Issuer missing", cut(inIssuer), identity.ResponseIssuer},
	{"29 Issuer of another", write(inIssuer, "https://other.example.it"), identity.ResponseIssuer},
	{"30 Issuer Format", edit(inIssuer, "Format", "urn:example:other"), identity.ResponseIssuer},
	{"32 no Assertion", cut(inAssertion), identity.AssertionCount},
	{"33 Assertion ID empty", edit(inAssertion, "ID", ""), identity.AssertionID},
	{"34 Assertion ID missing", drop(inAssertion, "ID"), identity.AssertionID},
	{"35 Assertion Version", edit(inAssertion, "Version", "1.0"), identity.AssertionVersion},
	{"36 Assertion IssueInstant empty", edit(inAssertion, "IssueInstant", ""), identity.AssertionInstant},
	{"37 Assertion IssueInstant missing", drop(inAssertion, "IssueInstant"), identity.AssertionInstant},
	{
		"38 Assertion IssueInstant format",
		edit(inAssertion, "IssueInstant", "2026-11-22 17:00"), identity.AssertionInstant,
	},
	{
		"39 Assertion before the request",
		edit(inAssertion, "IssueInstant", "2000-01-01T00:00:00Z"), identity.AssertionInstant,
	},
	{
		"40 Assertion in the future",
		edit(inAssertion, "IssueInstant", "2099-01-01T00:00:00Z"), identity.AssertionInstant,
	},
	{"41 Subject empty", empty(inSubject), identity.BadSubject},
	{"42 Subject missing", cut(inSubject), identity.BadSubject},
	{"43 NameID empty", write(inName, " \n "), identity.BadSubject},
	{"44 NameID missing", cut(inName), identity.BadSubject},
	{"45 NameID Format empty", edit(inName, "Format", ""), identity.BadSubject},
	{"46 NameID Format missing", drop(inName, "Format"), identity.BadSubject},
	{"47 NameID Format", edit(inName, "Format", "urn:example:persistent"), identity.BadSubject},
	{"48 NameQualifier empty", edit(inName, "NameQualifier", ""), identity.BadSubject},
	{"49 NameQualifier missing", drop(inName, "NameQualifier"), identity.BadSubject},
	{"51 no SubjectConfirmationData", empty(inConfirmation), identity.BadConfirmation},
	{"52 no SubjectConfirmation", cut(inConfirmation), identity.BadConfirmation},
	{"53 Method empty", edit(inConfirmation, "Method", ""), identity.BadConfirmation},
	{"54 Method missing", drop(inConfirmation, "Method"), identity.BadConfirmation},
	{"55 Method not bearer", edit(inConfirmation, "Method", "urn:example:other"), identity.BadConfirmation},
	{"57 Recipient empty", edit(inData, "Recipient", ""), identity.BadConfirmation},
	{"58 Recipient missing", drop(inData, "Recipient"), identity.BadConfirmation},
	{
		"59 Recipient of another",
		edit(inData, "Recipient", "https://other.example.it"), identity.BadConfirmation,
	},
	{"60 Data InResponseTo empty", edit(inData, "InResponseTo", ""), identity.BadConfirmation},
	{"61 Data InResponseTo missing", drop(inData, "InResponseTo"), identity.BadConfirmation},
	{"62 Data InResponseTo of another", edit(inData, "InResponseTo", "_x"), identity.BadConfirmation},
	{"63 Data NotOnOrAfter empty", edit(inData, "NotOnOrAfter", ""), identity.BadConfirmation},
	{"64 Data NotOnOrAfter missing", drop(inData, "NotOnOrAfter"), identity.BadConfirmation},
	{"65 Data NotOnOrAfter format", edit(inData, "NotOnOrAfter", "tomorrow"), identity.BadConfirmation},
	{
		"66 Data NotOnOrAfter over",
		edit(inData, "NotOnOrAfter", "2026-11-22T17:00:00Z"), identity.BadConfirmation,
	},
	{"67 Assertion Issuer empty", write(inAIssuer, ""), identity.AssertionIssuer},
	{"68 Assertion Issuer missing", cut(inAIssuer), identity.AssertionIssuer},
	{
		"69 Assertion Issuer of another",
		write(inAIssuer, "https://other.example.it"), identity.AssertionIssuer,
	},
	{"70 Assertion Issuer Format empty", edit(inAIssuer, "Format", ""), identity.AssertionIssuer},
	{"71 Assertion Issuer Format missing", drop(inAIssuer, "Format"), identity.AssertionIssuer},
	{"72 Assertion Issuer Format", edit(inAIssuer, "Format", "urn:example:other"), identity.AssertionIssuer},
	{"73 no AudienceRestriction", empty(inConditions), identity.BadAudience},
	{"74 no Conditions", cut(inConditions), identity.BadConditions},
	{"75 NotBefore empty", edit(inConditions, "NotBefore", ""), identity.BadConditions},
	{"76 NotBefore missing", drop(inConditions, "NotBefore"), identity.BadConditions},
	{"77 NotBefore format", edit(inConditions, "NotBefore", "2026-13-45T00:00:00Z"), identity.BadConditions},
	{
		"78 NotBefore in the future",
		edit(inConditions, "NotBefore", "2026-11-22T17:02:00Z"), identity.BadConditions,
	},
	{"79 NotOnOrAfter empty", edit(inConditions, "NotOnOrAfter", ""), identity.BadConditions},
	{"80 NotOnOrAfter missing", drop(inConditions, "NotOnOrAfter"), identity.BadConditions},
	{
		"81 NotOnOrAfter format",
		edit(inConditions, "NotOnOrAfter", "2026-11-22T17:05"), identity.BadConditions,
	},
	{
		"82 NotOnOrAfter over",
		edit(inConditions, "NotOnOrAfter", "2026-11-22T16:59:59Z"), identity.BadConditions,
	},
	{"83 AudienceRestriction empty", empty(inRestriction), identity.BadAudience},
	{"85 Audience empty", write(inAudience, ""), identity.BadAudience},
	{"87 Audience of another", write(inAudience, "https://other.example.it"), identity.BadAudience},
	{"88 no AuthnContext", empty(inAuthn), identity.BadLevel},
	{"89 no AuthnStatement", cut(inAuthn), identity.BadLevel},
	{"90 AuthnContext empty", empty(inContext), identity.BadLevel},
	{"92 AuthnContextClassRef empty", write(inClass, ""), identity.BadLevel},
	{"94 a lower level", write(inClass, "https://www.spid.gov.it/SpidL1"), identity.BadLevel},
	{
		"97 an unknown level",
		write(inClass, "urn:oasis:names:tc:SAML:2.0:ac:classes:SpidL1"), identity.BadLevel,
	},
	{"98 no Attribute", empty(inAttributes), identity.BadAttributes},
	{"99 no AttributeValue", cut(inValue), identity.BadAttributes},
	{"an attribute twice", duplicate(inAttributes + "/saml:Attribute"), identity.BadAttributes},
	{"two Assertions", duplicate(inAssertion), identity.DuplicateID},
	{"no AttributeStatement", cut(inAttributes), identity.BadAttributes},
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
