package e2e_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/infra/local/simulators/oidc/provider"
	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/e2e/visitor"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
)

// greco has no children here, and is whom the template names as first administrator.
const greco = "GRCLNE88T42L219E"

// enterOffice lets somebody in at a page of the office with SPID.
func enterOffice(t *testing.T, fiscalCode, page string) (*visitor.Visitor, visitor.Page) {
	t.Helper()
	v := guest(t)
	return v, identify(v.Open(page).Expect(200, "Accesso dell'ufficio").Follow("Entra con SPID, CIE o CNS"), fiscalCode)
}

// signIn goes through the Comune's own provider as a person, with an answer of the provider's page.
func signIn(t *testing.T, v *visitor.Visitor, page, subject, special string) visitor.Page {
	t.Helper()
	asked := v.Open(page).Expect(200).Follow("Entra con l’account del Comune").Expect(200, "Account del Comune", subject)
	return asked.Press(subject, url.Values{"special": {special}})
}

// deedsOf are the records of an operator, the newest first.
func deedsOf(t *testing.T, name string) []office.Record {
	t.Helper()
	log := office.Log{Table: portal.Table("AuditTable"), Clock: stack.Now}
	all, _, err := log.Month(t.Context(), tenant, calendar.DayOf(stack.Now()).Month(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(r office.Record) bool { return r.Name != name })
}

// Goal: whom the template names comes in as administrator, adds a parent as operator, and removes them again while they
// are at work; the parent stays a parent all the while. Method: three browsers over the wire.
func TestFirstAdministratorAndAParentAtWork(t *testing.T) {
	p := logIn(t, verdi)
	_, refused := enterOffice(t, verdi, "/ufficio/dispositivi")
	refused.Expect(403, "Non risulti tra gli operatori")
	admin, desk := enterOffice(t, greco, "/ufficio/operatori")
	desk.Expect(200, "Operatori", "Greco Elena", "amministratore")
	form := desk.Follow("Aggiungi un operatore").Expect(200, "Nuovo operatore")
	list := form.Press("Aggiungi", url.Values{
		"codice_fiscale": {verdi}, "cognome": {"Verdi"}, "nome": {"Francesca"}, "ruolo": {"ufficio"},
	}).Expect(200, "Operatore aggiunto", "Verdi Francesca")
	worker, devices := enterOffice(t, verdi, "/ufficio/dispositivi")
	devices.Expect(200, "Dispositivi delle scuole")
	worker.Open("/ufficio/operatori").Expect(403, "Il tuo ruolo non apre questa pagina")
	if p.Open("/riepilogo").Expect(200); len(p.Cookies()) == 0 {
		t.Error("the parent's session has gone")
	}
	list.Follow("Verdi Francesca").Expect(200, verdi).Follow("Togli questo operatore").Expect(200).Press("Togli", nil).
		Expect(200, "Operatore tolto")
	devices.Press("Crea il link", url.Values{"scuola": {"PRI"}, "nome": {"di nascosto"}}).
		Expect(401, "Non risulti più tra gli operatori", "non abbiamo registrato nulla")
	p.Open("/riepilogo").Expect(200)
	if got := len(deedsOf(t, "Elena Greco")); got != 4 { // first, login, added, removed
		t.Errorf("%d records", got)
	}
	admin.Open("/ufficio/operatori").Press("Esci", nil).Expect(200, "Sei uscito")
	admin.Open("/ufficio/operatori").Expect(200, "Accesso dell'ufficio")
}

// Goal: the demo's tablet opens today's sheets and nothing else, and its key is in no log. Method: the link of
// stack.json, then pages that are not the tablet's.
func TestDemoTablet(t *testing.T) {
	v := guest(t)
	opened := v.Open(portal.Demo.TabletURL)
	if opened.URL.Path != "/ufficio/presenze" || strings.Contains(opened.URL.String(), "chiave") {
		t.Errorf("lands at %s", opened.URL)
	}
	v.Open("/ufficio/dispositivi").Expect(403, "Questa pagina non si apre da un tablet")
	v.Open("/ufficio").Expect(403)
	guest(t).Open(portal.Demo.TabletURL[:len(portal.Demo.TabletURL)-1]).Expect(404, "Il link non vale")
	_, key, _ := strings.Cut(portal.Demo.TabletURL, "chiave=")
	logs, err := filepath.Glob(filepath.Join(portal.Logs, "*.log"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("%v, %v", logs, err)
	}
	for _, name := range logs {
		written, err := os.ReadFile(name)
		if err != nil || strings.Contains(string(written), key) {
			t.Errorf("%s has the key, %v", name, err)
		}
	}
}

// Goal: employees come in with the Comune's account over the wire, and none of the answers that the portal has to refuse
// lets anybody in. Method: the provider's page, each of its answers.
func TestComunesAccount(t *testing.T) {
	const clerk = "Davide Marini"
	v := guest(t)
	if page := signIn(t, v, "/ufficio/dispositivi", clerk, ""); page.URL.Path != "/ufficio/dispositivi" {
		t.Errorf("lands at %s", page.URL)
	}
	v.Open("/ufficio/operatori").Expect(403)
	for special, says := range map[string]string{
		provider.OldKey: "non è valida", provider.OtherClient: "non è valida", provider.OtherNonce: "non è valida",
		provider.OverToken: "non è valida", provider.Unsigned: "non è valida", provider.OtherIssuer: "non è valida",
		provider.NoToken: "non è valida", provider.EarlyToken: "non è valida", provider.SpentState: "è già stato usato",
		provider.Cancelled: "Hai annullato l'accesso", provider.NoGroups: "nessuno dei gruppi",
	} {
		stranger := guest(t)
		refused := signIn(t, stranger, "/ufficio/operatori", "Anna Colombo", special).Expect(403, says)
		if strings.Contains(refused.Text, "Esci") {
			t.Errorf("%s: somebody is in", special)
		}
		stranger.Open("/ufficio/operatori").Expect(200, "Accesso dell'ufficio")
	}
	signIn(t, guest(t), "/ufficio", "Paolo Serra", "").Expect(403, "nessuno dei gruppi")
	noted := func(r office.Record) bool {
		return r.Action == "Accesso" && r.Object == "account del Comune" && r.After == "password, più fattori" && r.Proof == "acr=1 pwd mfa"
	}
	if got := deedsOf(t, clerk); len(got) != 2 || !slices.ContainsFunc(got, noted) {
		t.Errorf("%+v", got)
	}

	admin := guest(t)
	signIn(t, admin, "/ufficio/operatori", "Anna Colombo", provider.StillLogged).Expect(200, "Marini Davide")
	again := admin.Open("/ufficio/operatori/nuovo").Expect(200, "Serve un accesso recente").Follow("Entra con l’account del Comune").
		Expect(200, "dimostrare di nuovo chi sei").Press("Anna Colombo", nil)
	again.Expect(200, "Nuovo operatore")
}

// Goal: an administrator manages operators and tablets in a real browser, at a desk and on a phone, with and without
// JavaScript, and an employee comes in with the Comune's account. Method: browser/operators.mjs drives Chromium.
func TestOperatorsInBrowser(t *testing.T) {
	drive(t, "operators.mjs", map[string]string{"administrator": operatorOf(t, "amministratore")})
}

var deviceID = regexp.MustCompile(`/ufficio/dispositivi/([0-9a-f]{64})/revoca`)

// Goal: an operator at the address of another Comune has nothing there, however the cookie comes. Method: the session of
// one at the other's host, over the wire.
func TestOperatorElsewhere(t *testing.T) {
	openFixture(t, "7") // makes the other municipality
	v, _ := enterOffice(t, operatorOf(t, "ufficio"), "/ufficio/dispositivi")
	page := v.Open("/ufficio/dispositivi").Expect(200)
	var cookie *http.Cookie
	for _, c := range v.CookiesAt("/ufficio") {
		if c.Name == "ufficio" {
			cookie = c
		}
	}
	if cookie == nil || deviceID.FindString(page.Body) == "" {
		t.Fatalf("no session (%v), or no device of the demo: %s", v.CookiesAt("/ufficio"), page.Body)
	}
	for _, path := range []string{"/ufficio/dispositivi", "/ufficio"} {
		got := caller{cookie: cookie, host: elsewhere}.ask(t, http.MethodGet, path)
		if got.outcome() != "login" {
			t.Errorf("%s there: %d", path, got.status)
		}
	}
}

// operatorOf is the fiscal code of the demo's operator with a role.
func operatorOf(t *testing.T, role string) string {
	t.Helper()
	for _, o := range portal.Demo.Operators {
		if slices.Contains(o.Roles, role) {
			return o.FiscalCode
		}
	}
	t.Fatalf("the demo has no operator with the role %s", role)
	return ""
}
