package web_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// counted counts records, and how often a handler was asked.
type counted struct{ records, asked int }

// Note implements web.Noter.
func (c *counted) Note(context.Context, string, office.Operator, office.Deed) error {
	c.records++
	return nil
}

func exporting(t *testing.T, c *counted, patterns ...string) *web.Router {
	t.Helper()
	pages, noPages := web.NewPages(nil)
	site, err := webtest.OfficeSite(pages, webtest.Operator(office.Administrator))
	if err = errors.Join(noPages, err); err != nil {
		t.Fatal(err)
	}
	router := site.Router()
	for _, pattern := range patterns {
		router.Operator(pattern, func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
			c.asked++
			return web.Export(w, r, visit, c, web.List{Name: "isee.csv", Header: []string{"a"}, Rows: [][]string{{"Segreto"}}})
		})
	}
	return router
}

// Goal: a list whose reading is recorded is read, and recorded, only because the operator chose to: a HEAD, another site's
// page and what a browser fetches in advance get nothing of it, and leave no record. Method: each of these requests for a
// list and its file; the link of the question that is asked then is followed as a browser does.
func TestRecordedLists(t *testing.T) {
	for _, c := range []struct {
		name, method string
		headers      map[string]string
		status       int
		taken        bool
	}{
		{"old browser", "GET", nil, 200, true},
		{"link of a page", "GET", map[string]string{"Sec-Fetch-Site": "same-origin"}, 200, true},
		{"typed address", "GET", map[string]string{"Sec-Fetch-Site": "none"}, 200, true},
		{"head", "HEAD", map[string]string{"Sec-Fetch-Site": "same-origin"}, 200, false},
		{"another site", "GET", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403, false},
		{"another host of the Comune", "GET", map[string]string{"Sec-Fetch-Site": "same-site"}, 403, false},
		{"prefetch", "GET", map[string]string{"Sec-Fetch-Site": "same-origin", "Sec-Purpose": "prefetch"}, 403, false},
		{"old prefetch", "GET", map[string]string{"Purpose": "prefetch"}, 403, false},
		{"prefetch of Firefox", "GET", map[string]string{"X-Moz": "prefetch"}, 403, false},
	} {
		for _, path := range []string{"/ufficio/isee", "/ufficio/isee/elenco.csv"} {
			var seen counted
			router := exporting(t, &seen, "GET /ufficio/isee", "GET /ufficio/isee/elenco.csv")
			request := webtest.Request(c.method, path+"?da=1", nil)
			for name, value := range c.headers {
				request.Header.Set(name, value)
			}
			answer := webtest.Do(router, request)
			taken := strings.Contains(answer.Body, "Segreto")
			if answer.Status != c.status || taken != c.taken || seen.records == 1 != c.taken ||
				seen.asked == 1 != (c.taken || c.method == "HEAD") {
				t.Errorf("%s, %s: %d, taken %t, %+v", c.name, path, answer.Status, taken, seen)
			}
			if c.status == http.StatusForbidden && !strings.Contains(answer.Body, `href="`+path+`?da=1"`) {
				t.Errorf("%s: no way on to %s", c.name, path)
			}
		}
	}
}

// Goal: HEAD is answered as GET would be, and opens no door. Method: a page that is there, one that is not, a file of which that
// is found beside its record, and the link of a tablet.
func TestHeadIsAnsweredAsGet(t *testing.T) {
	var seen counted
	router := exporting(t, &seen, "GET /ufficio/isee")
	opened := 0
	router.Operator("GET /ufficio/tablet", func(http.ResponseWriter, *http.Request, web.Visit) error {
		opened++
		return nil
	})
	router.Operator("GET /ufficio/registro", func(w http.ResponseWriter, r *http.Request, _ web.Visit) error {
		if r.URL.RawQuery != "" {
			return problem.Missing()
		}
		w.WriteHeader(http.StatusOK)
		return nil
	})
	for path, status := range map[string]int{
		"/ufficio/isee": 200, "/ufficio/registro": 200, "/ufficio/registro?pagina=9": 404, "/ufficio/tablet?chiave=x": 200,
	} {
		if answer := webtest.Do(router, webtest.Request("HEAD", path, nil)); answer.Status != status || answer.Body != "" {
			t.Errorf("%s: %d %s", path, answer.Status, answer.Body)
		}
	}
	if seen.records != 0 || opened != 0 {
		t.Errorf("%d records, %d doors", seen.records, opened)
	}
}

// Goal: no file goes out by a route of which the router does not know that it is recorded. Method: an export at the address
// of a page that leaves no record.
func TestExportsWantARecordedRoute(t *testing.T) {
	var seen counted
	answer := webtest.Get(exporting(t, &seen, "GET /ufficio/registro"), "/ufficio/registro")
	if answer.Status != http.StatusInternalServerError || seen.records != 0 || strings.Contains(answer.Body, "Segreto") {
		t.Errorf("%d, %+v", answer.Status, seen)
	}
}
