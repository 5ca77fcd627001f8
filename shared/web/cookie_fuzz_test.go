package web_test

import (
	"net/http"
	"testing"

	"serviziscolastici/shared/web/webtest"
)

// T20. Goal: no cookie opens a session but the parent's own, and none breaks a page. Method: fuzz the
// header of the request.
func FuzzCookie(f *testing.F) {
	for _, seed := range []string{
		"", "__Host-sessione=", "__Host-sessione=unknown", "__Host-sessione=a; __Host-sessione=b", "=;=;", "\x00",
		"sessione=" + webtest.Token, "__Host-sessione=\"" + webtest.Token, "__host-sessione=" + webtest.Token,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		router, _ := testRouter(t)
		request := webtest.Request("GET", "/ricariche", nil)
		request.Header.Set("Cookie", header)
		answer := webtest.Do(router, request)
		opened := answer.Status == http.StatusOK
		own := false
		for _, cookie := range request.Cookies() {
			own = own || cookie.Name == "__Host-sessione" && cookie.Value == webtest.Token
		}
		if opened && !own || answer.Status >= http.StatusInternalServerError {
			t.Errorf("cookie %q: status %d", header, answer.Status)
		}
	})
}
