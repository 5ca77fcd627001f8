package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// ask sends an event with a path as API Gateway decodes it.
func ask(t *testing.T, h http.Handler, path string) events.APIGatewayV2HTTPResponse {
	t.Helper()
	event := events.APIGatewayV2HTTPRequest{RawPath: path, Headers: map[string]string{"host": webtest.Host}}
	event.RequestContext.HTTP.Method, event.RequestContext.DomainName = http.MethodGet, webtest.Host
	answer, err := lambdahost.Proxy(h)(t.Context(), event)
	if err != nil {
		t.Fatalf("%q: %v", path, err)
	}
	return answer
}

// Goal: a path is looked for as it is: what an address writes otherwise makes it neither another nor a bare
// error. Method: paths as API Gateway decodes them.
func TestPathsThatLookLikeAddresses(t *testing.T) {
	router, _ := testRouter(t)
	for path, status := range map[string]int{
		"/": 200, "/#x": 404, "/?x=1": 404, "/100%": 404, "/ricariche#x": 404, "/%zz": 404, "/a\xff": 404, "/a\r\nX: y": 404,
		"/ricariche%2F": 404, "/" + strings.Repeat("x", 3000): 404,
	} {
		answer := ask(t, router, path)
		if answer.StatusCode != status || !strings.Contains(answer.Body, "<!DOCTYPE html>") {
			t.Errorf("%.40q: %d %.80s", path, answer.StatusCode, answer.Body)
		}
	}
}

// Goal: no path gets anything but a page of ours or an address of ours. Method: fuzz the decoded path.
func FuzzPaths(f *testing.F) {
	for _, seed := range []string{"/", "/ricariche", "/ricariche/..", "//x.example/..", "/a#b?c%", "/%2e%2e/\\", "/a\xff", "", "*"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if strings.HasPrefix(path, "/errore/") {
			t.Skip("a page that fails on purpose")
		}
		router, _ := testRouter(t)
		answer := ask(t, router, path)
		switch answer.StatusCode {
		case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusSeeOther:
			to, err := url.Parse(answer.Headers["Location"])
			if err != nil || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(answer.Headers["Location"], "/") ||
				strings.HasPrefix(answer.Headers["Location"], "//") || strings.Contains(answer.Headers["Location"], "\\") {
				t.Errorf("%q leads to %q", path, answer.Headers["Location"])
			}
		case http.StatusOK, http.StatusNotFound, http.StatusMethodNotAllowed:
			if !strings.Contains(answer.Body, "<!DOCTYPE html>") {
				t.Errorf("%q: %d %.80s", path, answer.StatusCode, answer.Body)
			}
		default:
			t.Errorf("%q: %d", path, answer.StatusCode)
		}
	})
}

// Goal: the way back after a login never leaves the portal, whatever hides in the address and whoever decodes it
// next. Method: fuzz it, read it as a browser does.
func FuzzReturnPath(f *testing.F) {
	for _, seed := range []string{
		"/riepilogo?mese=2026-11", "//x.example", "/\\x.example", "/%2f/x.example", "/%5cx.example", "/a/..//x", "/\u202e", "/\xff",
		"https://x.example", "/?a=//x.example#b", "/.//x.example", "/\t/x.example",
		"/" + strings.Repeat("!", 400) + "\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		back := web.ReturnPath(text)
		base := &url.URL{Scheme: "https", Host: webtest.Host, Path: "/accesso"}
		to, err := base.Parse(back)
		if err != nil || to.Host != webtest.Host || to.Scheme != "https" || !strings.HasPrefix(back, "/") ||
			strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n\t") {
			t.Errorf("%q leads to %q, %v", text, back, err)
		}
		if again := web.ReturnPath(back); again != back {
			t.Errorf("%q leads to %q, then to %q", text, back, again)
		}
	})
}
