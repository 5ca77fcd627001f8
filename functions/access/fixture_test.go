package main

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// formerCode is the fiscal code of who paid once.
const formerCode = "PRMLCU80A41A794D"

const portalURL = "https://" + webtest.Host

// families knows one parent with one pupil, and one who paid for a pupil once.
type families struct{ guardian, former string }

// PupilsOf returns the pupils of the one parent.
func (f families) PupilsOf(_ context.Context, tenant, guardian string) ([]school.Link, error) {
	if guardian != f.guardian || tenant != webtest.Tenant {
		return nil, nil
	}
	return []school.Link{{Guardian: guardian, Pupil: "p1"}}, nil
}

// FormersOf returns the pupil for whom the other one paid.
func (f families) FormersOf(_ context.Context, tenant, guardian string) ([]school.Former, error) {
	if guardian != f.former || tenant != webtest.Tenant {
		return nil, nil
	}
	return []school.Former{{Pupil: "p1"}}, nil
}

// Guardian knows the parent's name.
func (f families) Guardian(context.Context, string, string) (school.Guardian, error) {
	return school.Guardian{Name: "Mario", FamilyName: "Rossi"}, nil
}

// fixture is the function with an identity provider beside it.
type fixture struct {
	Handler
	idp       identitytest.IdP
	routes    http.Handler
	tables    rightstest.Set
	sessions  session.Store // these are the test's own
	operators office.Store
	audit     office.Log
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	idp := identitytest.New(t, "https://idp.example.it", identitytest.Provider)
	file := filepath.Join(t.TempDir(), "idp.xml")
	if err := os.WriteFile(file, []byte(idp.Metadata()), 0o600); err != nil {
		t.Fatal(err)
	}
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	tables, clock := rightstest.Tables(t), calendar.Fixed(identitytest.Now())
	key, own := []byte("key of the people"), tables.As(t, "access")
	sessions := session.Store{Table: own.Ops, Clock: clock}
	site := webtest.Site(parsed)
	site.Sessions = sessions
	h := Handler{
		Site: site, Sessions: sessions, SPID: identity.NewProviders("file://"+file, clock),
		CIE:       identity.NewProviders("", clock),
		Register:  identity.Register{Table: own.IdentityLog, Clock: clock},
		Pending:   identity.PendingLogins{Table: own.Ops, Clock: clock},
		Limit:     identity.SignatureLimit{Table: own.Ops, Clock: clock},
		School:    families{school.GuardianID(key, identitytest.Code), school.GuardianID(key, formerCode)},
		Operators: office.Store{Core: own.Core, Ops: own.Ops, Clock: clock}, Audit: office.Log{Table: own.Audit, Clock: clock},
		PortalURL: portalURL, PeopleKey: key,
		Keys: []*identity.SigningKey{identitytest.SigningKey(t, identitytest.Portal)},
	}
	return fixture{
		Handler: h, idp: idp, routes: h.Routes(), tables: tables, sessions: session.Store{Table: tables.Ops, Clock: clock},
		operators: office.Store{Core: tables.Core, Ops: tables.Ops, Clock: clock}, audit: office.Log{Table: tables.Audit, Clock: clock},
	}
}

// get asks for a page with the given cookies.
func (s fixture) get(path string, cookies ...*http.Cookie) webtest.Answer {
	return webtest.Do(s.routes, visitor(http.MethodGet, path, nil, cookies))
}

// post sends a form with the given cookies.
func (s fixture) post(path string, form url.Values, cookies ...*http.Cookie) webtest.Answer {
	return webtest.Do(s.routes, visitor(http.MethodPost, path, form, cookies))
}

func visitor(method, path string, form url.Values, cookies []*http.Cookie) *http.Request {
	request := webtest.Request(method, path, form)
	request.Header.Del("Cookie")
	for _, cookie := range cookies {
		request.AddCookie(cookie)
	}
	return request
}

// cookie returns what an answer tells the browser to keep.
func cookie(t *testing.T, answer webtest.Answer, name string) *http.Cookie {
	t.Helper()
	for _, line := range answer.Header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == name {
			return c
		}
	}
	t.Fatalf("no cookie %s in %v", name, answer.Header.Values("Set-Cookie"))
	return nil
}

// secretCookie is what a browser has that has been at /accesso.
func secretCookie() *http.Cookie {
	return &http.Cookie{Name: "__Host-accesso", Value: string(session.NewSecret())}
}

// depart starts a login and returns the Response that fits it, the form's
// RelayState and the browser's cookie.
func (s fixture) depart(
	t *testing.T, returnTo string, cookies ...*http.Cookie,
) (identitytest.Message, string, *http.Cookie) {
	t.Helper()
	query := url.Values{"idp": {s.idp.EntityID}, "torna_a": {returnTo}}
	answer := s.get("/accesso/spid?"+query.Encode(), append(cookies, secretCookie())...)
	answer.Expect(t, http.StatusFound)
	address, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || address.Host != "idp.example.it" {
		t.Fatalf("leaves for %s", answer.Header.Get("Location"))
	}
	request := requestIn(t, address.Query().Get("SAMLRequest"))
	message := identitytest.Message{
		IdP: s.idp, InResponseTo: request, EntityID: portalURL + "/spid/metadata", ACS: portalURL + "/spid/acs",
		SignAssertion: true, Edits: []func(*etree.Element){func(root *etree.Element) {
			root.FindElement("./saml:Assertion").CreateAttr("ID", "_a"+request)
		}},
	}
	return message, address.Query().Get("RelayState"), cookie(t, answer, "__Host-accesso")
}

// arrive brings a Response.
func (s fixture) arrive(
	t *testing.T, m identitytest.Message, relay string, browser *http.Cookie,
) webtest.Answer {
	t.Helper()
	form := url.Values{"SAMLResponse": {m.Field(t)}, "RelayState": {relay}}
	request := visitor(http.MethodPost, "/spid/acs", form, []*http.Cookie{browser})
	request.Header.Set("Origin", "https://idp.example.it")
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	return webtest.Do(s.routes, request)
}

// requestIn returns the ID of the AuthnRequest in a Redirect query.
func requestIn(t *testing.T, encoded string) string {
	t.Helper()
	compressed, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	xml, err := io.ReadAll(flate.NewReader(bytes.NewReader(compressed)))
	if err != nil {
		t.Fatal(err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(xml); err != nil {
		t.Fatal(err)
	}
	return document.Root().SelectAttrValue("ID", "")
}

// municipalities is the demo municipality with an IPA code and hosts of its own.
type municipalities struct {
	ipa   string
	hosts []string
}

// ByHost answers for every host.
func (t municipalities) ByHost(context.Context, string) (municipality.Municipality, error) {
	m := webtest.Municipality()
	m.IPACode = t.ipa
	if t.hosts != nil {
		m.Hosts = t.hosts
	}
	return m, nil
}
