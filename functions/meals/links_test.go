package main

import (
	"testing"

	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: no link of the page leads nowhere. Method: look every one up among the routes of template.yaml.
func TestLinksAreRoutes(t *testing.T) {
	webtest.LinksAreRoutes(t, newHandler(t, school.Payer), "/refezione")
}
