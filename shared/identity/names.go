package identity

// Namespaces and identifiers of SAML 2.0, XML Signature and SPID.
const (
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"

	formatEntity    = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
	formatTransient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	methodBearer    = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
	statusSuccess   = "urn:oasis:names:tc:SAML:2.0:status:Success"

	levelPrefix = "https://www.spid.gov.it/SpidL"

	exclusive       = "http://www.w3.org/2001/10/xml-exc-c14n#"
	enveloped       = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	algorithmSHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	algorithmSHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
	algorithmSHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
)

// Binding is a way in which SAML messages travel through the browser.
type Binding string

// The bindings that SPID and CIE use.
const (
	Redirect Binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
	Post     Binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
)
