package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/web/webtest"
)

// Goal: the file holds all movements of the filter, as Italian spreadsheets want them.
// Method: compare it whole.
func TestExport(t *testing.T) {
	file := webtest.Get(newFixture().routes(t), "/conto/movimenti.csv?dal=18/11/2026")
	want := "\ufeffData;Figlio;Movimento;Riferimento;Importo;Saldo\r\n" +
		"20/11/2026;Anna Bianchi;Pasto;Classe 3A, fascia B, tariffa 4,60\u00a0€ (ISEE presentato);-4,60;35,40\r\n" +
		"18/11/2026;Anna Bianchi;Storno;Presenza corretta: assente. Annulla l'addebito dello stesso giorno;4,60;40,00\r\n" +
		"18/11/2026;Anna Bianchi;Pasto;Classe 3A, fascia B, tariffa 4,60\u00a0€ (ISEE presentato);-4,60;35,40\r\n"
	if file.Status != http.StatusOK || file.Body != want {
		t.Errorf("status %d\n%q\nwant\n%q", file.Status, file.Body, want)
	}
	want = "movimenti-anna-2026-11-18-2026-11-22.csv"
	if name := file.Header.Get("Content-Disposition"); !strings.Contains(name, want) {
		t.Errorf("file name: %s", name)
	}
}

// Goal: a wrong filter gives no half-right file. Method: an impossible date.
func TestExportWrongFilter(t *testing.T) {
	webtest.Get(newFixture().routes(t), "/conto/movimenti.csv?al=32/11/2026").
		Expect(t, http.StatusBadRequest, "scrivi una data che esiste")
}
