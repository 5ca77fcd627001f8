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
	named  = regexp.MustCompile(`(?s)<a\s[^>]*href="([^"]*)"[^>]*>(.*?)</a>`)
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
		"/lingua/{proxy+}": true,
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

// LinksCarry fails the test when a link of the page says a child's name and its address has not the child's
// id, and when no link says it at all. The children are ids by name.
func LinksCarry(t *testing.T, page Answer, children map[string]string) {
	t.Helper()
	said := make(map[string]int)
	for _, link := range named.FindAllStringSubmatch(page.Body, -1) {
		for name, id := range children {
			if !strings.Contains(html.UnescapeString(link[2]), name) {
				continue
			}
			said[name]++
			if target := html.UnescapeString(link[1]); !strings.Contains(target, id) {
				t.Errorf("the link %q leads to %s, which does not name %s", link[2], target, id)
			}
		}
	}
	for name := range children {
		if said[name] == 0 {
			t.Errorf("no link says %s", name)
		}
	}
}
