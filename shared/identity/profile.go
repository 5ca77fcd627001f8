package identity

// Profile is what tells SPID and CIE apart. The engine is the same.
type Profile struct {
	// Method is what Session.Method becomes.
	Method string
	// Path is where the endpoints hang: Path + "/metadata", "/acs" and "/slo".
	Path string
	// Level is the lowest level of authentication accepted, 1 to 3.
	Level int
	// Attributes are asked for, Required must be in every assertion.
	Attributes, Required []string
	// contact is the part of the metadata with the contact person.
	contact string
	// AnyIssuerFormat accepts an assertion's Issuer without Format.
	AnyIssuerFormat bool
}

// The attributes of SPID and CIE that the portal reads (SPID, tabella attributi).
const (
	attributeCode   = "fiscalNumber"
	attributeName   = "name"
	attributeFamily = "familyName"
	attributeBirth  = "dateOfBirth"
	attributeEmail  = "email"
)

// The parts of the metadata with the contact person, which each federation wants
// in its own way.
const (
	contactOfSPID = "contact-spid.xml"
	contactOfCIE  = "contact-cie.xml"
)

// SPID is the profile of a public SPID service provider. The level is 2, since
// the pages show children's data and start payments.
func SPID() Profile {
	required := []string{attributeCode, attributeName, attributeFamily, attributeBirth}
	return Profile{
		Method: "spid", Path: "/spid", Level: 2, contact: contactOfSPID,
		Attributes: append([]string{attributeEmail}, required...), Required: required,
	}
}

// CIE is the profile of a public CIE service provider (CIE, manuale SAML). The
// card's provider knows four attributes, and answers with all of them; it leaves
// the Format of its name out.
func CIE() Profile {
	attributes := []string{attributeCode, attributeName, attributeFamily, attributeBirth}
	return Profile{
		Method: "cie", Path: "/cie", Level: 2, contact: contactOfCIE,
		Attributes: attributes, Required: attributes, AnyIssuerFormat: true,
	}
}
