package main

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a row of the register leads to the rows that a file changed, from the record alone, for administrators only; having
// taken them is a record. Its page has no digest, its file has. Method: a record of an import that nobody remembers; ids of
// nothing, of another municipality and of a path.
func TestRowsOfALoadedFile(t *testing.T) {
	d := newDesk(t)
	const id, digest = "20260301T101500-abcdefghij", "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"
	d.must(d.log().Note(t.Context(), webtest.Tenant, office.Operator{ID: "op1", Name: "Giulia"}, office.Deed{
		Action: office.FileStored, Object: "presenze.csv, file «novembre.csv»", After: "registrate 3, scartate 0",
		Proof: "SHA-256 " + digest, Load: &office.Load{Import: id, Tables: []string{"nuove", "cambiate"}},
	}))
	kept := "registro/" + webtest.Tenant + "/" + id + "/cambiate.csv"
	*d.files = []string{kept, "registro/c_x999/" + id + "/nuove.csv"}
	pages, rows := d.as(office.Administrator), "/ufficio/registro/righe/"
	page := webtest.Get(pages, "/ufficio/registro")
	page.Expect(t, http.StatusOK, "presenze.csv, file «novembre.csv»", "Righe nuove (CSV)", "Righe cambiate (CSV)")
	if !strings.Contains(page.Body, `href="`+rows+id+`/cambiate.csv"`) || strings.Contains(page.Body, digest) {
		t.Errorf("page: %s", page.Text())
	}
	if file := webtest.Get(pages, "/ufficio/registro/elenco.csv"); !strings.Contains(file.Body, ";"+id+";SHA-256 "+digest+"\r\n") {
		t.Errorf("file: %s", file.Body)
	}
	answer := webtest.Get(pages, rows+id+"/cambiate.csv")
	if to := answer.Header.Get("Location"); answer.Status != http.StatusSeeOther || to != "https://s3.example/"+kept {
		t.Errorf("%d to %q", answer.Status, to)
	}
	webtest.Get(pages, "/ufficio/registro").Expect(t, http.StatusOK, "Righe di un file scaricate", "file caricato il 01/03/2026 alle 11:15", "righe cambiate")
	for _, other := range []string{id + "/nuove.csv", id + "/altro.csv", "20260301T101500-abcdefghik/cambiate.csv", "..%2Fc_x999%2F" + id + "/nuove.csv"} {
		webtest.Get(pages, rows+other).Expect(t, http.StatusNotFound)
	}
	webtest.Get(d.as(office.Clerk), rows+id+"/cambiate.csv").Expect(t, http.StatusForbidden)
}

// Goal: the record of a file leads to those of its rows, each by itself, which the month does not have; their file is of them
// alone. Method: two rows that one request of a worker stored; ids of nothing.
func TestRowsOneByOne(t *testing.T) {
	d := newDesk(t)
	const id = "20260301T101500-abcdefghij"
	clerk := office.Operator{ID: "op1", Name: "Giulia"}
	d.must(d.log().Note(t.Context(), webtest.Tenant, clerk, office.Deed{
		Action: office.FileStored, Object: "Movimenti, file «saldi.csv»", After: "registrate 2, scartate 0", Load: &office.Load{Import: id},
	}))
	for n, amount := range []string{"12,50", "3,00"} {
		d.must(d.log().Note(t.Context(), webtest.Tenant, clerk, office.Deed{
			Action: office.RowsStored, Object: "Movimenti, file «saldi.csv»", After: "riga: Importo " + amount, Pupil: "A001",
			Load: &office.Load{Import: id, Rows: []int{n + 2}},
		}))
	}
	pages := d.as(office.Administrator)
	month := webtest.Get(pages, "/ufficio/registro")
	month.Expect(t, http.StatusOK, "registrate 2", "scartate 0")
	link := regexp.MustCompile(`href="([^"]*)">Righe una per una`).FindStringSubmatch(month.Body)
	if link == nil || strings.Contains(month.Body, "Importo 12,50") {
		t.Fatalf("the month: %s", month.Text())
	}
	rows := webtest.Get(pages, html.UnescapeString(link[1]))
	rows.Expect(t, http.StatusOK, "Solo le righe registrate dal file caricato il 01/03/2026 alle 11:15", "Importo 12,50", "Importo 3,00",
		"alunno A001")
	if strings.Contains(rows.Body, "della stessa richiesta") || strings.Contains(rows.Body, "registrate 2") {
		t.Errorf("the rows: %s", rows.Text())
	}
	file := webtest.Get(pages, "/ufficio/registro/elenco.csv?file="+id).Body
	if strings.Count(file, "Importo") != 2 || strings.Contains(file, "registrate 2") {
		t.Errorf("the file: %s", file)
	}
	webtest.Get(pages, "/ufficio/registro?alunno=A001").Expect(t, http.StatusOK, "Importo 12,50")
	webtest.Get(pages, "/ufficio/registro?file=..%2Faltro").Expect(t, http.StatusBadRequest)
}
