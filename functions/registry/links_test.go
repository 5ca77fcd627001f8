package main

import (
	"testing"

	"serviziscolastici/shared/web/webtest"
)

// Goal: no link of the pages leads nowhere. Method: look every one up among the routes of template.yaml.
func TestLinksAreRoutes(t *testing.T) {
	h := newHandler(t, office{})
	for _, path := range []string{"", "/attestazioni", "/attestazioni/2026/A001", "/accessi/A001"} {
		webtest.LinksAreRoutes(t, h, "/anagrafica"+path)
	}
}
