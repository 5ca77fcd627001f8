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

// Goal: a parent comes in, lands where they wanted, and leaves for good.
// Method: the whole way, cookies as browsers keep them.
func TestLoginAndLogout(t *testing.T) {
	s := newFixture(t)
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
	session, err := s.sessions.Find(t.Context(), kept.Value)
	if err != nil || session.FiscalCode != identitytest.Code || session.Method != "spid" ||
		session.Tenant != webtest.Tenant || session.Assertion != "_a"+message.InResponseTo {
		t.Fatalf("session %+v, %v", session, err)
	}
	s.get("/accesso?torna_a=/conto", kept).Expect(t, http.StatusSeeOther)

	s.post("/esci", url.Values{}, kept).Expect(t, http.StatusForbidden)
	if _, err := s.sessions.Find(t.Context(), kept.Value); err != nil {
		t.Fatalf("a form without its token ended the session: %v", err)
	}
	visit := web.Visit{Session: &session}
	answer = s.post("/esci", url.Values{"csrf": {visit.Token()}}, kept)
	answer.Expect(t, http.StatusSeeOther)
	if to := answer.Header.Get("Location"); to != farewell || cookie(t, answer, "__Host-sessione").MaxAge != -1 {
		t.Errorf("leaves for %s, cookies %v", to, answer.Header.Values("Set-Cookie"))
	}
	if _, err := s.sessions.Find(t.Context(), kept.Value); !problem.Is(err, problem.SignIn) {
		t.Errorf("after the logout the token still opens the session: %v", err)
	}
	s.post("/esci", url.Values{}, kept).Expect(t, http.StatusSeeOther)
}

// Goal: who paid once comes in, also without a child of today: what was paid is needed for the tax return, and what
// is owed stays due. Method: a valid login of such a parent, whose only child has another payer by now.
func TestArriveOfWhoPaidOnce(t *testing.T) {
	s := newFixture(t)
	message, relay, browser := s.depart(t, "/anagrafica/attestazioni")
	message.Edits = append(message.Edits, func(root *etree.Element) {
		root.FindElement("//saml:AttributeValue").SetText("TINIT-" + formerCode)
	})
	answer := s.arrive(t, message, relay, browser)
	answer.Expect(t, http.StatusSeeOther)
	if to := answer.Header.Get("Location"); to != "/anagrafica/attestazioni" {
		t.Errorf("lands on %s", to)
	}
	if _, err := s.sessions.Find(t.Context(), cookie(t, answer, "__Host-sessione").Value); err != nil {
		t.Error(err)
	}
}

// Goal: a citizen without enrolled children reads whom to ask, and has no
// session. Method: a valid login of somebody else.
func TestArriveOfStranger(t *testing.T) {
	s := newFixture(t)
	message, relay, browser := s.depart(t, "/")
	message.Edits = append(message.Edits, func(root *etree.Element) {
		root.FindElement("//saml:AttributeValue").SetText("TINIT-VRDFNC85A41H501G")
	})
	answer := s.arrive(t, message, relay, browser)
	answer.Expect(t, http.StatusOK, "Mario, ti abbiamo riconosciuto", "Ufficio Scuola", "035 000 0000",
		"scuola@comune.vallechiara.example.it", "Lavori per il Comune?")
	if !strings.Contains(answer.Body, `href="/ufficio"`) {
		t.Error("an operator without children is not led to the office")
	}
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
	s := newFixture(t)
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
	s := newFixture(t)
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

// Goal: a login ends the session that the browser had, whose cookie the provider's
// form does not bring. Method: leave for the provider with a session.
func TestLoginEndsTheOldSession(t *testing.T) {
	s := newFixture(t)
	message, relay, browser := s.depart(t, "/")
	old := cookie(t, s.arrive(t, message, relay, browser), "__Host-sessione")
	message, relay, browser = s.depart(t, "/", old)
	fresh := cookie(t, s.arrive(t, message, relay, browser), "__Host-sessione")
	if _, err := s.sessions.Find(t.Context(), old.Value); !problem.Is(err, problem.SignIn) {
		t.Errorf("the old session goes on: %v", err)
	}
	if _, err := s.sessions.Find(t.Context(), fresh.Value); err != nil {
		t.Errorf("the new session: %v", err)
	}
}

// Goal: on plain http, in the local stack, the cookies work without Secure.
// Method: the switch of the local stack.
func TestCookiesOfLocalStack(t *testing.T) {
	s := newFixture(t)
	s.Site.LocalHTTP = true
	answer := s.get("/accesso/spid?idp=" + url.QueryEscape(s.idp.EntityID))
	if c := cookie(t, answer, "accesso"); c.Secure || c.SameSite != http.SameSiteLaxMode || !c.HttpOnly {
		t.Errorf("cookie %v", c)
	}
}
