package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a form whose session has ended does nothing, and comes back after the login with the fields that
// may be kept and no other. Method: send it without a session, then with one.
func TestFormOutlivesItsSession(t *testing.T) {
	pages, err := web.NewPages(nil)
	if err != nil {
		t.Fatal(err)
	}
	reached := 0
	router := webtest.Site(pages).Router()
	router.Form("POST /prova", web.Resume{Path: "/prova", Fields: []string{"importo"}},
		func(http.ResponseWriter, *http.Request, web.Visit) error {
			reached++
			return nil
		})
	send := func(form url.Values, token string) webtest.Answer {
		request := webtest.Request("POST", "/prova", form)
		request.Header.Set("Cookie", "__Host-sessione="+token)
		return webtest.Do(router, request)
	}
	over := send(url.Values{"importo": {"20,50"}, "codice": {"SEGRETO"}, "csrf": {"old"}}, "expired")
	over.Expect(t, http.StatusUnauthorized, "La sessione è scaduta", "ritrovi la pagina")
	kept := `/accesso?torna_a=` + url.QueryEscape("/prova?esito=ripresa&importo=20%2C50")
	if !strings.Contains(over.Body, `href="`+kept+`"`) || strings.Contains(over.Body, "SEGRETO") {
		t.Errorf("no %s in\n%s", kept, over.Body)
	}
	long := send(url.Values{"importo": {strings.Repeat("9", 600)}}, "expired")
	if !strings.Contains(long.Body, `torna_a=%2Fprova"`) {
		t.Error("fields that are too long are not left out")
	}
	if reached != 0 {
		t.Error("the form acted without a session")
	}
	webtest.Post(router, "/prova", url.Values{})
	if reached != 1 {
		t.Error("the form does not act with a session")
	}
}
