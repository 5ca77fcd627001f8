package main

import (
	"bytes"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web/webtest"
)

var shownLink = regexp.MustCompile(`<code class="indirizzo">https://` + webtest.Host + `(/ufficio/tablet\?chiave=[^<]+)</code>`)

// makeLink makes the link of a tablet and returns its path and query.
func (f *fixture) makeLink(form string) string {
	f.t.Helper()
	answer := f.post("/ufficio/dispositivi", url.Values{"scuola": {"PRI"}, "nome": {"portineria"}, "form_id": {strings.Repeat(form, 16)}})
	answer.Expect(f.t, http.StatusOK, "Inquadra questo codice", "Primaria Bosco Verde", "Si vede solo adesso")
	found := shownLink.FindStringSubmatch(answer.Body)
	if found == nil || !strings.Contains(answer.Body, "<svg ") {
		f.t.Fatalf("no link in %s", answer.Body)
	}
	return html.UnescapeString(found[1])
}

// Goal: the office makes a tablet's link, shown once; the tablet opens with it and nothing else does; the list says
// when it was used; a revocation ends the session at once. Method: the forms, and a browser that knows nobody.
func TestTablet(t *testing.T) {
	f := newFixture(t)
	f.hire("clerk", office.Clerk)
	f.login("clerk")
	clerk := f.token
	link := f.makeLink("0a")
	f.post("/ufficio/dispositivi", url.Values{"scuola": {"PRI"}, "nome": {"portineria"}, "form_id": {strings.Repeat("0a", 16)}}).
		Expect(t, http.StatusConflict, "è già stato creato")
	if file := f.get("/ufficio/dispositivi/elenco.csv"); !strings.Contains(file.Body, "Primaria Bosco Verde;portineria;") {
		t.Errorf("file:\n%s", file.Body)
	}
	f.get("/ufficio/dispositivi").Expect(t, http.StatusOK, "portineria", "Primaria Bosco Verde", "non ancora", "Giulia clerk")

	f.token = ""
	var logged bytes.Buffer
	f.Site.Log = slog.New(slog.NewJSONHandler(&logged, nil))
	opened := f.get(link)
	opened.Expect(t, http.StatusSeeOther)
	c := cookie(opened, "__Secure-ufficio")
	if c == nil || !c.Secure || !c.HttpOnly || c.Path != "/ufficio" || opened.Header.Get("Location") != "/ufficio/presenze" {
		t.Fatalf("%+v, %v", c, opened.Header)
	}
	if _, key, _ := strings.Cut(link, "="); strings.Contains(logged.String(), key) || !strings.Contains(logged.String(), "GET /ufficio/tablet") {
		t.Errorf("the log has %s", logged.String())
	}
	f.token = c.Value
	for _, path := range []string{"/ufficio/dispositivi", "/ufficio/operatori", "/ufficio/operatori/elenco.csv"} {
		f.get(path).Expect(t, http.StatusForbidden, "Questa pagina non si apre da un tablet")
	}
	if page := f.get("/ufficio/dispositivi"); !strings.Contains(page.Body, `href="/ufficio/presenze">Torna alla pagina iniziale</a>`) {
		t.Errorf("a tablet has no way back: %s", page.Text())
	}
	tablet := f.token
	f.token = clerk
	list := f.get("/ufficio/dispositivi")
	list.Expect(t, http.StatusOK, "22/11/2026, 18:00", "serve un accesso di meno di 10 minuti")
	id := regexp.MustCompile(`/ufficio/dispositivi/([0-9a-f]{64})/revoca`).FindStringSubmatch(list.Body)
	if id == nil || strings.Contains(link, id[1]) {
		t.Fatalf("no link to revoke: %s", list.Body)
	}
	f.get("/ufficio/dispositivi/"+id[1]+"/revoca").Expect(t, http.StatusOK, "Revocare portineria?")
	f.post("/ufficio/dispositivi/"+id[1]+"/revoca", nil).Expect(t, http.StatusSeeOther)
	f.get("/ufficio/dispositivi").Expect(t, http.StatusOK, "Nessun dispositivo")
	f.token = tablet
	f.get("/ufficio/dispositivi").Expect(t, http.StatusUnauthorized, "Questo dispositivo non è più abilitato")
	f.do(http.MethodPost, "/ufficio/esci", url.Values{}, nil).Expect(t, http.StatusUnauthorized, "Questo dispositivo non è più abilitato")
	f.token = ""
	f.get(link).Expect(t, http.StatusNotFound, "Il link non vale", "Chiedi all'ufficio un nuovo link")
	var actions []string
	for _, deed := range f.deeds() {
		actions = append(actions, string(deed.Action)+" "+deed.Object)
	}
	want := "Dispositivo revocato scuola PRI, Accesso tablet, scuola PRI, Esportazione dispositivi.csv, " +
		"Dispositivo abilitato scuola PRI"
	if got := strings.Join(actions, ", "); got != want {
		t.Errorf("the log has %s", got)
	}
}

// Goal: a link that is over, cut off or invented opens nothing and says what to do. Method: each of them.
func TestLinksThatDoNotOpen(t *testing.T) {
	f := newFixture(t)
	f.hire("clerk", office.Clerk)
	f.login("clerk")
	link := f.makeLink("0b")
	f.token, f.at = "", f.at.Add(12*time.Hour)
	for _, path := range []string{
		link, link[:len(link)-1], "/ufficio/tablet", "/ufficio/tablet?chiave=" + string(session.NewSecret()),
		"/ufficio/tablet?chiave=" + strings.Repeat("%00", 43),
	} {
		answer := f.get(path)
		answer.Expect(t, http.StatusNotFound, "Il link non vale", "Ufficio Scuola")
		if cookie(answer, "__Secure-ufficio") != nil {
			t.Errorf("%s opens a session", path)
		}
	}
	if len(f.deeds()) != 1 {
		t.Errorf("%+v", f.deeds())
	}
}

// Goal: a form for a tablet without a school or a name says so. Method: each of them.
func TestDeviceFormsAreChecked(t *testing.T) {
	f := newFixture(t)
	f.hire("clerk", office.Clerk)
	f.login("clerk")
	f.post("/ufficio/dispositivi", url.Values{"scuola": {"XXX"}, "nome": {"x"}}).Expect(t, http.StatusUnprocessableEntity, "Scegli la scuola")
	f.post("/ufficio/dispositivi", url.Values{"scuola": {"PRI"}, "nome": {" "}}).Expect(t, http.StatusUnprocessableEntity, "Dai un nome al tablet")
	if list, err := f.store.Devices(t.Context(), webtest.Tenant); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// Goal: a technician makes a link without a page, which is noted, and mistakes are told. Method: a good order, one for a
// school that is not there, one without a name.
func TestDesk(t *testing.T) {
	f := newFixture(t)
	desk := Desk{Handler: f.Handler, Municipalities: towns{f}}
	link, err := desk.Answer(t.Context(), Order{Municipality: webtest.Tenant, School: "SEC", Name: "tablet"})
	if err != nil || !link.Expires.Equal(f.at.Add(12*time.Hour)) {
		t.Fatalf("%+v, %v", link, err)
	}
	f.get(strings.TrimPrefix(link.URL, "https://"+webtest.Host)).Expect(t, http.StatusSeeOther)
	if deeds := f.deeds(); len(deeds) != 2 || deeds[1].Operator != "tecnico" || deeds[1].Object != "scuola SEC" {
		t.Errorf("%+v", deeds)
	}
	for _, order := range []Order{{Municipality: webtest.Tenant, School: "XXX", Name: "t"}, {Municipality: webtest.Tenant, School: "SEC"}} {
		if _, err := desk.Answer(t.Context(), order); !problem.Is(err, problem.Invalid) {
			t.Errorf("%+v: %v", order, err)
		}
	}
}
