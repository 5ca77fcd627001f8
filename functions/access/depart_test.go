package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web/webtest"
)

// counted is a fixture whose signatures are counted, and the address that starts a login.
func counted(t *testing.T) (fixture, *identitytest.Counter, string) {
	t.Helper()
	s := newFixture(t)
	key, signatures := identitytest.Counted(t)
	s.Keys = []*identity.SigningKey{key}
	s.routes = s.Routes()
	return s, signatures, "/accesso/spid?idp=" + url.QueryEscape(s.idp.EntityID) + "&torna_a=%2Fconto"
}

// leavesFor reports whether an answer takes the browser to the provider.
func (s fixture) leavesFor(answer webtest.Answer) bool {
	return answer.Status == http.StatusFound &&
		strings.HasPrefix(answer.Header.Get("Location"), s.idp.EntityID+"/sso?SAMLRequest=")
}

// Goal: a signature is made only for a browser that keeps a cookie, which costs a browser nothing on its way
// through the page of the ways in, and one round trip otherwise; one without cookies reads why. Method: both
// ways in, and a browser that keeps none.
func TestLoginWantsACookieBeforeItSigns(t *testing.T) {
	s, signatures, start := counted(t)
	kept := cookie(t, s.get("/accesso?torna_a=/conto"), "__Host-accesso")
	if answer := s.get(start, kept); !s.leavesFor(answer) || signatures.Made() != 1 {
		t.Errorf("from the page: %d to %q", answer.Status, answer.Header.Get("Location"))
	}
	first := s.get(start)
	again := first.Header.Get("Location")
	if first.Status != http.StatusFound || !strings.HasPrefix(again, "/accesso/spid?") || signatures.Made() > 0 {
		t.Fatalf("without cookie: %d to %q", first.Status, again)
	}
	if answer := s.get(again, cookie(t, first, "__Host-accesso")); !s.leavesFor(answer) || signatures.Made() != 1 {
		t.Errorf("with its cookie: %d to %q", answer.Status, answer.Header.Get("Location"))
	}
	s.get(again).Expect(t, http.StatusBadRequest, "non accetta i cookie")
	short := &http.Cookie{Name: "__Host-accesso", Value: "x"}
	s.get(again, short).Expect(t, http.StatusBadRequest)
	if signatures.Made() > 0 {
		t.Error("signed for a browser without cookies")
	}
}

// Goal: what another site embeds, or a browser fetches in case it is wanted, costs no signature, whoever's
// browser it is. Method: the headers with which browsers say so, each beside a good cookie; and HEAD.
func TestOnlyAnOpenedPageCostsASignature(t *testing.T) {
	s, signatures, start := counted(t)
	ask := func(method string, headers map[string]string) webtest.Answer {
		request := visitor(method, start, nil, []*http.Cookie{secretCookie()})
		for name, value := range headers {
			request.Header.Set(name, value)
		}
		return webtest.Do(s.routes, request)
	}
	for _, headers := range []map[string]string{
		{"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, {"Sec-Fetch-Mode": "cors"},
		{"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, {"Sec-Purpose": "prefetch;prerender"},
		{"Purpose": "prefetch"},
	} {
		if answer := ask(http.MethodGet, headers); answer.Status != http.StatusBadRequest {
			t.Errorf("%v: %d", headers, answer.Status)
		}
	}
	if answer := ask(http.MethodHead, nil); answer.Status != http.StatusBadRequest {
		t.Errorf("HEAD: %d", answer.Status)
	}
	if signatures.Made() > 0 {
		t.Error("signed all the same")
	}
	opened := map[string]string{"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"}
	if !s.leavesFor(ask(http.MethodGet, opened)) {
		t.Error("a page that is opened does not leave")
	}
}

// Goal: a client that begins logins and completes none costs a bounded number of signatures, with whatever
// cookies, and reads when to try again; its neighbours go on. Method: 685 logins of one address, behind the
// gateway alone and behind what names the browser in a header.
func TestLoginsOfOneClientAreBounded(t *testing.T) {
	for _, header := range []string{"", "x-client-5d3c"} {
		s, signatures, start := counted(t)
		s.ClientHeader = header
		s.routes = s.Routes()
		ask := func(client string) webtest.Answer {
			request := visitor(http.MethodGet, start, nil, []*http.Cookie{secretCookie()})
			request.RemoteAddr = client
			if header != "" {
				request.RemoteAddr = "198.51.100.1"
				request.Header.Set(header, client)
			}
			request.Header.Set("X-Forwarded-For", string(session.NewSecret())) // Anybody can write that.
			return webtest.Do(s.routes, request)
		}
		var last webtest.Answer
		for range 685 {
			last = ask("192.0.2.7")
		}
		last.Expect(t, http.StatusTooManyRequests, "Riprova tra un minuto")
		if made := signatures.Made(); made != 120 {
			t.Errorf("%q: 685 logins cost %d signatures", header, made)
		}
		if !s.leavesFor(ask("192.0.2.8")) {
			t.Errorf("%q: a neighbour cannot log in", header)
		}
	}
}
