package main

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// Goal: what is sought is alone in every table, total and file, and its record says so. Method: a school, a band, a month, a
// month of a school, and what is none.
func TestFiguresAreSearched(t *testing.T) {
	f := newFixture(t, false, office.Reader)
	for typed, want := range map[string][]string{
		"bosco":         {"30 pasti , 135,00 €", "Bosco Verde B 30 135,00 €", "Bosco Verde 120,00 € 4", "Totale 120,00 € 4 0,00 € 0"},
		"fascia c":      {"10 pasti , 50,00 €", "Alta Valle C 10 50,00 €", "si cercano per scuola"},
		"ottobre":       {"10 pasti , 45,00 €", "ottobre 2026 10 45,00 €"},
		"novembre alta": {"10 pasti , 50,00 €", "novembre 2026 10 50,00 €"},
		"neve":          {"Nessun risultato per «neve»", "Mostra tutto"},
	} {
		query := url.Values{"q": {typed}}.Encode()
		page := webtest.Get(f.pages, "/ufficio/prospetti?"+query)
		page.Expect(t, http.StatusOK, want...)
		if link := "/ufficio/prospetti/fasce/csv?anno=2026&" + query; typed != "neve" && !strings.Contains(html.UnescapeString(page.Body), link) {
			t.Errorf("%s: the file of what is on screen is not at %s", typed, link)
		}
	}
	if file := webtest.Get(f.pages, "/ufficio/prospetti/fasce/csv?q=alta"); strings.Count(file.Body, "\r\n") != 2 ||
		!strings.Contains(file.Body, "Alta Valle;C;10;50,00\r\n") || !strings.Contains(f.actions(), "fasce-2026.csv: ricerca alta") {
		t.Errorf("%s; %s", file.Body, f.actions())
	}
}
