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

// SPID is the profile of a public SPID service provider. The level is 2, since
// the pages show children's data and start payments.
func SPID() Profile {
	required := []string{attributeCode, attributeName, attributeFamily, attributeBirth}
	return Profile{
		Method: "spid", Path: "/spid", Level: 2,
		Attributes: append([]string{attributeEmail}, required...), Required: required,
	}
}
