package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the page of the ways in offers every provider, keeps the page to come
// back to, and promises nothing that does not work. Method: read it.
func TestChoose(t *testing.T) {
	s := newStand(t)
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

// Goal: the login starts at the host where the provider sends the browser back.
// Method: ask at another host, with a town of that name.
func TestElsewhere(t *testing.T) {
	s := newStand(t)
	s.PortalURL = "https://portale.example.it:8443"
	s.Site.Municipalities = town{hosts: []string{webtest.Host, "portale.example.it"}}
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
	s := newStand(t)
	s.PortalURL = "https://portale.altrocomune.example.it"
	s.Site.Municipalities = town{ipa: "c_x000", hosts: []string{webtest.Host}}
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
	s := newStand(t)
	for _, idp := range []string{"", "https://evil.example"} {
		s.get("/accesso/spid?idp="+url.QueryEscape(idp)).Expect(t, http.StatusNotFound, "gestore di identità")
	}
}

// Goal: a parent comes in, lands where they wanted, and leaves for good.
// Method: the whole way, cookies as browsers keep them.
func TestLoginAndLogout(t *testing.T) {
	s := newStand(t)
	message, relay, browser := s.depart(t, "/ricariche?anno=2026")
	if !browser.Secure || !browser.HttpOnly || browser.SameSite != http.SameSiteNoneMode ||
		browser.MaxAge != 900 {
		t.Errorf("the browser's cookie is %v", browser)
	}
	answer := s.arrive(t, message, relay, browser)
	answer.Expect(t, http.StatusSeeOther)
	if to := answer.Header.Get("Location"); to != "/ricariche?anno=2026" {
		t.Errorf("lands on %s", to)
	}
	kept := cookie(t, answer, "__Host-sessione")
	session, err := s.Sessions.Find(t.Context(), kept.Value)
	if err != nil || session.FiscalCode != identitytest.Code || session.Method != "spid" ||
		session.Tenant != webtest.Tenant || session.Assertion != "_a"+message.InResponseTo {
		t.Fatalf("session %+v, %v", session, err)
	}
	s.get("/accesso?torna_a=/conto", kept).Expect(t, http.StatusSeeOther)

	s.post("/esci", url.Values{}, kept).Expect(t, http.StatusForbidden)
	if _, err := s.Sessions.Find(t.Context(), kept.Value); err != nil {
		t.Fatalf("a form without its token ended the session: %v", err)
	}
	visit := web.Visit{Session: &session}
	answer = s.post("/esci", url.Values{"csrf": {visit.Token()}}, kept)
	answer.Expect(t, http.StatusSeeOther)
	if to := answer.Header.Get("Location"); to != farewell || cookie(t, answer, "__Host-sessione").MaxAge != -1 {
		t.Errorf("leaves for %s, cookies %v", to, answer.Header.Values("Set-Cookie"))
	}
	if _, err := s.Sessions.Find(t.Context(), kept.Value); !problem.Is(err, problem.SignIn) {
		t.Errorf("after the logout the token still opens the session: %v", err)
	}
	s.post("/esci", url.Values{}, kept).Expect(t, http.StatusSeeOther)
}

// Goal: a citizen without enrolled children reads whom to ask, and has no
// session. Method: a valid login of somebody else.
func TestArriveOfStranger(t *testing.T) {
	s := newStand(t)
	message, relay, browser := s.depart(t, "/")
	message.Edits = append(message.Edits, func(root *etree.Element) {
		root.FindElement("//saml:AttributeValue").SetText("TINIT-VRDFNC85A41H501G")
	})
	answer := s.arrive(t, message, relay, browser)
	answer.Expect(t, http.StatusOK, "Mario, ti abbiamo riconosciuto", "Ufficio Scuola", "035 000 0000",
		"scuola@comune.vallechiara.example.it")
	for _, line := range answer.Header.Values("Set-Cookie") {
		if strings.Contains(line, "sessione") {
			t.Errorf("a session began: %s", line)
		}
	}
	if strings.Contains(answer.Body, "VRDFNC") {
		t.Error("the page shows the fiscal code")
	}
}

// Goal: every failed login has a page with status 403, its own words, and the
// right choice about trying again. Method: one failure at a time.
func TestArriveFails(t *testing.T) {
	anomaly := func(number string) func(*etree.Element) {
		return func(root *etree.Element) {
			root.RemoveChild(root.FindElement("./saml:Assertion"))
			status := root.FindElement("./samlp:Status")
			code := status.FindElement("./samlp:StatusCode")
			code.CreateAttr("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")
			status.CreateElement("samlp:StatusMessage").SetText("ErrorCode nr" + number)
		}
	}
	set := func(attribute, value string) func(*etree.Element) {
		return func(root *etree.Element) {
			root.FindElement("//saml:Attribute[@Name='" + attribute + "']/saml:AttributeValue").SetText(value)
		}
	}
	s := newStand(t)
	for name, test := range map[string]struct {
		change func(*etree.Element)
		says   string
		retry  bool
	}{
		"19":              {anomaly("19"), "credenziali sbagliate", true},
		"20":              {anomaly("20"), "livello 2", false},
		"21":              {anomaly("21"), "troppo tempo", true},
		"22":              {anomaly("22"), "consenso", true},
		"23":              {anomaly("23"), "sospesa o revocata", false},
		"24":              {anomaly("24"), "più tardi", true},
		"25":              {anomaly("25"), "Hai annullato l'accesso", true},
		"30":              {anomaly("30"), "identità personale", true},
		"other failure":   {anomaly("08"), "non è valida", true},
		"minor":           {set("dateOfBirth", "2010-01-01"), "18 anni", false},
		"no Italian code": {set("fiscalNumber", "TINDE-1"), "codice fiscale italiano", false},
	} {
		t.Run(name, func(t *testing.T) {
			message, relay, browser := s.depart(t, "/conto")
			message.Edits = append(message.Edits, test.change)
			answer := s.arrive(t, message, relay, browser)
			answer.Expect(t, http.StatusForbidden, "Accesso non riuscito", test.says, "Ufficio Scuola")
			if retry := strings.Contains(answer.Body, `href="/accesso?torna_a=%2fconto"`); retry != test.retry {
				t.Errorf("offers to try again: %t", retry)
			}
		})
	}
}

// Goal: a Response from another browser, twice, or out of nowhere opens nothing.
// Method: the pieces of a valid login, mixed up.
func TestArriveRefuses(t *testing.T) {
	s := newStand(t)
	message, relay, browser := s.depart(t, "/")
	_, _, other := s.depart(t, "/")
	s.arrive(t, message, relay, other).Expect(t, http.StatusForbidden, "altro browser")
	s.arrive(t, message, relay, browser).Expect(t, http.StatusSeeOther)
	s.arrive(t, message, relay, browser).Expect(t, http.StatusForbidden, "già stato usato")
	s.post("/spid/acs", url.Values{}).Expect(t, http.StatusForbidden, "Accesso non riuscito")
	s.post("/spid/acs", url.Values{"SAMLResponse": {strings.Repeat("A", 700<<10)}}).
		Expect(t, http.StatusRequestEntityTooLarge)
	s.get("/spid/acs").Expect(t, http.StatusMethodNotAllowed)
}

// Goal: the metadata is where the federation looks, with its own media type.
// Method: fetch it; a town without IPA code has none.
func TestMetadata(t *testing.T) {
	s := newStand(t)
	s.Site.Municipalities = town{ipa: "c_x000"}
	answer := s.get("/spid/metadata")
	answer.Expect(t, http.StatusOK, "Comune di Vallechiara", "c_x000")
	if kind := answer.Header.Get("Content-Type"); kind != "application/samlmetadata+xml" {
		t.Errorf("media type %s", kind)
	}
	s.Site.Municipalities = town{}
	s.get("/spid/metadata").Expect(t, http.StatusInternalServerError)
}

// Goal: the logout endpoint answers a provider and nobody else.
// Method: garbage, and an answer to a request that we never sent.
func TestSingleLogoutOfGarbage(t *testing.T) {
	s := newStand(t)
	for _, query := range []string{"", "?SAMLRequest=x", "?SAMLRequest=x&SAMLRequest=y", "?%zz"} {
		s.get("/spid/slo"+query).Expect(t, http.StatusBadRequest)
	}
	s.post("/spid/slo", url.Values{"SAMLRequest": {"x"}}).Expect(t, http.StatusBadRequest)
	s.get("/spid/slo?SAMLResponse=x").Expect(t, http.StatusSeeOther)
}

// Goal: a provider's logout ends the session that it names and no other one, and is
// answered in both cases. Method: its own name for the parent, then another one.
func TestSingleLogout(t *testing.T) {
	s := newStand(t)
	message, relay, browser := s.depart(t, "/")
	kept := cookie(t, s.arrive(t, message, relay, browser), "__Host-sessione")
	for _, test := range []struct {
		name string
		ends bool
	}{{"_other", false}, {"_n1", true}, {"_n1", true}} {
		answer := s.get("/spid/slo?"+s.idp.LogoutQuery(t, portalURL+"/spid/slo", test.name), kept)
		answer.Expect(t, http.StatusFound)
		if to := answer.Header.Get("Location"); !strings.HasPrefix(to, s.idp.EntityID+"/slo?SAMLResponse=") {
			t.Errorf("answers to %s", to)
		}
		if _, err := s.Sessions.Find(t.Context(), kept.Value); (err != nil) != test.ends {
			t.Errorf("%s: ended %t", test.name, err != nil)
		}
	}
}

// Goal: a login ends the session that the browser had, whose cookie the provider's
// form does not bring. Method: leave for the provider with a session.
func TestLoginEndsTheOldSession(t *testing.T) {
	s := newStand(t)
	message, relay, browser := s.depart(t, "/")
	old := cookie(t, s.arrive(t, message, relay, browser), "__Host-sessione")
	message, relay, browser = s.depart(t, "/", old)
	fresh := cookie(t, s.arrive(t, message, relay, browser), "__Host-sessione")
	if _, err := s.Sessions.Find(t.Context(), old.Value); !problem.Is(err, problem.SignIn) {
		t.Errorf("the old session goes on: %v", err)
	}
	if _, err := s.Sessions.Find(t.Context(), fresh.Value); err != nil {
		t.Errorf("the new session: %v", err)
	}
}

// Goal: on plain http, in the local stack, the cookies work without Secure.
// Method: the switch of the local stack.
func TestCookiesOfLocalStack(t *testing.T) {
	s := newStand(t)
	s.Site.LocalHTTP = true
	answer := s.get("/accesso/spid?idp=" + url.QueryEscape(s.idp.EntityID))
	if c := cookie(t, answer, "accesso"); c.Secure || c.SameSite != http.SameSiteLaxMode || !c.HttpOnly {
		t.Errorf("cookie %v", c)
	}
}

// Goal: the identity card is offered when its provider is known, and its login goes
// through addresses of its own. Method: a provider for the card; without it no link.
func TestChooseCard(t *testing.T) {
	s := newStand(t)
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
	s.Site.Municipalities = town{ipa: "c_x000"}
	s.get("/cie/metadata").Expect(t, http.StatusOK, "Comune di Vallechiara", "X000")
	s.get("/accesso/cie?idp=https://unknown.example").Expect(t, http.StatusNotFound)
	departed := s.get("/accesso/cie?binding=post&idp=" + url.QueryEscape(s.idp.EntityID))
	if !strings.HasPrefix(departed.Header.Get("Location"), s.idp.EntityID+"/sso?SAMLRequest=") {
		t.Errorf("leaves for %q", departed.Header.Get("Location"))
	}
}

// Goal: a parent can leave on all devices at once. Method: two sessions, one form.
func TestLeaveEverywhere(t *testing.T) {
	s := newStand(t)
	enter := func() *http.Cookie {
		message, relay, browser := s.depart(t, "/")
		return cookie(t, s.arrive(t, message, relay, browser), "__Host-sessione")
	}
	here, there := enter(), enter()
	s.get("/esci").Expect(t, http.StatusSeeOther)
	s.get("/esci", here).Expect(t, http.StatusOK, "Esci da tutti i dispositivi")
	session, err := s.Sessions.Find(t.Context(), here.Value)
	if err != nil {
		t.Fatal(err)
	}
	visit := web.Visit{Session: &session}
	s.post("/esci", url.Values{"csrf": {visit.Token()}, "ovunque": {"1"}}, here).Expect(t, http.StatusSeeOther)
	for _, kept := range []*http.Cookie{here, there} {
		if _, err := s.Sessions.Find(t.Context(), kept.Value); !problem.Is(err, problem.SignIn) {
			t.Errorf("a session goes on: %v", err)
		}
	}
}
