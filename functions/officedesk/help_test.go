package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

var (
	menuEntries = regexp.MustCompile(`<li><a class="voce" href="([^"]*)"`)
	purposesOf  = regexp.MustCompile(`<dt><a href="([^"]*)">[^<]+</a></dt><dd>([^<]+)</dd>`)
)

// Goal: the help says of each page that an operator's roles open what it is for, of no other, and is there for who does not get
// in, from every page and every error. Method: the help of each role and of a tablet, without a session, and a page that is not
// there.
func TestHelp(t *testing.T) {
	d := newDesk(t)
	for _, role := range office.Roles() {
		page := webtest.Get(d.as(role), "/ufficio/aiuto")
		page.Expect(t, http.StatusOK, "Ho dimenticato di inviare il registro", role.Explained())
		menu, told := menuEntries.FindAllStringSubmatch(page.Body, -1), purposesOf.FindAllStringSubmatch(page.Body, -1)
		if len(menu) == 0 || len(menu) != len(told) {
			t.Fatalf("%s: %d pages in the menu, %d explained", role, len(menu), len(told))
		}
		for i, entry := range menu {
			if told[i][1] != entry[1] || len(told[i][2]) < 10 {
				t.Errorf("%s: %s is explained as %q", role, entry[1], told[i])
			}
		}
	}
	request := webtest.Request(http.MethodGet, "/ufficio/aiuto", nil)
	request.Header.Del("Cookie")
	page := webtest.Do(d.as(office.Clerk), request)
	page.Expect(t, http.StatusOK, "Perché mi chiede di accedere di nuovo?")
	if strings.Contains(page.Body, "Le tue pagine") {
		t.Error("nobody has pages")
	}
	for _, path := range []string{"/ufficio", "/ufficio/pagina-che-non-c-e"} {
		body := webtest.Get(d.as(office.Clerk), path).Body
		if !strings.Contains(body, `href="/ufficio/aiuto"`) || strings.Contains(body, `href="/aiuto"`) {
			t.Errorf("%s does not lead to the office's help", path)
		}
	}
}
