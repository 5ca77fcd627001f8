package webtest

import (
	"html"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	links  = regexp.MustCompile(`(?:href|action)="(/[^"?#]*)`)
	routes = regexp.MustCompile(`Path: '?(/[a-z/{}+-]*)`)
)

// LinksAreRoutes fails the test when a page has no links, or one that leads nowhere: every link has
// to be among the routes of template.yaml, which is two folders above the test.
func LinksAreRoutes(t *testing.T, h http.Handler, path string) {
	t.Helper()
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{ // what home answers: to API Gateway it is everything else
		"/riepilogo": true, "/aiuto": true, "/privacy": true, "/note-legali": true, "/accessibilita": true, "/contatti": true,
	}
	for _, route := range routes.FindAllStringSubmatch(string(template), -1) {
		known[route[1]] = true
	}
	page := Get(h, path)
	page.Expect(t, http.StatusOK)
	found := links.FindAllStringSubmatch(page.Body, -1)
	if len(found) == 0 {
		t.Errorf("%s has no links", path)
	}
	for _, link := range found {
		target := html.UnescapeString(link[1])
		first, _, _ := strings.Cut(target[1:], "/")
		if !known[target] && !known["/"+first+"/{proxy+}"] {
			t.Errorf("%s leads to %s, which is no route", path, target)
		}
	}
}
