// Package webtest gives tests of functions a site to stand on: the demo
// municipality, one parent who is logged in, and a browser that keeps to both.
// Only tests import it.
package webtest

import (
	"context"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

// Tenant, Host and Guardian are the demo's; Token is the parent's cookie.
const (
	Tenant   = "c_x000"
	Host     = "servizi.example.it"
	Guardian = "0123456789abcdef0123456789abcdef"
	Token    = "token-of-the-parent"
)

// Now is when tests happen: Sunday 22 November 2026, 18:00 in Rome.
func Now() time.Time { return time.Date(2026, 11, 22, 18, 0, 0, 0, calendar.Rome()) }

// Municipality returns the demo municipality.
func Municipality() municipality.Municipality {
	return municipality.Municipality{
		ID: Tenant, Name: "Comune di Vallechiara", FiscalCode: "77777777777",
		UpperBody: "Regione Lombardia", Office: "Ufficio Scuola",
		Address: "Piazza del Municipio 1, 24060 Vallechiara (BG)",
		Phone:   "035 000 0000", Email: "scuola@comune.vallechiara.example.it",
		PEC: "protocollo@pec.comune.vallechiara.example.it", Website: "https://www.comune.vallechiara.example.it",
		Segregation: "02", IBAN: "IT60X0542811101000000123456", CBILL: "AAAXX", TaxonomyMeals: "9/0107101TS/",
		Hosts: []string{Host}, TopUpMin: 500, TopUpMax: 30000, CreditMax: 100000, LowCredit: 2000,
	}
}

// Session returns the parent's session.
func Session() session.Session {
	return session.Session{
		ID: "session-id", Tenant: Tenant, Guardian: Guardian, FiscalCode: "BNCMRA85A41A794Y",
		Name: "Maria", FamilyName: "Bianchi", CSRF: strings.Repeat("s3", 16), Method: "spid",
		Issued: Now(), Seen: Now(), Expires: Now().Add(8 * time.Hour),
	}
}

// Visit returns a visit of the parent.
func Visit() web.Visit {
	session := Session()
	return web.Visit{Municipality: Municipality(), Session: &session, Now: Now()}
}

// Site returns a site with the given pages. It knows Host and Token and no other.
func Site(pages *web.Pages) *web.Site {
	return &web.Site{
		Municipalities: municipalities{}, Sessions: sessions{}, Clock: calendar.Fixed(Now()),
		Log: slog.New(slog.DiscardHandler), Pages: pages,
	}
}

// OfficeSite is Site for the office's pages: whoever has OfficeToken or LaterToken is the given operator.
func OfficeSite(pages *web.Pages, who office.Operator) (*web.Site, error) {
	rules, err := office.ReadRules()
	site := Site(pages)
	site.Office = &web.Office{Operators: operators{who}, Rules: rules}
	return site, err
}

// OfficeToken is the operator's cookie, LaterToken that of another login of the same operator.
const (
	OfficeToken = "token-of-the-operator"
	LaterToken  = "token-of-a-later-login"
)

// Operator returns one with the given roles, for the primary school and the only kitchen.
func Operator(roles ...office.Role) office.Operator {
	return office.Operator{
		ID: "fedcba9876543210fedcba9876543210", FiscalCode: "CNTGLI88B49F205V", Name: "Giulia", FamilyName: "Conti",
		Roles: roles, Schools: []string{"PRI"}, Kitchens: []string{"CENTRO"}, Since: Now(), Version: 1,
	}
}

type operators struct{ who office.Operator }

// Enter knows two tokens, each with a session of its own.
func (o operators) Enter(_ context.Context, _, token string) (session.Session, office.Operator, error) {
	open := Session()
	switch token {
	case OfficeToken:
	case LaterToken:
		open.ID, open.CSRF = "later-session-id", strings.Repeat("l8", 16)
	default:
		return session.Session{}, office.Operator{}, office.ErrOver
	}
	open.Guardian, open.Name, open.FamilyName = o.who.ID, o.who.Name, o.who.FamilyName
	return open, o.who, nil
}

type municipalities struct{}

// ByHost knows one host.
func (municipalities) ByHost(_ context.Context, host string) (municipality.Municipality, error) {
	if host != Host {
		return municipality.Municipality{}, problem.Missing()
	}
	return Municipality(), nil
}

type sessions struct{}

// Find knows one token.
func (sessions) Find(_ context.Context, token string) (session.Session, error) {
	if token != Token {
		return session.Session{}, problem.New(problem.SignIn, "")
	}
	return Session(), nil
}

// Answer is what a browser gets.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Get asks for a page as the parent.
func Get(h http.Handler, path string) Answer { return Do(h, Request(http.MethodGet, path, nil)) }

// Post sends a form as the parent, with the session's token and, unless the form
// has its own, a form key.
func Post(h http.Handler, path string, form url.Values) Answer {
	sent := url.Values{"csrf": {Visit().Token()}, "form_id": {strings.Repeat("0f", 16)}}
	for name, values := range form {
		sent[name] = values
	}
	return Do(h, Request(http.MethodPost, path, sent))
}

// Request is a request of the parent's browser, to be changed before it is sent.
func Request(method, path string, form url.Values) *http.Request {
	request := httptest.NewRequest(method, "https://"+Host+path, strings.NewReader(form.Encode()))
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	request.AddCookie(&http.Cookie{Name: "__Host-sessione", Value: Token})
	request.AddCookie(&http.Cookie{Name: "__Secure-ufficio", Value: OfficeToken})
	return request
}

// Do sends a request.
func Do(h http.Handler, request *http.Request) Answer {
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return Answer{Status: recorder.Code, Header: recorder.Header(), Body: recorder.Body.String()}
}

// Text returns the visible text of the answer in one line, without tags.
func (a Answer) Text() string {
	text := html.UnescapeString(tags.ReplaceAllString(a.Body, " "))
	return strings.Join(strings.Fields(text), " ")
}

var tags = regexp.MustCompile(`<[^>]*>`)

// Expect fails the test unless the status is right and the visible text holds
// all the given parts.
func (a Answer) Expect(t *testing.T, status int, parts ...string) {
	t.Helper()
	if a.Status != status {
		t.Errorf("status %d, want %d", a.Status, status)
	}
	text := a.Text()
	for _, part := range parts {
		if !strings.Contains(text, strings.Join(strings.Fields(part), " ")) {
			t.Errorf("the page does not say %q:\n%s", part, text)
		}
	}
}
