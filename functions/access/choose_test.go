package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the page of the ways in offers every provider, keeps the page to come
// back to, and promises nothing that does not work. Method: read it.
func TestChoose(t *testing.T) {
	s := newFixture(t)
	answer := s.get("/accesso?torna_a=/ricariche")
	answer.Expect(t, http.StatusOK, "Entra con SPID", "Gestore di prova", "non è attivo su questo portale",
		"Non hai SPID?", "Serve aiuto?", "Ufficio Scuola", "035 000 0000")
	want := `href="/accesso/spid?idp=https%3a%2f%2fidp.example.it&amp;torna_a=%2fricariche"`
	if !strings.Contains(answer.Body, want) {
		t.Errorf("no link %s in\n%s", want, answer.Body)
	}
	if foreign := s.get("/accesso?torna_a=https://evil.example"); strings.Contains(foreign.Body, "evil") {
		t.Error("a foreign address to come back to is kept")
	}
}

// Goal: who logs in for the office reads whom an operator asks, and a parent whom a parent asks. Method: the page for each.
func TestChooseTellsWhomToAsk(t *testing.T) {
	s := newFixture(t)
	const parents, operators = "Può accedere il genitore", "chiedi all’amministratore"
	for page, words := range map[string][2]string{"/conto": {parents, operators}, "/ufficio": {operators, parents}} {
		answer := s.get("/accesso?torna_a=" + page)
		answer.Expect(t, http.StatusOK, words[0], "035 000 0000")
		if strings.Contains(answer.Text(), words[1]) {
			t.Errorf("the login for %s says %q", page, words[1])
		}
	}
}

// Goal: an installation that is in no federation yet says so, instead of letting people try again later.
// Method: neither SPID nor CIE.
func TestChooseWithoutFederations(t *testing.T) {
	s := newFixture(t)
	s.SPID, s.CIE = identity.NewProviders("", s.Site.Clock), identity.NewProviders("", s.Site.Clock)
	s.routes = s.Routes()
	answer := s.get("/accesso")
	answer.Expect(t, http.StatusOK, "L’accesso con SPID non è attivo su questo portale",
		"(CIE) non è attivo su questo portale", "Ufficio Scuola")
	if strings.Contains(answer.Body, "Riprova tra qualche minuto") {
		t.Error("asks to try again")
	}
}

// Goal: no provider comes first: the order changes from request to request, and
// nobody is left out. Method: six providers, and ten requests.
func TestChooseInRandomOrder(t *testing.T) {
	s := newFixture(t)
	metadata := `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">`
	for number := range 6 {
		idp := identitytest.New(t, fmt.Sprintf("https://idp-%d.example.it", number), identitytest.Provider)
		metadata += idp.Metadata()
	}
	file := filepath.Join(t.TempDir(), "aggregate.xml")
	if err := os.WriteFile(file, []byte(metadata+`</md:EntitiesDescriptor>`), 0o600); err != nil {
		t.Fatal(err)
	}
	s.SPID = identity.NewProviders("file://"+file, s.Site.Clock)
	s.routes = s.Routes()
	links, orders := regexp.MustCompile(`idp-[0-9]`), map[string]bool{}
	for range 10 {
		found := links.FindAllString(s.get("/accesso").Body, -1)
		orders[strings.Join(found, " ")] = true
		slices.Sort(found)
		if all := strings.Join(slices.Compact(found), " "); all != "idp-0 idp-1 idp-2 idp-3 idp-4 idp-5" {
			t.Errorf("offers %s", all)
		}
	}
	if len(orders) < 2 {
		t.Errorf("always in the order %v", orders)
	}
}

// Goal: the login starts at the host where the provider sends the browser back.
// Method: ask at another host, with a municipality of that name.
func TestElsewhere(t *testing.T) {
	s := newFixture(t)
	s.PortalURL = "https://portale.example.it:8443"
	s.Site.Municipalities = municipalities{hosts: []string{webtest.Host, "portale.example.it"}}
	s.routes = s.Routes()
	for path, status := range map[string]int{
		"/accesso?torna_a=/conto": http.StatusSeeOther, "/accesso/spid?idp=x": http.StatusFound,
	} {
		answer := s.get(path)
		if answer.Status != status || answer.Header.Get("Location") != s.PortalURL+path {
			t.Errorf("%s: %d to %s", path, answer.Status, answer.Header.Get("Location"))
		}
	}
	s.PortalURL = portalURL + ":8443" // The port is not part of the host's name.
	s.routes = s.Routes()
	s.get("/accesso").Expect(t, http.StatusOK)
}

// Goal: each municipality of an installation has metadata of its own, at its own
// address. Method: an installation whose address belongs to another one.
func TestMetadataOfSecondMunicipality(t *testing.T) {
	s := newFixture(t)
	s.PortalURL = "https://portale.altrocomune.example.it"
	s.Site.Municipalities = municipalities{ipa: "c_x000", hosts: []string{webtest.Host}}
	s.routes = s.Routes()
	entity := "https://" + webtest.Host + "/spid/metadata"
	if answer := s.get("/spid/metadata"); !strings.Contains(answer.Body, ` entityID="`+entity+`"`) {
		t.Errorf("the metadata is not of %s", entity)
	}
	s.get("/accesso").Expect(t, http.StatusOK)
}

// Goal: an unknown provider is refused with a page, and no login begins.
// Method: ask for one.
func TestDepartToUnknownProvider(t *testing.T) {
	s := newFixture(t)
	for _, idp := range []string{"", "https://evil.example"} {
		s.get("/accesso/spid?idp="+url.QueryEscape(idp), secretCookie()).Expect(t, http.StatusNotFound, "gestore di identità")
	}
}

// Goal: the metadata is where the federation looks, with its own media type.
// Method: fetch it; a municipality without IPA code has none.
func TestMetadata(t *testing.T) {
	s := newFixture(t)
	s.Site.Municipalities = municipalities{ipa: "c_x000"}
	answer := s.get("/spid/metadata")
	answer.Expect(t, http.StatusOK, "Comune di Vallechiara", "c_x000")
	if kind := answer.Header.Get("Content-Type"); kind != "application/samlmetadata+xml" {
		t.Errorf("media type %s", kind)
	}
	s.Site.Municipalities = municipalities{}
	s.get("/spid/metadata").Expect(t, http.StatusInternalServerError)
}

// Goal: the identity card is offered when its provider is known, and its login goes
// through addresses of its own. Method: a provider for the card; without it no link.
func TestChooseCard(t *testing.T) {
	s := newFixture(t)
	link := "/accesso/cie?idp="
	if answer := s.get("/accesso"); strings.Contains(answer.Body, link) {
		t.Error("a card without provider is offered")
	}
	s.CIE = s.SPID
	s.routes = s.Routes()
	answer := s.get("/accesso?torna_a=/conto")
	answer.Expect(t, http.StatusOK, "Entra con CIE")
	want := `href="/accesso/cie?idp=https%3a%2f%2fidp.example.it&amp;torna_a=%2fconto"`
	if !strings.Contains(answer.Body, want) {
		t.Errorf("no link %s", want)
	}
	s.Site.Municipalities = municipalities{ipa: "c_x000"}
	s.get("/cie/metadata").Expect(t, http.StatusOK, "Comune di Vallechiara", "X000")
	s.get("/accesso/cie?idp=https://unknown.example", secretCookie()).Expect(t, http.StatusNotFound)
	departed := s.get("/accesso/cie?binding=post&idp="+url.QueryEscape(s.idp.EntityID), secretCookie())
	if !strings.HasPrefix(departed.Header.Get("Location"), s.idp.EntityID+"/sso?SAMLRequest=") {
		t.Errorf("leaves for %q", departed.Header.Get("Location"))
	}
}
