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

// Goal: the help says of each page that an operator's roles open what it is for, of no other, answers the questions of those pages alone, and is there for who does not get
// in, from every page and every error. Method: the help of each role and of a tablet, without a session, and a page that is not
// there.
func TestHelp(t *testing.T) {
	d := newDesk(t)
	for _, role := range office.Roles() {
		page := webtest.Get(d.as(role), "/ufficio/aiuto")
		page.Expect(t, http.StatusOK, "Perché mi chiede di accedere di nuovo?", role.Explained())
		for question, path := range map[string]string{
			"Ho dimenticato di inviare il registro": "/ufficio/presenze", "Perché il numero dei pasti in Cucina": "/ufficio/cucina",
			"Come si fa un rimborso?": "/ufficio/entrate", "Il file ha righe errate": "/ufficio/importazioni",
			"Presenze e cucina": "/ufficio/cucina", "Famiglie e pagamenti": "/ufficio/alunni", "La mensa è sospesa": "/ufficio/calendario",
		} {
			opens := d.handler(role).Rules.Sees(webtest.Operator(role), path) || question == "Presenze e cucina" && role == office.School
			if strings.Contains(page.Body, question) != opens {
				t.Errorf("%s: whether %q is answered: not %t", role, question, opens)
			}
		}
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
	page.Expect(t, http.StatusOK, "Perché mi chiede di accedere di nuovo?", "Il file ha righe errate.")
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
