package main

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/web/webtest"
)

// Goal: the list shows the parent's documents, newest first, each with its state and the right
// paper to download, and totals that leave out what was cancelled. Method: read the page.
func TestList(t *testing.T) {
	page := webtest.Get(newFixture().routes(t), "/documenti")
	page.Expect(t, http.StatusOK, "5 documenti",
		"2026/5 05/11/2026 Trasporto scolastico, novembre 2026 Anna Bianchi 50,00 € 30/11/2026 Da pagare Avviso PDF",
		"2026/4 05/11/2026 Trasporto scolastico, novembre 2026 Luca Bianchi 40,00 € 30/11/2026 In verifica 2026/3",
		"2026/3 05/10/2026 Trasporto scolastico, ottobre 2026 Luca Bianchi 30,00 € 31/10/2026 Scaduto Avviso PDF",
		"2026/2 05/10/2026 Trasporto scolastico, ottobre 2026 Anna Bianchi 20,00 € 31/10/2026 Pagato Ricevuta",
		"2026/1 05/05/2026 Trasporto scolastico, maggio 2026 Anna Bianchi 10,00 € 31/05/2026 Annullato Totali",
		"Emesso 140,00 €", "Pagato 20,00 €", "Da pagare 120,00 €", "Un pagamento è in verifica")
	for _, link := range []string{
		`"/pagamenti/avvisi/302000000000000005.pdf"`, `"/documenti/2026-2/ricevuta"`, `"/documenti/2026-1"`,
	} {
		if !strings.Contains(page.Body, link) {
			t.Errorf("no link %s", link)
		}
	}
	if strings.Contains(page.Body, "302000000000000094") {
		t.Error("a top-up is among the documents")
	}
}

// Goal: the filters select by school year, state and child, and the totals follow.
// Method: table of addresses.
func TestFilters(t *testing.T) {
	for address, want := range map[string][]string{
		"/documenti?anno=2025":                   {"1 documento", "2026/1", "Emesso 0,00 €"},
		"/documenti?anno=2026":                   {"4 documenti", "Emesso 140,00 €"},
		"/documenti?stato=pagato":                {"1 documento", "2026/2", "Da pagare 0,00 €"},
		"/documenti?stato=scaduto&figlio=luca":   {"1 documento", "2026/3"},
		"/documenti?figlio=anna&anno=2026":       {"2 documenti", "Emesso 70,00 €"},
		"/documenti?figlio=luca&stato=annullato": {"Non ci sono documenti con queste scelte"},
	} {
		t.Run(address, func(t *testing.T) {
			webtest.Get(newFixture().routes(t), address).Expect(t, http.StatusOK, want...)
		})
	}
}

// Goal: a filter that makes no sense is said beside its field. Method: table of addresses.
func TestWrongFilters(t *testing.T) {
	for _, address := range []string{
		"/documenti?anno=abc", "/documenti?anno=1500", "/documenti?stato=boh", "/documenti?anno=2026%3B",
	} {
		page := webtest.Get(newFixture().routes(t), address)
		page.Expect(t, http.StatusBadRequest, "Controlla questi dati", "dall'elenco")
		if strings.Contains(page.Body, "<table") {
			t.Errorf("%s shows documents all the same", address)
		}
	}
	webtest.Get(newFixture().routes(t), "/documenti/elenco.csv?stato=boh").Expect(t, http.StatusBadRequest)
}

// Goal: somebody else's child looks as one that does not exist. Method: foreign ids.
func TestForeignChild(t *testing.T) {
	for _, address := range []string{"/documenti?figlio=zoe", "/documenti/elenco.csv?figlio=zoe"} {
		webtest.Get(newFixture().routes(t), address).Expect(t, http.StatusNotFound, "non c'è, oppure non è collegata")
	}
}

// Goal: a parent without documents gets a page that says so. Method: top-ups only.
func TestNoDocuments(t *testing.T) {
	empty := newFixture()
	empty.positions = empty.positions[:1]
	webtest.Get(empty.routes(t), "/documenti").Expect(t, http.StatusOK, "Non ci sono documenti intestati a te")
}

// Goal: a long list comes in pages of fifty, while totals are of all. Method: sixty more documents.
func TestPages(t *testing.T) {
	known := newFixture()
	for n := 101; n <= 160; n++ {
		known.issue(n, "anna", time.November)
	}
	routes := known.routes(t)
	webtest.Get(routes, "/documenti").Expect(t, http.StatusOK, "Documenti da 1 a 50 di 65", "Emesso 78.440,00 €")
	webtest.Get(routes, "/documenti?pagina=2").Expect(t, http.StatusOK, "Documenti da 51 a 65 di 65", "2026/1")
	webtest.Get(routes, "/documenti?pagina=7").Expect(t, http.StatusOK, "Documenti da 51 a 65 di 65")
}

// Goal: the file holds the documents of the filter, as Italian spreadsheets want them.
// Method: compare it whole.
func TestExport(t *testing.T) {
	file := webtest.Get(newFixture().routes(t), "/documenti/elenco.csv?stato=pagato")
	want := "\ufeffNumero;Data;Servizio;Periodo;Figlio;Importo;IVA;Bollo;Scadenza;Stato;" +
		"Codice avviso;Nota di credito\r\n" +
		"2026/2;05/10/2026;Trasporto scolastico;ottobre 2026;Anna Bianchi;20,00;IVA 10%;0,00;31/10/2026;Pagato;" +
		"3020\u00a00000\u00a00000\u00a00000\u00a002;\r\n"
	if file.Status != http.StatusOK || file.Body != want {
		t.Errorf("status %d\n%q\nwant\n%q", file.Status, file.Body, want)
	}
}

// Goal: when a table does not answer there is a page that says so. Method: a store that fails.
func TestFailure(t *testing.T) {
	known := newFixture()
	known.failure = errors.New("no table")
	for _, address := range []string{"/documenti", "/documenti/2026-2", "/documenti/2026-2/ricevuta"} {
		webtest.Get(known.routes(t), address).
			Expect(t, http.StatusInternalServerError, "I tuoi dati sono al sicuro")
	}
}

// Goal: without a session there is no document. Method: a browser without the cookie.
func TestNeedsSession(t *testing.T) {
	for _, address := range []string{
		"/documenti", "/documenti/elenco.csv", "/documenti/2026-2", "/documenti/2026-2/ricevuta",
	} {
		request := webtest.Request(http.MethodGet, address, nil)
		request.Header.Del("Cookie")
		if answer := webtest.Do(newFixture().routes(t), request); answer.Status != http.StatusSeeOther {
			t.Errorf("%s: status %d", address, answer.Status)
		}
	}
}
