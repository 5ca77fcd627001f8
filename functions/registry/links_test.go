package main

import (
	"testing"

	"serviziscolastici/shared/web/webtest"
)

// Goal: every link that says a child's name leads to that child. Method: the card of two children.
func TestLinksCarryTheChild(t *testing.T) {
	webtest.LinksCarry(t, webtest.Get(newHandler(t, office{}), "/anagrafica"), map[string]string{
		"D'Angelo A001": "A001", "D'Angelo A002": "A002",
	})
}

// Goal: no link of the pages leads nowhere. Method: look every one up among the routes of template.yaml.
func TestLinksAreRoutes(t *testing.T) {
	h := newHandler(t, office{})
	for _, path := range []string{"", "/attestazioni", "/attestazioni/2026/A001", "/accessi/A001"} {
		webtest.LinksAreRoutes(t, h, "/anagrafica"+path)
	}
}
