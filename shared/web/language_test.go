package web_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// english is a request of a browser that has chosen English.
func english(method, path string) *http.Request {
	request := webtest.Request(method, path, nil)
	request.AddCookie(&http.Cookie{Name: "__Host-lingua", Value: "en"})
	return request
}

// languages is a site with one page, which has words of every kind, and the choice of languages.
func languages(t *testing.T) *web.Router {
	t.Helper()
	pages, err := web.NewPages(fstest.MapFS{"pages/credit.html": {Data: []byte(`{{define "main"}}
<p>Totale da pagare</p><p title="Azioni">{{badge "ok" "Pagato"}} {{plural 2 "avviso" "avvisi"}}, {{longDay .Today}}, {{weekday .Today}}</p>
<p lang="it">{{.Data}}</p>{{end}}`)}}, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	site := webtest.Site(pages)
	router := site.Router()
	router.Public("GET /conto", func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		return site.Render(w, r, visit, web.Page{
			Title: "Conto corrente virtuale", Template: "credit", Lead: "La ricarica più grande è di 5,00\u00a0€.",
			Data: "Totale da pagare", Crumbs: []web.Crumb{{Name: "Riepilogo", Path: "/riepilogo"}},
		})
	})
	router.Public("GET /lingua/{codice}", site.ChooseLanguage)
	return router
}

// Goal: one page is Italian until the reader asks for English, and then all of it is, but what others wrote.
// Method: the same page without the cookie, with it, with one of no language and with a browser's own preference.
func TestPageInTheLanguageOfTheReader(t *testing.T) {
	router := languages(t)
	italian := []string{"Conto corrente virtuale", "Totale da pagare", "Pagato 2 avvisi, 22 novembre 2026, domenica", "Esci"}
	for name, cookie := range map[string]string{"none": "", "no language": "xx", "a path": "../en", "italian": "it"} {
		request := webtest.Request(http.MethodGet, "/conto", nil)
		request.Header.Set("Accept-Language", "en")
		if cookie != "" {
			request.AddCookie(&http.Cookie{Name: "__Host-lingua", Value: cookie})
		}
		page := webtest.Do(router, request)
		page.Expect(t, http.StatusOK, italian...)
		if !strings.Contains(page.Body, `<html lang="it">`) || page.Header.Get("Content-Language") != "it" {
			t.Errorf("cookie %s: not Italian", name)
		}
	}
	page := webtest.Do(router, english(http.MethodGet, "/conto"))
	page.Expect(t, http.StatusOK, "Virtual account", "The largest top-up is 5,00 €.", "Total to pay",
		"Paid 2 notices, 22 November 2026, Sunday", "Log out", "Totale da pagare", "Italiano")
	for _, part := range []string{`<html lang="en">`, `title="Actions"`, `<title>Virtual account - School services`, `>Overview</a>`} {
		if !strings.Contains(page.Body, part) {
			t.Errorf("the English page lacks %s", part)
		}
	}
	if page.Header.Get("Content-Language") != "en" || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", page.Header)
	}
}

// Goal: an error is told in English too. Method: pages that are not there, with a session and without.
func TestErrorInEnglish(t *testing.T) {
	page := webtest.Do(languages(t), english(http.MethodGet, "/altro"))
	page.Expect(t, http.StatusNotFound, "Page not found",
		"The page that you are looking for is not there, or is not linked to your tax code.", "Back to the Overview")
}

// Goal: choosing a language keeps it for a year and leads back to the page, and nowhere else. Method: with the page in
// the browser's Referer or in the address, with those of other sites, with a language that is not there.
func TestChooseLanguage(t *testing.T) {
	router := languages(t)
	for name, c := range map[string]struct{ query, referer, back string }{
		"from a page":         {"", "https://" + webtest.Host + "/conto?figlio=A003", "/conto?figlio=A003"},
		"from the login":      {"", "https://" + webtest.Host + "/accesso?torna_a=%2Fconto", "/accesso?torna_a=%2Fconto"},
		"after a form":        {"?torna_a=%2Fricariche", "https://" + webtest.Host + "/ricariche/aggiungi", "/ricariche"},
		"from nowhere":        {"", "", "/"},
		"from another site":   {"", "https://evil.example/conto", "/"},
		"to another site":     {"?torna_a=https://evil.example/", "", web.Home},
		"to a host in a path": {"?torna_a=//evil.example/", "", web.Home},
	} {
		request := webtest.Request(http.MethodGet, "/lingua/en"+c.query, nil)
		if c.referer != "" {
			request.Header.Set("Referer", c.referer)
		}
		answer := webtest.Do(router, request)
		if answer.Status != http.StatusSeeOther || answer.Header.Get("Location") != c.back {
			t.Errorf("%s: %d to %q, want %q", name, answer.Status, answer.Header.Get("Location"), c.back)
		}
		if cookie := answer.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-lingua=en; Path=/; Max-Age=31536000;") ||
			!strings.Contains(cookie, "; Secure") {
			t.Errorf("%s: cookie %q", name, cookie)
		}
	}
	unknown := webtest.Do(router, webtest.Request(http.MethodGet, "/lingua/xx", nil))
	unknown.Expect(t, http.StatusNotFound)
	if unknown.Header.Get("Set-Cookie") != "" {
		t.Error("a language that is not there was kept")
	}
}

// Goal: the choice stands on every page in the words of who needs it, and after a form it leads to a page that can
// be opened. Method: the link of a page that was asked for, and of one that answers a form.
func TestLinkToTheOtherLanguage(t *testing.T) {
	if page := webtest.Get(languages(t), "/conto"); !strings.Contains(page.Body,
		`href="/lingua/en" lang="en" hreflang="en">English</a>`) {
		t.Error("the Italian page does not offer English")
	}
	router, _ := testRouter(t)
	request := webtest.Request(http.MethodPost, "/ricariche", map[string][]string{"csrf": {webtest.Visit().Token()}})
	request.Header.Set("Referer", "https://"+webtest.Host+"/conto?figlio=A003")
	if page := webtest.Do(router, request); !strings.Contains(page.Body, `href="/lingua/en?torna_a=%2fconto%3ffiglio%3dA003"`) {
		t.Errorf("after a form: %s", page.Body)
	}
}
