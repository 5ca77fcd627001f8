package identity_test

import (
	"strings"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// card is the portal as CIE knows it.
func card(t testing.TB) *identity.ServiceProvider {
	sp := portal(t)
	sp.Profile = identity.CIE()
	return sp
}

// Goal: CIE has metadata of its own, with the contact that its manual wants.
// Method: read it back; a body that is no municipality has no place to name.
func TestMetadataOfCIE(t *testing.T) {
	metadata, err := card(t).Metadata()
	if err != nil {
		t.Fatal(err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(metadata); err != nil {
		t.Fatal(err)
	}
	contact := "./ContactPerson[@contactType='administrative']"
	for path, want := range map[string]string{
		contact + "/Extensions/Municipality": "X000", contact + "/Extensions/IPACode": "c_x000",
		contact + "/Extensions/Public": "", contact + "/Company": "Comune di Vallechiara",
		contact + "/EmailAddress": "scuola@comune.example.it",
	} {
		if element := document.Root().FindElement(path); element == nil || element.Text() != want {
			t.Errorf("%s is missing or not %q", path, want)
		}
	}
	if entity := document.Root().SelectAttrValue("entityID", ""); entity != "https://servizi.example.it/cie/metadata" {
		t.Errorf("entityID %s", entity)
	}
	var asked []string
	for _, element := range document.FindElements("//RequestedAttribute") {
		asked = append(asked, element.SelectAttrValue("Name", ""))
	}
	if got := strings.Join(asked, " "); got != "fiscalNumber name familyName dateOfBirth" {
		t.Errorf("asks for %s", got)
	}
	other := card(t)
	other.Organization.IPACode = "cm_x"
	if _, err := other.Metadata(); err == nil {
		t.Error("metadata without a municipality's code")
	}
}

// Goal: the identity card's provider may leave the Format of its name out, one of
// SPID may not; a wrong Format is refused in any case. Method: the same Response
// to both profiles.
func TestIssuerFormatOfCIE(t *testing.T) {
	const issuer = "./saml:Assertion/saml:Issuer"
	for _, test := range []struct {
		sp     *identity.ServiceProvider
		change func(*etree.Element)
		good   bool
	}{
		{card(t), drop(issuer, "Format"), true},
		{portal(t), drop(issuer, "Format"), false},
		{card(t), edit(issuer, "Format", "urn:other"), false},
	} {
		m := valid(t)
		m.EntityID, m.ACS = test.sp.EntityID(), test.sp.ACS()
		m.Edits = append(m.Edits, test.change)
		response, err := identity.ReadResponse(m.Field(t))
		if err != nil {
			t.Fatal(err)
		}
		_, err = test.sp.Check(response, pendingFor(m.IdP.EntityID), known(t, m.IdP), now)
		if test.good && err != nil {
			t.Errorf("%s refused: %v", test.sp.Profile.Method, err)
		}
		if !test.good {
			identitytest.ExpectRefusal(t, err, identity.AssertionIssuer)
		}
	}
}
