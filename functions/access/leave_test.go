package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the logout endpoint answers a provider and nobody else.
// Method: garbage, and an answer to a request that we never sent.
func TestSingleLogoutOfGarbage(t *testing.T) {
	s := newFixture(t)
	for _, query := range []string{"", "?SAMLRequest=x", "?SAMLRequest=x&SAMLRequest=y", "?%zz"} {
		s.get("/spid/slo"+query).Expect(t, http.StatusBadRequest)
	}
	s.post("/spid/slo", url.Values{"SAMLRequest": {"x"}}).Expect(t, http.StatusBadRequest)
	s.get("/spid/slo?SAMLResponse=x").Expect(t, http.StatusSeeOther)
}

// Goal: a provider's logout ends the session that it names and no other one, and is
// answered in both cases. Method: its own name for the parent, then another one.
func TestSingleLogout(t *testing.T) {
	s := newFixture(t)
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
		if _, err := s.sessions.Find(t.Context(), kept.Value); (err != nil) != test.ends {
			t.Errorf("%s: ended %t", test.name, err != nil)
		}
	}
}

// Goal: a parent can leave on all devices at once. Method: two sessions, one form.
func TestLeaveEverywhere(t *testing.T) {
	s := newFixture(t)
	enter := func() *http.Cookie {
		message, relay, browser := s.depart(t, "/")
		return cookie(t, s.arrive(t, message, relay, browser), "__Host-sessione")
	}
	here, there := enter(), enter()
	s.get("/esci").Expect(t, http.StatusSeeOther)
	s.get("/esci", here).Expect(t, http.StatusOK, "Esci da tutti i dispositivi")
	session, err := s.sessions.Find(t.Context(), here.Value)
	if err != nil {
		t.Fatal(err)
	}
	visit := web.Visit{Session: &session}
	s.post("/esci", url.Values{"csrf": {visit.Token()}, "ovunque": {"1"}}, here).Expect(t, http.StatusSeeOther)
	for _, kept := range []*http.Cookie{here, there} {
		if _, err := s.sessions.Find(t.Context(), kept.Value); !problem.Is(err, problem.SignIn) {
			t.Errorf("a session goes on: %v", err)
		}
	}
}

// Goal: another site cannot log a parent out. Its form comes without the session's cookie, which is
// SameSite, so only the answer could harm. Method: such a form, by what browsers say of it; then ours.
func TestLeaveByAnotherSite(t *testing.T) {
	s := newFixture(t)
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		request := visitor(http.MethodPost, "/esci", url.Values{"ovunque": {"1"}}, nil)
		request.Header.Set(header, value)
		answer := webtest.Do(s.routes, request)
		answer.Expect(t, http.StatusForbidden)
		if cookies := answer.Header.Values("Set-Cookie"); len(cookies) > 0 {
			t.Errorf("%s: the browser loses its session: %v", header, cookies)
		}
	}
	request := visitor(http.MethodPost, "/esci", url.Values{}, nil)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	webtest.Do(s.routes, request).Expect(t, http.StatusSeeOther)
}
