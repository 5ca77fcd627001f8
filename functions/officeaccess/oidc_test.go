package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/oidc/provider"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// signIn goes through the provider as a person, and returns the answer of the way back.
func (f *fixture) signIn(start, subject, special string) webtest.Answer {
	f.t.Helper()
	away := f.get(start)
	away.Expect(f.t, http.StatusSeeOther)
	at, err := url.Parse(away.Header.Get("Location"))
	if err != nil || at.Path != "/authorize" {
		f.t.Fatalf("leaves for %s", away.Header.Get("Location"))
	}
	form := url.Values{"query": {at.RawQuery}, "person": {subject}, "special": {special}}
	request := httptest.NewRequestWithContext(f.t.Context(), http.MethodPost, "/login", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	recorder := httptest.NewRecorder()
	f.op.ServeHTTP(recorder, request)
	back := strings.TrimPrefix(recorder.Header().Get("Location"), "https://"+webtest.Host)
	answer := f.get(back, cookie(away, "__Secure-ufficio-oidc"))
	if c := cookie(answer, "__Secure-ufficio"); c != nil {
		f.token = c.Value
	}
	return answer
}

// Goal: an employee comes in with the Comune's account, with the roles of the groups, which are kept and noted, and
// lands on the page that was asked for. Method: the login page, the provider, the way back.
func TestSignInWithTheComune(t *testing.T) {
	f := newFixture(t)
	f.get("/ufficio/accesso").Expect(t, http.StatusOK, "Entra con SPID, CIE o CNS")
	f.get("/ufficio/oidc").Expect(t, http.StatusNotFound)
	f.connect()
	f.get("/ufficio/accesso?torna_a=%2Fufficio%2Foperatori").Expect(t, http.StatusOK, "Entra con l’account del Comune")
	answer := f.signIn("/ufficio/oidc?torna_a=%2Fufficio%2Foperatori", "e-1001", "")
	answer.Expect(t, http.StatusSeeOther)
	if answer.Header.Get("Location") != "/ufficio/operatori" {
		t.Errorf("lands at %s", answer.Header.Get("Location"))
	}
	f.get("/ufficio/operatori").Expect(t, http.StatusOK, "Colombo Anna", "(dai gruppi del Comune)", "Anna Colombo")
	id := office.ProviderID(f.town.OIDC.Issuer, "e-1001")
	f.get("/ufficio/operatori/"+id).Expect(t, http.StatusOK, "l’account del Comune", "si cambiano lì")
	f.post("/ufficio/operatori/"+id, url.Values{"versione": {"1"}, "ruolo": {"ufficio"}}).Expect(t, http.StatusBadRequest, "vengono dai gruppi")
	o := f.stored(id)
	if o.Summary() != "amministratore" || o.FiscalCode != "" || o.LastLogin.IsZero() {
		t.Errorf("%+v", o)
	}
	open, _, err := f.store.Enter(t.Context(), webtest.Tenant, f.token)
	if err != nil || open.Method != "oidc" || len(open.Assertion) != 32 || open.Resumed {
		t.Errorf("%+v, %v", open, err)
	}
	deeds := f.deeds()
	if len(deeds) != 2 || string(deeds[0].Action)+", "+deeds[0].Object+", "+deeds[0].After != "Accesso, account del Comune, password, più fattori" ||
		deeds[0].Proof != "acr=1 pwd mfa" ||
		deeds[1].Action != "Ruoli presi dai gruppi" || deeds[1].After != "amministratore" || deeds[1].Operator != id || deeds[1].Colleague != id {
		t.Errorf("%+v", deeds)
	}
	f.signIn("/ufficio/oidc", "e-1001", "").Expect(t, http.StatusSeeOther)
	if again := f.deeds(); len(again) != 3 || f.stored(id).Version != 1 {
		t.Errorf("the second login: %+v", again)
	}
}

// Goal: whoever is in no group of the office reads so and has no session; whoever leaves the group has no roles from the
// next login on, and the session that was open ends; whoever comes back has them again. Method: the provider's groups.
func TestGroupsComeAndGo(t *testing.T) {
	f := newFixture(t)
	f.connect()
	for _, special := range []string{"", provider.NoGroups} {
		answer := f.signIn("/ufficio/oidc", "e-1007", special)
		answer.Expect(t, http.StatusForbidden, "Paolo, il sistema di accesso del Comune ti ha riconosciuto", "nessuno dei gruppi")
		if f.token != "" || len(f.deeds()) != 0 {
			t.Fatal("a stranger has a session or a record")
		}
	}
	f.signIn("/ufficio/oidc", "e-1002", "").Expect(t, http.StatusSeeOther)
	open, id := f.token, office.ProviderID(f.town.OIDC.Issuer, "e-1002")
	f.get("/ufficio/dispositivi").Expect(t, http.StatusOK)
	f.op.SetGroups("e-1002", "Dipendenti")
	f.token = ""
	f.signIn("/ufficio/oidc", "e-1002", "").Expect(t, http.StatusForbidden, "nessuno dei gruppi")
	if o := f.stored(id); len(o.Roles) != 0 || f.deeds()[0].Before != "ufficio" {
		t.Errorf("%+v, %+v", o, f.deeds()[0])
	}
	f.token = open
	f.get("/ufficio/dispositivi").Expect(t, http.StatusUnauthorized, "Non risulti più tra gli operatori")
	f.op.SetGroups("e-1002", "SS-Primaria", "Ufficio Scuola")
	f.signIn("/ufficio/oidc", "e-1002", "").Expect(t, http.StatusSeeOther)
	if o := f.stored(id); o.Summary() != "scuola ufficio PRI" {
		t.Errorf("%s", o.Summary())
	}
}

// Goal: an operator of the provider whom an administrator removed stays out, whatever the groups say. Method: remove one.
func TestRemovedOfTheProvider(t *testing.T) {
	f := newFixture(t)
	f.connect()
	f.signIn("/ufficio/oidc", "e-1002", "").Expect(t, http.StatusSeeOther)
	id := office.ProviderID(f.town.OIDC.Issuer, "e-1002")
	f.hire("admin", office.Administrator)
	f.login("admin")
	f.post("/ufficio/operatori/"+id+"/togli", url.Values{"versione": {"1"}}).Expect(t, http.StatusSeeOther)
	f.signIn("/ufficio/oidc", "e-1002", "").Expect(t, http.StatusForbidden, "ti ha tolto dagli operatori")
}

// Goal: each refusal has its page, none opens a session, and the old one of the browser stays. Method: the answers that
// a client has to refuse.
func TestRefusedSignIn(t *testing.T) {
	f := newFixture(t)
	f.connect()
	f.signIn("/ufficio/oidc", "e-1002", "").Expect(t, http.StatusSeeOther)
	before, records := f.token, len(f.deeds())
	for special, says := range map[string]string{
		provider.OldKey: "non è valida", provider.OtherClient: "non è valida", provider.OtherNonce: "non è valida",
		provider.OverToken: "non è valida", provider.Unsigned: "non è valida", provider.OtherIssuer: "non è valida",
		provider.SpentState: "è già stato usato", provider.Cancelled: "Hai annullato l'accesso",
	} {
		f.signIn("/ufficio/oidc", "e-1001", special).Expect(t, http.StatusForbidden, "Accesso non riuscito", says)
		if f.token != before || len(f.deeds()) != records {
			t.Errorf("%s: a session or a record", special)
		}
	}
	f.signIn("/ufficio/oidc", "e-1001", provider.BrokenAnswer).Expect(t, http.StatusServiceUnavailable, "non risponde")
	f.get("/ufficio/oidc/ritorno?state=x&code=y").Expect(t, http.StatusForbidden, "Riparti dall'inizio")
	f.get("/ufficio/dispositivi").Expect(t, http.StatusOK)
}

// Goal: a login that the provider gave without asking opens the office, but no page that wants a fresh one; asked again
// it does. Method: a login of an hour ago, then one with a question.
func TestResumedIsNotFresh(t *testing.T) {
	f := newFixture(t)
	f.connect()
	f.signIn("/ufficio/oidc", "e-1001", provider.StillLogged).Expect(t, http.StatusSeeOther)
	f.get("/ufficio/operatori").Expect(t, http.StatusOK)
	f.get("/ufficio/operatori/nuovo").Expect(t, http.StatusSeeOther)
	old := f.token
	f.signIn("/ufficio/oidc?torna_a=%2Fufficio%2Foperatori%2Fnuovo", "e-1001", "").Expect(t, http.StatusSeeOther)
	f.get("/ufficio/operatori/nuovo").Expect(t, http.StatusOK)
	f.token = old
	f.get("/ufficio/operatori").Expect(t, http.StatusSeeOther) // whoever came in again has one session
}

// Goal: a login stays with the browser that began it, and lasts a quarter of an hour. Method: another cookie, a late one.
func TestSignInIsBoundToTheBrowser(t *testing.T) {
	f := newFixture(t)
	f.connect()
	away := f.get("/ufficio/oidc")
	c := cookie(away, "__Secure-ufficio-oidc")
	if c == nil || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/ufficio/oidc" || c.MaxAge != 900 {
		t.Fatalf("%+v", c)
	}
	if again := cookie(f.get("/ufficio/oidc", c), "__Secure-ufficio-oidc"); again.Value != c.Value {
		t.Error("a second tab has another secret")
	}
	at, err := url.Parse(away.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	back := "/ufficio/oidc/ritorno?code=x&state=" + at.Query().Get("state")
	f.get(back, &http.Cookie{Name: c.Name, Value: strings.Repeat("A", 43)}).Expect(t, http.StatusForbidden, "in un altro browser")
	f.get(back, c).Expect(t, http.StatusForbidden, "Riparti dall'inizio")
	f.at = f.at.Add(time.Hour)
}
