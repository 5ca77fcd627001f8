package main

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

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
	rows.Expect(t, http.StatusOK, "Righe registrate dal file caricato il 01/03/2026 alle 11:15", "Importo 12,50", "Importo 3,00",
		"alunno A001", "Il CSV delle registrazioni comincia da questa pagina e ne ha 2.")
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

// Goal: whoever follows what the page of a large file says has all its records, each once, and its rows as a whole: the page
// says how many its CSV has and leads to the page after them. Method: 2.5 MB of records, and one of the two tables; pages and
// files as the links lead.
func TestRowsOfALargeFile(t *testing.T) {
	d := newDesk(t)
	const id, records = "20260301T101500-abcdefghij", 150
	for n := range records {
		d.now = d.now.Add(time.Second)
		d.must(d.log().Note(t.Context(), webtest.Tenant, office.Operator{ID: "op1", Name: "Giulia"}, office.Deed{
			Action: office.RowsStored, Object: "Presenze", After: fmt.Sprintf("riga %d: %s", n+2, strings.Repeat("x", 15<<10)),
			Load: &office.Load{Import: id, Rows: []int{n + 2}},
		}))
	}
	*d.files = []string{"registro/" + webtest.Tenant + "/" + id + "/nuove.csv"}
	pages := d.as(office.Administrator)
	first := webtest.Get(pages, "/ufficio/registro?file="+id)
	first.Expect(t, http.StatusOK, "100 operazioni dalla più recente; ce ne sono altre", "riga 151", "Righe nuove (CSV)")
	if strings.Contains(first.Body, "Righe cambiate") {
		t.Error("the page leads to a table that is not kept")
	}
	seen, link := map[string]int{}, func(page webtest.Answer, text string) string {
		found := regexp.MustCompile(`href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?` + regexp.QuoteMeta(text)).FindStringSubmatch(page.Body)
		if found == nil {
			return ""
		}
		return html.UnescapeString(found[1])
	}
	files := 0
	for page := first; ; files++ {
		file := webtest.Get(pages, link(page, "Scarica le registrazioni (CSV)"))
		rows := regexp.MustCompile(`;riga (\d+): x`).FindAllStringSubmatch(file.Body, -1)
		if len(file.Body) > 5<<20 || !strings.Contains(page.Text(), fmt.Sprintf("comincia da questa pagina e ne ha %d", len(rows))) {
			t.Fatalf("file %d has %d bytes, %d rows: %.300s", files, len(file.Body), len(rows), page.Text())
		}
		for _, row := range rows {
			seen[row[1]]++
		}
		rest := link(page, "vai alle registrazioni seguenti")
		if ends := strings.Contains(file.Body, "Il CSV si ferma qui"); ends != (rest != "") {
			t.Errorf("file %d says that it ends early: %v", files, ends)
		}
		if rest == "" {
			break
		}
		page = webtest.Get(pages, rest)
	}
	for row, times := range seen {
		if times != 1 {
			t.Errorf("row %s is in %d files", row, times)
		}
	}
	if len(seen) != records || files != 1 {
		t.Errorf("%d records after %d more files", len(seen), files)
	}
	second := webtest.Get(pages, link(first, "Pagina successiva"))
	if second.Expect(t, http.StatusOK, "riga 51:"); strings.Contains(second.Body, "riga 52:") {
		t.Error("the second page does not begin after the first")
	}
}
