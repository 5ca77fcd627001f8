package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// testRouter is a small site: a page with a form, one with an error of each kind.
func testRouter(t testing.TB) (*web.Router, *web.Site) {
	t.Helper()
	pages, err := web.NewPages(fstest.MapFS{
		"pages/form.html": {Data: []byte(`{{define "main"}}<p>{{.Data}}</p><form method="post">{{template "form" .}}
<label for="importo">Importo</label>
<input id="importo" name="importo" value="{{.Form.Get "importo"}}" {{invalid . "importo"}}>
{{template "error" (fieldError . "importo")}}<button>Invia</button></form>{{end}}`)},
	}, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	site := webtest.Site(pages)
	router := site.Router()
	form := func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		return site.Render(w, r, visit, web.Page{
			Title: "Prova", Section: "ricariche", Template: "form", Data: "<b>Anna</b>",
		})
	}
	router.Public("GET /{$}", form)
	router.Parent("GET /ricariche", form)
	router.Parent("POST /ricariche", func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		values, err := web.Form(r, visit)
		if err != nil {
			return err
		}
		return site.Render(w, r, visit, web.Page{
			Title: "Prova", Template: "form", Status: http.StatusBadRequest, Form: values,
			Errors: []web.FieldError{{Field: "importo", Text: "Scrivi un importo."}},
		})
	})
	router.Public("GET /errore/{code}", func(_ http.ResponseWriter, r *http.Request, _ web.Visit) error {
		switch code := r.PathValue("code"); code {
		case "panic":
			panic("a bug")
		case "insieme":
			return beside.Together(func() error { return nil }, func() error { panic("a bug") })
		case "altro":
			return errors.New("the table is on fire")
		default:
			return problem.New(problem.Code(code), "Spiegazione per il genitore.")
		}
	})
	return router, site
}

// Goal: the layout is a complete, accessible page. Method: look for each landmark, once.
func TestLayout(t *testing.T) {
	router, _ := testRouter(t)
	page := webtest.Get(router, "/ricariche")
	page.Expect(t, 200, "Maria Bianchi", "Esci", "Comune di Vallechiara", "Regione Lombardia", "<b>Anna</b>")
	for part, times := range map[string]int{
		`<html lang="it">`: 1, "<h1>": 1, "<main ": 1, "<footer ": 1, "<title>Prova - Servizi scolastici - Comune": 1,
		`href="#contenuto"`: 1, `id="contenuto"`: 1, `aria-current="page">Ricariche`: 1, "<b>Anna</b>": 0,
		"&lt;b&gt;Anna": 1, `data-element="privacy-policy-link"`: 1, `data-element="legal-notes"`: 1,
		`data-element="accessibility-link"`: 1, `data-element="faq"`: 1, `data-element="report-inefficiency"`: 1,
		"<script>": 0, "style=": 0, " onclick": 0, `name="form_id"`: 1,
	} {
		if n := strings.Count(page.Body, part); n != times {
			t.Errorf("%d × %s, want %d", n, part, times)
		}
	}
}

// Goal: without a session a page leads to the login and back, a form says what happened.
// Method: no cookie, an unknown one.
func TestSessionNeeded(t *testing.T) {
	router, _ := testRouter(t)
	for _, cookie := range []string{"", "__Host-sessione=unknown"} {
		get := webtest.Request("GET", "/ricariche?anno=2026", nil)
		get.Header.Set("Cookie", cookie)
		answer := webtest.Do(router, get)
		if answer.Status != 303 || answer.Header.Get("Location") != "/accesso?torna_a=%2Fricariche%3Fanno%3D2026" {
			t.Errorf("GET: %d to %q", answer.Status, answer.Header.Get("Location"))
		}
		post := webtest.Request("POST", "/ricariche", map[string][]string{"importo": {"20"}})
		post.Header.Set("Cookie", cookie)
		post.Header.Set("Referer", "https://"+webtest.Host+"/ricariche?anno=2026")
		answer = webtest.Do(router, post)
		answer.Expect(t, 401, "La sessione è scaduta", "Accedi di nuovo")
		if !strings.Contains(answer.Body, "/accesso?torna_a=%2Fricariche%3Fanno%3D2026") {
			t.Error("the login does not come back to the form")
		}
	}
}

// Goal: an error page leads back to the form, also on a port of its own, and to no other host. Method: a form
// without its token, from several pages.
func TestBackToTheForm(t *testing.T) {
	router, _ := testRouter(t)
	for from, want := range map[string]string{
		"https://" + webtest.Host + "/ricariche?anno=2026":      `href="/ricariche?anno=2026"`,
		"https://" + webtest.Host + ":8443/ricariche?anno=2026": `href="/ricariche?anno=2026"`,
		"https://" + webtest.Host + "//altro.example.it/x":      `href="/riepilogo"`,
		"https://altro.example.it/ricariche":                    `href="/riepilogo"`,
		"":                                                      `href="/riepilogo"`,
	} {
		post := webtest.Request("POST", "/ricariche", map[string][]string{"importo": {"20"}})
		post.Header.Set("Referer", from)
		answer := webtest.Do(router, post)
		answer.Expect(t, 403, "Operazione non consentita")
		way := answer.Body[strings.Index(answer.Body, "<main"):]
		if !strings.Contains(way, `<a class="btn btn-primary" `+want) || strings.Contains(way, "altro.example.it") {
			t.Errorf("%s: no %s in %s", from, want, way)
		}
	}
}

// Goal: a session of another municipality is no session. Method: a second municipality on the same store.
func TestForeignSession(t *testing.T) {
	router, site := testRouter(t)
	other := webtest.Municipality()
	other.ID = "c_x001"
	site.Municipalities = byHost(func(string) (town, error) { return other, nil })
	if answer := webtest.Get(router, "/ricariche"); answer.Status != 303 {
		t.Errorf("status %d, want the login", answer.Status)
	}
}

// Goal: every error has its status and a page in Italian; causes stay inside. Method: each code.
func TestErrorPages(t *testing.T) {
	router, _ := testRouter(t)
	for code, want := range map[string]int{
		"invalid": 400, "forbidden": 403, "not_found": 404, "method": 405, "conflict": 409,
		"too_large": 413, "too_many": 429, "unavailable": 503, "internal": 500,
	} {
		webtest.Get(router, "/errore/"+code).Expect(t, want, "Spiegazione per il genitore.")
	}
	for _, hidden := range []string{"panic", "insieme", "altro"} {
		answer := webtest.Get(router, "/errore/"+hidden)
		answer.Expect(t, 500, "Si è verificato un problema", "comunica questo codice")
		if strings.Contains(answer.Body, "bug") || strings.Contains(answer.Body, "fire") {
			t.Error("the cause is shown")
		}
	}
}

// Goal: unknown paths, wrong methods and unknown hosts get a page. Method: one of each.
func TestWrongAddresses(t *testing.T) {
	router, _ := testRouter(t)
	webtest.Get(router, "/niente").Expect(t, 404, "Pagina non trovata", "Torna al Riepilogo")
	wrong := webtest.Do(router, webtest.Request("DELETE", "/ricariche", nil))
	wrong.Expect(t, 405, "Operazione non prevista")
	if allow := wrong.Header.Get("Allow"); allow != "GET, HEAD, POST" {
		t.Errorf("Allow: %q", allow)
	}
	stranger := webtest.Request("GET", "/", nil)
	stranger.Host = "evil.example"
	webtest.Do(router, stranger).Expect(t, 404, "Pagina non trovata")
	head := webtest.Do(router, webtest.Request("HEAD", "/", nil))
	if head.Status != 200 || head.Body != "" || head.Header.Get("Content-Length") == "" {
		t.Errorf("HEAD: %d, %d bytes", head.Status, len(head.Body))
	}
	port := webtest.Request("GET", "/", nil)
	port.Host = strings.ToUpper(webtest.Host) + ":8443"
	webtest.Do(router, port).Expect(t, 200, "Prova")
}
