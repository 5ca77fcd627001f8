// Package saml is the identity provider's half of SAML 2.0 as SPID profiles it:
// it reads the service provider's metadata and requests strictly, and writes
// signed metadata, responses and logout answers. It shares no code with the
// portal's own service provider, so a mistake on either side shows.
//
// Source of the rules: SPID technical rules, AuthnRequest, Response and metadata.
package saml

// Namespaces and identifiers of SAML 2.0 that both directions use.
const (
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"

	formatEntity    = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
	formatTransient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	bindingRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
	bindingPost     = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"

	levelPrefix = "https://www.spid.gov.it/SpidL"
	timeFormat  = "2006-01-02T15:04:05.000Z"
)

// maxXML is the largest XML message read, in bytes, after inflating.
const maxXML = 256 << 10
