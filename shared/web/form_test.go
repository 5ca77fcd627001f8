package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a form needs its session's token, the right type and a modest size. Method: break each in turn.
func TestFormRefusals(t *testing.T) {
	router, _ := testRouter(t)
	good := webtest.Visit().Token()
	for name, one := range map[string]struct {
		token  string
		change func(*http.Request)
		status int
	}{
		"good":          {good, func(*http.Request) {}, 400}, // The test page answers with a field error.
		"no token":      {"", func(*http.Request) {}, 403},
		"raw token":     {webtest.Session().CSRF, func(*http.Request) {}, 403},
		"other token":   {strings.Repeat("ab", 64), func(*http.Request) {}, 403},
		"foreign site":  {good, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		"foreign site²": {good, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		"JSON":          {good, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 400},
		"huge":          {good + strings.Repeat("x", 65<<10), func(*http.Request) {}, 413},
	} {
		request := webtest.Request("POST", "/ricariche", url.Values{"csrf": {one.token}, "importo": {`"><b>20`}})
		one.change(request)
		answer := webtest.Do(router, request)
		if answer.Status != one.status {
			t.Errorf("%s: status %d, want %d", name, answer.Status, one.status)
		}
		if fields := strings.Contains(answer.Body, `href="#importo"`); fields != (name == "good") {
			t.Errorf("%s: reached the handler: %v", name, fields)
		}
	}
}

// Goal: bytes that are no text and characters that nobody sees do not pass a form, whatever decodes them
// later, and what people write does. Method: texts in a field, in the name of one.
func TestFormTextThatNobodyCanRead(t *testing.T) {
	router, _ := testRouter(t)
	for text, refused := range map[string]bool{
		"Nicol\xf2": true, "\xc3": true, "a\ufffd": true, "Rossi\u202eoiraM": true, "a\u200bb": true, "\u2066x\u2069": true,
		"a\x00b": true, "\x1b[31m": true, "so\u00adft": true, "\ufeff20": true, "a\u2028b": true,
		"Perché l’età è sbagliata:\r\n\t«8 anni»": false, "grazie 👩‍👧 ❤️": false, "Đorđe 李 محمد": false, "": false,
	} {
		for _, form := range []url.Values{{"importo": {text}}, {"importo": {"20", text}}, {"importo": {"20"}, text: {"x"}}} {
			answer := webtest.Post(router, "/ricariche", form)
			if told := strings.Contains(answer.Body, "non si vede"); told != refused || answer.Status != 400 {
				t.Errorf("%q: status %d, refused %v, want %v", form, answer.Status, told, refused)
			}
		}
	}
}

// Goal: a wrong field is named on top, beside the field, and keeps what was typed, escaped. Method:
// read the HTML.
func TestFieldErrors(t *testing.T) {
	router, _ := testRouter(t)
	answer := webtest.Post(router, "/ricariche", url.Values{"importo": {`"><b>20`}})
	answer.Expect(t, 400, "Controlla questi dati", "Errore: Scrivi un importo.")
	for _, part := range []string{
		`<title>Errore: Prova`, `aria-describedby="importo-errore" aria-invalid="true"`, `id="importo-errore"`,
		`value="&#34;&gt;&lt;b&gt;20"`,
	} {
		if !strings.Contains(answer.Body, part) {
			t.Errorf("no %s", part)
		}
	}
}

// Goal: a token never appears twice in the same form, so that compression tells nothing. Method: two calls.
func TestTokenIsMasked(t *testing.T) {
	visit := webtest.Visit()
	first, second := visit.Token(), visit.Token()
	if first == second || strings.Contains(first, visit.Session.CSRF) {
		t.Error("the token is not masked")
	}
}

// Goal: form keys have one shape. Method: good and bad ones.
func TestFormKey(t *testing.T) {
	if key, err := web.FormKey(url.Values{"form_id": {strings.Repeat("0f", 16)}}); err != nil || len(key) != 32 {
		t.Errorf("%q, %v", key, err)
	}
	for _, bad := range []string{"", "x", strings.Repeat("0F", 16), strings.Repeat("0f", 17)} {
		if _, err := web.FormKey(url.Values{"form_id": {bad}}); !problem.Is(err, problem.Forbidden) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Goal: after the login nobody is sent to another site. Method: addresses that browsers misread.
func TestReturnPath(t *testing.T) {
	for text, want := range map[string]string{
		"/conto?figlio=1&dal=2026-09-01": "/conto?figlio=1&dal=2026-09-01",
		"/pagamenti/esito/abc":           "/pagamenti/esito/abc",
		"":                               web.Home, "conto": web.Home, "//evil.example": web.Home, `/\evil.example`: web.Home,
		"https://evil.example/": web.Home, "/%2F/evil.example": web.Home, "/ok\r\nSet-Cookie: a": web.Home,
		"/\tevil":            web.Home,
		"/accesso?torna_a=/": web.Home, "/esci": web.Home, "/" + strings.Repeat("a", 600): web.Home,
	} {
		if got := web.ReturnPath(text); got != want {
			t.Errorf("ReturnPath(%q) = %q, want %q", text, got, want)
		}
	}
}
