package loginstart_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"serviziscolastici/infra/local/loginstart"
)

// Goal: a program that asks once gets the provider's address and the cookie for coming back, and a browser
// goes to the portal itself. Method: a portal that wants its cookie first.
func TestProgramsGetWhatBrowsersGet(t *testing.T) {
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "accesso", Value: "secret", Path: "/"})
		if cookie, err := r.Cookie("accesso"); err != nil || cookie.Value != "secret" {
			http.Redirect(w, r, "/accesso/spid?again=1&"+r.URL.RawQuery, http.StatusFound)
			return
		}
		http.Redirect(w, r, "https://idp.example.it/sso?"+r.URL.RawQuery, http.StatusFound)
	}))
	defer portal.Close()
	for accept, want := range map[string]string{
		"*/*":                   "https://idp.example.it/sso?again=1&idp=x",
		"text/html,application": portal.URL + "/accesso/spid?idp=x",
	} {
		request := httptest.NewRequest(http.MethodGet, "/accesso/spid?idp=x", nil)
		request.Header.Set("Accept", accept)
		answer := httptest.NewRecorder()
		loginstart.Server{Portal: portal.URL}.ServeHTTP(answer, request)
		if answer.Code != http.StatusFound || answer.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", accept, answer.Code, answer.Header().Get("Location"), want)
		}
		if cookies := answer.Result().Cookies(); accept == "*/*" && (len(cookies) != 1 || cookies[0].Value != "secret") {
			t.Errorf("cookies %v", cookies)
		}
	}
}
