package identity_test

import (
	"testing"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// now is when tests happen.
var now = identitytest.Now()

// portal is the service provider under test.
func portal(t testing.TB) *identity.ServiceProvider {
	return &identity.ServiceProvider{
		Profile: identity.SPID(), PortalURL: "https://servizi.example.it",
		Keys: []*identity.SigningKey{identitytest.SigningKey(t, identitytest.Portal)},
		Organization: identity.Organization{
			Name: "Comune di Vallechiara", IPACode: "c_x000", Locality: "Vallechiara", FiscalCode: "77777777777",
			Website: "https://www.comune.example.it", Email: "scuola@comune.example.it", Phone: "035 000 0000",
		},
	}
}

// usualIdP is the identity provider of most tests.
func usualIdP(t testing.TB) identitytest.IdP {
	return identitytest.New(t, "https://idp.example.it", identitytest.Provider)
}

// known is the provider as the portal reads it from metadata.
func known(t testing.TB, idp identitytest.IdP, others ...[]byte) identity.Provider {
	t.Helper()
	providers, err := identity.ParseProviders([]byte(idp.Metadata(others...)))
	if err != nil {
		t.Fatal(err)
	}
	return providers[0]
}
