package main

import (
	"html"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"serviziscolastici/shared/web/webtest"
)

var (
	links  = regexp.MustCompile(`(?:href|action)="(/[^"?#]*)`)
	routes = regexp.MustCompile(`Path: '?(/[a-z/{}+-]*)`)
)

// Goal: no link of the pages leads nowhere. Method: look every one up among the routes of template.yaml.
func TestLinksAreRoutes(t *testing.T) {
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{ // what home answers: to API Gateway it is everything else
		"/riepilogo": true, "/aiuto": true, "/contatti": true, "/privacy": true, "/note-legali": true, "/accessibilita": true,
	}
	for _, route := range routes.FindAllStringSubmatch(string(template), -1) {
		known[route[1]] = true
	}
	h := newHandler(t, office{})
	for _, path := range []string{"", "/attestazioni", "/attestazioni/2026/A001", "/accessi/A001"} {
		page := webtest.Get(h, "/anagrafica"+path)
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
}
