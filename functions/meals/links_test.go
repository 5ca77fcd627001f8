package main

import (
	"html"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

var (
	links  = regexp.MustCompile(`(?:href|action)="(/[^"?#]*)`)
	routes = regexp.MustCompile(`Path: '?(/[a-z/{}+-]*)`)
)

// Goal: no link of the page leads nowhere. Method: look every one up among the routes of template.yaml.
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
	page := webtest.Get(newHandler(t, school.Payer), "/refezione")
	page.Expect(t, http.StatusOK)
	found := links.FindAllStringSubmatch(page.Body, -1)
	if len(found) == 0 {
		t.Fatal("the page has no links")
	}
	for _, link := range found {
		path := html.UnescapeString(link[1])
		first, _, _ := strings.Cut(path[1:], "/")
		if !known[path] && !known["/"+first+"/{proxy+}"] {
			t.Errorf("%s is no route", path)
		}
	}
}
