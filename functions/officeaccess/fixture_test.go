package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/infra/local/simulators/oidc/provider"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/openid"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// fixture is the function on real tables, with a provider of the Comune beside it. Its clock is the test's to move.
type fixture struct {
	Handler
	t       *testing.T
	store   office.Store
	records dynamo.Table
	op      *provider.Provider
	town    municipality.Municipality
	routes  http.Handler
	at      time.Time
	token   string // of the browser's session in the office
}

// towns knows one municipality.
type towns struct{ f *fixture }

// ByHost answers for every host.
func (t towns) ByHost(context.Context, string) (municipality.Municipality, error) {
	return t.f.town, nil
}

// ByID answers for every id.
func (t towns) ByID(context.Context, string) (municipality.Municipality, error) { return t.f.town, nil }

func newFixture(t *testing.T) *fixture {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := office.ReadRules()
	if err != nil {
		t.Fatal(err)
	}
	tables := rightstest.Tables(t)
	f := &fixture{t: t, at: webtest.Now(), records: tables.Audit, town: webtest.Municipality()}
	clock, own := func() time.Time { return f.at }, tables.As(t, "officeaccess")
	records := 0
	later := func() time.Time { records++; return f.at.Add(time.Duration(records) * time.Millisecond) } // in their order
	f.store = office.Store{Core: tables.Core, Ops: tables.Ops, Clock: clock}
	for _, s := range []school.School{{ID: "PRI", Name: "Primaria Bosco Verde"}, {ID: "SEC", Name: "Secondaria Alta Valle", Kitchen: "NORD"}} {
		if err := tables.Core.Store(t.Context(), dynamo.School(webtest.Tenant, s.ID), s); err != nil {
			t.Fatal(err)
		}
	}
	site := webtest.Site(parsed)
	site.Clock, site.Municipalities = clock, towns{f}
	operators := office.Store{Core: own.Core, Ops: own.Ops, Clock: clock}
	site.Office = &web.Office{Operators: operators, Rules: rules}
	f.Handler = Handler{
		Site: site, Operators: operators, Sessions: operators.Sessions(), School: school.Store{Core: own.Core, Clock: clock},
		Audit: office.Log{Table: own.Audit, Clock: later}, PortalURL: "https://" + webtest.Host,
		PeopleKey: []byte("key of the people"),
		Provider:  openid.Logins{Table: own.Ops, Clock: clock, PlainHTTP: true},
	}
	f.routes = f.Routes()
	return f
}

// hire keeps an operator.
func (f *fixture) hire(id string, roles ...office.Role) office.Operator {
	f.t.Helper()
	o := webtest.Operator(roles...)
	o.ID, o.FamilyName, o.FiscalCode, o.Version = id, id, "", 0
	if err := f.store.Save(f.t.Context(), webtest.Tenant, o); err != nil {
		f.t.Fatal(err)
	}
	return f.stored(id)
}

func (f *fixture) stored(id string) office.Operator {
	f.t.Helper()
	o, err := f.store.Operator(f.t.Context(), webtest.Tenant, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return o
}

// login opens the browser's session as an operator.
func (f *fixture) login(id string) {
	f.t.Helper()
	token, err := f.store.Start(f.t.Context(), session.Session{Tenant: webtest.Tenant, Guardian: id, Method: "spid"})
	if err != nil {
		f.t.Fatal(err)
	}
	f.token = token
}

// get asks for a page with the browser's session and further cookies.
func (f *fixture) get(path string, cookies ...*http.Cookie) webtest.Answer {
	return f.do(http.MethodGet, path, nil, cookies)
}

// post sends a form with the session's token.
func (f *fixture) post(path string, form url.Values) webtest.Answer {
	f.t.Helper()
	open, _, err := f.store.Enter(f.t.Context(), webtest.Tenant, f.token)
	if err == nil {
		form = withToken(form, open)
	}
	return f.do(http.MethodPost, path, form, nil)
}

func withToken(form url.Values, open session.Session) url.Values {
	sent := url.Values{"csrf": {web.Visit{Session: &open}.Token()}, "form_id": {strings.Repeat("0f", 16)}}
	for name, values := range form {
		sent[name] = values
	}
	return sent
}

func (f *fixture) do(method, path string, form url.Values, cookies []*http.Cookie) webtest.Answer {
	request := webtest.Request(method, path, form)
	request.Header.Del("Cookie")
	if f.token != "" {
		request.AddCookie(&http.Cookie{Name: "__Secure-ufficio", Value: f.token})
	}
	for _, cookie := range cookies {
		request.AddCookie(cookie)
	}
	return webtest.Do(f.routes, request)
}

// cookie returns what an answer tells the browser to keep, nil for nothing.
func cookie(answer webtest.Answer, name string) *http.Cookie {
	for _, line := range answer.Header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == name {
			return c
		}
	}
	return nil
}

// deeds are the records of the month, the newest first.
func (f *fixture) deeds() []office.Record {
	f.t.Helper()
	found, _, err := office.Log{Table: f.records}.Month(
		f.t.Context(), webtest.Tenant, calendar.DayOf(f.at).Month(), "", 100)
	if err != nil {
		f.t.Fatal(err)
	}
	return found
}

// connect gives the Comune a provider of its own.
func (f *fixture) connect() {
	f.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.op.ServeHTTP(w, r) }))
	f.t.Cleanup(server.Close)
	var err error
	f.op, err = provider.New(provider.Config{
		Issuer: server.URL, Redirect: "https://" + webtest.Host + "/ufficio/oidc/ritorno",
		Secret: func() string { return "s3cret" }, Now: func() time.Time { return f.at },
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.town.OIDC = municipality.OIDC{Issuer: server.URL, Client: provider.ClientID, Groups: provider.Groups}
	f.ClientSecrets = func(context.Context) string { return "c_y000=another " + webtest.Tenant + "=s3cret" }
	f.routes = f.Routes()
}
