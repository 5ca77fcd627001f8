package openid_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/oidc/provider"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/openid"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

const (
	tenant   = "c_x000"
	redirect = "https://servizi.example.it/ufficio/oidc/ritorno"
	secret   = "client-secret-of-the-portal"
)

// now is the tests' time.
var now = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

// fixture is a portal with a provider beside it, whose clocks the test moves.
type fixture struct {
	logins  openid.Logins
	op      *provider.Provider
	us      openid.Provider
	browser session.Secret
	at      *time.Time // the portal's clock
	theirs  *time.Time // the provider's
	// change may spoil what the provider answers.
	change func(w http.ResponseWriter, r *http.Request) bool
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	at, theirs := now, now
	f := &fixture{at: &at, theirs: &theirs, browser: session.NewSecret()}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f.change == nil || !f.change(w, r) {
			f.op.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	op, err := provider.New(provider.Config{
		Issuer: server.URL, Redirect: redirect, Secret: func() string { return secret },
		Now: func() time.Time { return theirs },
	})
	if err != nil {
		t.Fatal(err)
	}
	f.op = op
	f.us = openid.Provider{
		Issuer: server.URL, ClientID: provider.ClientID, ClientSecret: secret, Groups: "groups", Redirect: redirect,
	}
	f.logins = openid.Logins{Table: dynamotest.Table(t), Clock: func() time.Time { return at }, PlainHTTP: true}
	return f
}

// begin leaves for the provider and returns the address.
func (f *fixture) begin(t *testing.T, again bool) *url.URL {
	t.Helper()
	text, err := f.logins.Begin(t.Context(), f.us, openid.Departure{
		Tenant: tenant, Browser: f.browser, ReturnTo: "/ufficio/alunni?classe=3A", Again: again,
	})
	if err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// choose logs in at the provider and returns the answer that the browser brings.
func (f *fixture) choose(t *testing.T, address *url.URL, subject, special string) url.Values {
	t.Helper()
	form := url.Values{"query": {address.RawQuery}, "person": {subject}, "special": {special}}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	recorder := httptest.NewRecorder()
	f.op.ServeHTTP(recorder, request)
	back, err := url.Parse(recorder.Header().Get("Location"))
	if err != nil || recorder.Code != http.StatusSeeOther || !strings.HasPrefix(back.String(), redirect) {
		t.Fatalf("%d %s: %s", recorder.Code, back, recorder.Body)
	}
	return back.Query()
}

func (f *fixture) finish(ctx context.Context, answer url.Values) (openid.Arrival, error) {
	return f.logins.Finish(ctx, f.us, tenant, answer, f.browser)
}

// reason is why a login was refused, "" when it was not, "away" while the provider cannot be reached.
func reason(err error) openid.Reason {
	var refusal *openid.Refusal
	if errors.As(err, &refusal) {
		return refusal.Reason
	}
	if problem.Is(err, problem.Unavailable) {
		return "away"
	}
	return ""
}

// Goal: an employee comes in with name and groups, and what the portal asks is what it should: a code with PKCE, a
// state and a nonce of its own. Method: a login at a real provider.
func TestLogin(t *testing.T) {
	f := newFixture(t)
	address := f.begin(t, false)
	query := address.Query()
	if query.Get("code_challenge_method") != "S256" || len(query.Get("state")) != 43 || len(query.Get("nonce")) != 43 ||
		query.Get("scope") != "openid profile" || query.Get("prompt") != "" || strings.Contains(address.String(), secret) {
		t.Errorf("asks %s", address)
	}
	other := f.begin(t, true).Query()
	if other.Get("state") == query.Get("state") || other.Get("nonce") == query.Get("nonce") ||
		other.Get("code_challenge") == query.Get("code_challenge") || other.Get("prompt") != "login" {
		t.Errorf("asks again %v", other)
	}
	got, err := f.finish(t.Context(), f.choose(t, address, "e-1002", ""))
	if err != nil {
		t.Fatal(err)
	}
	if got.Subject != "e-1002" || got.Name != "Davide" || got.FamilyName != "Marini" || got.Resumed ||
		!slices.Equal(got.Groups, []string{"Dipendenti", "Ufficio Scuola"}) || got.Assurance != "acr=1 pwd mfa" ||
		got.ReturnTo != "/ufficio/alunni?classe=3A" || len(got.Token) != 32 {
		t.Errorf("%+v", got)
	}
}

// Goal: none of the answers that a client has to refuse lets anybody in. Method: the provider plays each.
func TestRefusedAnswers(t *testing.T) {
	for special, want := range map[string]openid.Reason{
		provider.OldKey: openid.Invalid, provider.Unsigned: openid.Invalid, provider.OtherClient: openid.Invalid,
		provider.OtherIssuer: openid.Invalid, provider.OtherNonce: openid.Invalid, provider.OverToken: openid.Invalid,
		provider.EarlyToken: openid.Invalid, provider.NoToken: openid.Invalid, provider.Cancelled: openid.Denied,
		provider.BrokenAnswer: "away",
	} {
		t.Run(special, func(t *testing.T) {
			f := newFixture(t)
			answer := f.choose(t, f.begin(t, false), "e-1002", special)
			got, err := f.finish(t.Context(), answer)
			if reason(err) != want || got.Subject != "" || got.ReturnTo != "/ufficio/alunni?classe=3A" {
				t.Errorf("%+v, %v", got, err)
			}
			if _, err := f.finish(t.Context(), answer); reason(err) != openid.Stale {
				t.Errorf("judged twice: %v", err)
			}
		})
	}
}

// Goal: a state leads to one login, in the browser and the Comune where it began, within a quarter of an hour. Method:
// answers with a spent, invented or missing state, another browser, another Comune, too late.
func TestStateCountsOnce(t *testing.T) {
	f := newFixture(t)
	first := f.choose(t, f.begin(t, false), "e-1002", "")
	if _, err := f.finish(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	second := f.choose(t, f.begin(t, false), "e-1002", provider.SpentState)
	if second.Get("state") != first.Get("state") {
		t.Fatal("the provider does not send the spent state")
	}
	for name, answer := range map[string]url.Values{
		"spent": second, "invented": {"state": {string(session.NewSecret())}, "code": first["code"]}, "none": {"code": first["code"]},
	} {
		if _, err := f.finish(t.Context(), answer); reason(err) != openid.Stale {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, spoil := range map[string]func(*fixture) (string, session.Secret){
		"another browser": func(*fixture) (string, session.Secret) { return tenant, session.NewSecret() },
		"no cookie":       func(*fixture) (string, session.Secret) { return tenant, "" },
		"another Comune":  func(f *fixture) (string, session.Secret) { return "c_y000", f.browser },
		"too late": func(f *fixture) (string, session.Secret) {
			*f.at = f.at.Add(15 * time.Minute)
			return tenant, f.browser
		},
	} {
		own := newFixture(t)
		answer := own.choose(t, own.begin(t, false), "e-1002", "")
		where, browser := spoil(own)
		if _, err := own.logins.Finish(t.Context(), own.us, where, answer, browser); reason(err) != openid.Stale {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := own.finish(t.Context(), answer); reason(err) != openid.Stale {
			t.Errorf("%s, and again as it should be: %v", name, err)
		}
	}
}

// Goal: of several answers with one state at the same time at most one goes on. Method: eight side by side.
func TestStateCountsOnceSideBySide(t *testing.T) {
	f := newFixture(t)
	answer := f.choose(t, f.begin(t, false), "e-1002", "")
	done := make(chan error)
	for range 8 {
		go func() {
			_, err := f.finish(t.Context(), answer)
			done <- err
		}()
	}
	well := 0
	for range 8 {
		switch err := <-done; {
		case err == nil:
			well++
		case reason(err) != openid.Stale:
			t.Error(err)
		}
	}
	if well != 1 {
		t.Errorf("%d went on", well)
	}
}

// Goal: a clock may be a minute from ours and no more. Method: move the portal's clock around the token's end and
// begin.
func TestTolerance(t *testing.T) {
	for _, test := range []struct {
		ahead time.Duration // of the portal's clock
		want  openid.Reason
	}{
		{5*time.Minute + 59*time.Second, ""}, {6 * time.Minute, openid.Invalid}, {-time.Minute, ""}, {-61 * time.Second, openid.Invalid},
	} {
		f := newFixture(t)
		answer := f.choose(t, f.begin(t, false), "e-1002", "")
		*f.at = f.at.Add(test.ahead)
		if _, err := f.finish(t.Context(), answer); reason(err) != test.want {
			t.Errorf("%s: %v", test.ahead, err)
		}
	}
}

// Goal: a login counts as proved anew only when the provider says so, or was asked for it and says nothing else.
// Method: logins of now and of an hour ago, with and without asking again, with and without auth_time.
func TestResumed(t *testing.T) {
	for _, test := range []struct {
		special string
		again   bool
		want    bool
	}{
		{"", false, false}, {"", true, false}, {provider.StillLogged, false, true}, {provider.StillLogged, true, true},
		{provider.Silent, false, true}, {provider.Silent, true, true},
	} {
		f := newFixture(t)
		got, err := f.finish(t.Context(), f.choose(t, f.begin(t, test.again), "e-1002", test.special))
		if err != nil || got.Resumed != test.want {
			t.Errorf("%q, asked again %t: %t, %v", test.special, test.again, got.Resumed, err)
		}
	}
}

// Goal: groups come from the claim that the Comune names, a list or one text; a mail address only when it is verified;
// a token without them names none. Method: the claims of the provider's people.
func TestGroupsOfAToken(t *testing.T) {
	for claim, want := range map[string][]string{
		"groups": {"Dipendenti", "Ufficio Scuola"}, "email": {"davide.marini@comune.vallechiara.example.it"}, "roles": nil,
	} {
		f := newFixture(t)
		f.us.Groups = claim
		got, err := f.finish(t.Context(), f.choose(t, f.begin(t, false), "e-1002", ""))
		if err != nil || !slices.Equal(got.Groups, want) {
			t.Errorf("%s: %q, %v", claim, got.Groups, err)
		}
	}
	f := newFixture(t)
	got, err := f.finish(t.Context(), f.choose(t, f.begin(t, false), "e-1002", provider.NoGroups))
	if err != nil || got.Groups != nil {
		t.Errorf("without groups: %q, %v", got.Groups, err)
	}
	f.us.Groups = "email"
	if _, err := f.finish(t.Context(), f.choose(t, f.begin(t, false), "e-1002", provider.Unverified)); reason(err) != openid.Invalid {
		t.Errorf("an address that is not verified: %v", err)
	}
	f.us.Groups = "auth_time"
	if _, err := f.finish(t.Context(), f.choose(t, f.begin(t, false), "e-1002", "")); reason(err) != openid.Invalid {
		t.Errorf("groups that are a number: %v", err)
	}
}

// Goal: a code that another client stole is worth nothing, nor is one without the client's secret. Method: another
// verifier's code, a wrong secret, another provider's answer.
func TestCodeIsBound(t *testing.T) {
	f := newFixture(t)
	stolen := f.choose(t, f.begin(t, false), "e-1002", "")
	mine := f.choose(t, f.begin(t, false), "e-1007", "")
	mine.Set("code", stolen.Get("code"))
	if _, err := f.finish(t.Context(), mine); reason(err) != openid.Invalid {
		t.Errorf("with another login's code: %v", err)
	}
	answer := f.choose(t, f.begin(t, false), "e-1002", "")
	f.us.ClientSecret = "another"
	if _, err := f.finish(t.Context(), answer); reason(err) != openid.Invalid {
		t.Errorf("with another secret: %v", err)
	}
	f.us.ClientSecret = secret
	answer = f.choose(t, f.begin(t, false), "e-1002", "")
	answer.Set("iss", "https://login.example.com")
	if _, err := f.finish(t.Context(), answer); reason(err) != openid.Invalid {
		t.Errorf("from another provider: %v", err)
	}
}

// Goal: a provider that is slow, endless, moved or not https keeps nobody waiting and is not believed. Method: each of
// them at the first question, and an endless list of keys at the last.
func TestProviderOutOfOrder(t *testing.T) {
	for name, spoil := range map[string]func(w http.ResponseWriter, r *http.Request){
		"slow": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"moved": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com/", http.StatusFound)
		},
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			for range 1 << 12 {
				if _, err := w.Write([]byte(strings.Repeat(" ", 1<<10))); err != nil {
					return
				}
			}
		},
		"another": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"issuer":"https://login.example.com"}`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.change = func(w http.ResponseWriter, r *http.Request) bool { spoil(w, r); return true }
			began := time.Now()
			_, err := f.logins.Begin(t.Context(), f.us, openid.Departure{Tenant: tenant, Browser: f.browser})
			if reason(err) != "away" || time.Since(began) > 5*time.Second {
				t.Errorf("%v after %s", err, time.Since(began))
			}
		})
	}
	f := newFixture(t)
	f.logins.PlainHTTP = false
	if _, err := f.logins.Begin(t.Context(), f.us, openid.Departure{Tenant: tenant, Browser: f.browser}); reason(err) != "away" {
		t.Errorf("over plain http: %v", err)
	}
	f.logins.PlainHTTP = true
	answer := f.choose(t, f.begin(t, false), "e-1002", "")
	f.change = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/keys" {
			return false
		}
		_, _ = w.Write([]byte(`{"keys":[` + strings.Repeat(" ", 2<<20) + `]}`))
		return true
	}
	if _, err := f.finish(t.Context(), answer); reason(err) != openid.Invalid {
		t.Errorf("endless keys: %v", err)
	}
}
