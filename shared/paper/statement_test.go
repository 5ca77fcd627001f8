package paper_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/paper/papertest"
)

// Goal: a statement leads from the opening to the closing balance. Method: read back a short one.
func TestStatementAddsUp(t *testing.T) {
	expectWords(t, drawn(t, paper.WriteStatement, papertest.Statement(5)),
		"Estratto del conto corrente virtuale", "dal 01/01/2026 al 22/11/2026", "Conto di Sofia D'Angelo", "Badge A003",
		"Credito iniziale 12,30 €", "01/01/2026 Pasto, fascia B −4,50 € 7,80 €", "+50,00 € 48,80 €",
		"22/11/2026 Credito finale 44,30 €", "Totale accreditato +50,00 €", "Totale addebitato −18,00 €")
	expectWords(t, drawn(t, paper.WriteStatement, papertest.Statement(0)), "Nel periodo non ci sono movimenti.")
}

// Goal: a long statement repeats its headings and numbers its pages, and neither is read aloud twice.
// Method: the lines of every page, and how often the heading is spoken.
func TestStatementOfManyPages(t *testing.T) {
	file := drawn(t, paper.WriteStatement, papertest.Statement(210))
	if file.Pages < 5 {
		t.Fatalf("%d pages", file.Pages)
	}
	onPage := map[int]string{}
	for _, line := range file.Lines {
		onPage[line.Page] += line.Text + "|"
	}
	for page := 1; page < file.Pages; page++ {
		for _, want := range []string{"Descrizione|Importo|", fmt.Sprintf("Pagina %d di %d|", page, file.Pages)} {
			if !strings.Contains(onPage[page], want) {
				t.Errorf("page %d lacks %q", page, want)
			}
		}
	}
	if words := file.Words(); strings.Count(words, "Descrizione") != 1 || strings.Contains(words, "Pagina") {
		t.Error("headings and page numbers are read aloud again")
	}
}

// Goal: no page has totals alone, and a month's movements fit one. Method: statements of every length up to three pages,
// of short descriptions and of ones that take two lines and more; each page has movements.
func TestStatementHasNoPageOfTotals(t *testing.T) {
	const month = 21
	for entries := 1; entries < 80; entries++ {
		for words := range 3 {
			statement := papertest.Statement(entries)
			for i := range statement.Entries {
				statement.Entries[i].Description += strings.Repeat(" alla scuola primaria di Vallechiara", (words*i)%5)
			}
			expectMovements(t, statement, words == 0 && entries <= month)
		}
	}
}

// expectMovements fails the test for a page of a statement without movements.
func expectMovements(t *testing.T, statement paper.Statement, onePage bool) {
	t.Helper()
	file := drawn(t, paper.WriteStatement, statement)
	if onePage && file.Pages != 1 {
		t.Errorf("%d movements take %d pages", len(statement.Entries), file.Pages)
	}
	moved := map[int]bool{}
	for _, line := range file.Lines {
		if strings.Contains(line.Text, "Pasto") || strings.Contains(line.Text, "Ricarica") {
			moved[line.Page] = true
		}
	}
	if len(moved) != file.Pages {
		t.Errorf("%d entries: %d of %d pages have movements", len(statement.Entries), len(moved), file.Pages)
	}
}

// Goal: a statement of one kind of movement shows no balances, to which the others are missing. Method:
// the top-ups of a period.
func TestStatementOfOneKind(t *testing.T) {
	statement := papertest.Statement(5)
	statement.Only, statement.Entries = "Ricariche", statement.Entries[3:4]
	file := drawn(t, paper.WriteStatement, statement)
	expectWords(t, file, "Movimenti: Ricariche", "+50,00 €", "Totale accreditato +50,00 €")
	refuseWords(t, file, "Credito", "12,30")
}

// Goal: a statement that does not add up is not written. Method: a wrong closing balance.
func TestStatementRefusesWrongBalances(t *testing.T) {
	statement := papertest.Statement(5)
	statement.Closing++
	if err := paper.WriteStatement(io.Discard, statement); !errors.Is(err, paper.ErrBalance) {
		t.Errorf("error %v", err)
	}
}
