package visitor_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"serviziscolastici/infra/proof/e2e/visitor"
)

// shop is a small site: a page with everything that is read, and a form's end that shows what came.
func shop(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes", Path: "/"})
		_, _ = fmt.Fprint(w, `<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>Prova</title></head>
<body><h1>Prova &amp; <em>altro</em></h1><p>Costa 1,00&nbsp;€<br>in tutto</p>
<ul><li>uno<li>due</ul><noscript>senza script</noscript><script>if (1 < 2) document.write("<h1>no</h1>")</script>
<a href="/due?a=1&b=2">Avanti <b>così</b></a>
<form method="post" action="/fine"><input type="hidden" name="h" value="1">
<input type="radio" name="r" value="a"><input type="radio" name="r" value="b" checked>
<select name="s"><option value="x">X<option value="y" selected>Y</select><textarea name="t">già</textarea>
<button name="via" value="no">Annulla</button> <button>Vai</button></form></body></html>`)
	})
	mux.HandleFunc("POST /fine", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		_, err := r.Cookie("seen")
		_, _ = fmt.Fprint(w, r.PostForm.Encode(), " ", err == nil)
	})
	mux.HandleFunc("GET /due", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, r.URL.RawQuery)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// Goal: a page is read as a browser would. Method: one page with everything, also what XML would not be.
func TestRead(t *testing.T) {
	page := visitor.New(t, shop(t).URL).Open("/").Expect(200, "Prova & altro", "1,00 € in tutto", "uno due senza script Avanti")
	if page.Lang != "it" || !slices.Equal(page.Headings, []string{"Prova & altro"}) {
		t.Errorf("language %q, headings %q", page.Lang, page.Headings)
	}
	if !slices.Equal(page.Links, []visitor.Link{{Text: "Avanti così", Address: "/due?a=1&b=2"}}) {
		t.Errorf("links %v", page.Links)
	}
	if choices := page.Choices("r"); !slices.Equal(choices, []string{"a", "b"}) {
		t.Errorf("choices %v", choices)
	}
}

// Goal: links and buttons do what a browser does, with the page's cookies.
// Method: follow the link, press both buttons, once with another choice.
func TestPress(t *testing.T) {
	page := visitor.New(t, shop(t).URL).Open("/")
	if body := page.Follow("così").Body; body != "a=1&b=2" {
		t.Errorf("the link asks %q", body)
	}
	if body := page.Press("Vai", nil).Body; body != "h=1&r=b&s=y&t=gi%C3%A0 true" {
		t.Errorf("the button sends %q", body)
	}
	if body := page.Press("Annulla", url.Values{"r": {"a"}}).Body; body != "h=1&r=a&s=y&t=gi%C3%A0&via=no true" {
		t.Errorf("the other button sends %q", body)
	}
}
