package identity_test

import (
	"strings"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity"
)

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
		edit(inData, "NotOnOrAfter", "2026-11-22T16:59:00Z"), identity.BadConfirmation,
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
		edit(inConditions, "NotOnOrAfter", "2026-11-22T16:59:00Z"), identity.BadConditions,
	},
	{"83 AudienceRestriction empty", empty(inRestriction), identity.BadAudience},
	{"85 Audience empty", write(inAudience, ""), identity.BadAudience},
	{"87 Audience of another", write(inAudience, "https://other.example.it"), identity.BadAudience},
	{"88 no AuthnContext", empty(inAuthn), identity.BadLevel},
	{"89 no AuthnStatement", cut(inAuthn), identity.BadLevel},
	{"no AuthnInstant", drop(inAuthn, "AuthnInstant"), identity.BadLevel},
	{"a session without a readable end", edit(inAuthn, "SessionNotOnOrAfter", "never"), identity.BadLevel},
	{"a Data NotBefore that is none", edit(inData, "NotBefore", ""), identity.BadConfirmation},
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
