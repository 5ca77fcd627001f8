package e2e_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"serviziscolastici/infra/local/template"
)

// columns are those of testdata/authorisation.txt, after route and address.
var columns = []string{
	"owner", "nobody", "expired", "other", "second", "moved", "there", "bare", "forged", "former", "guest",
}

// foreign are the columns to which the owner's things have to look like those that do not exist.
var foreign = map[string]bool{"other": true, "former": true, "guest": true}

// matrixRow is a line of the table: what each of the columns gets from an address.
type matrixRow struct {
	Route, Method, Address string
	Want                   map[string]string
}

// T22. Goal: nobody gets anything of another's from any route, and what is another's looks like what does
// not exist. Method: every cell of the table as a request to the shipped functions; every answer is
// searched for what only the owner may read; at last the owner's own things are as they were, and so
// is every item of people and money that there was.
func TestAuthorisation(t *testing.T) {
	fixture := openFixture(t, "0")
	before, items := fixture.owned(), storedItems(t)
	cells := 0
	for _, row := range readMatrix(t) {
		for _, column := range columns {
			if row.Want[column] == "-" {
				continue
			}
			cells++
			got := fixture.ask(column, row.Method, fixture.place(row.Address, fixture.things))
			if status := got.outcome(); status != row.Want[column] {
				t.Errorf("%s %s as %s: %s, want %s", row.Method, row.Address, column, status, row.Want[column])
			}
			fixture.expectNoLeak(column, row, got)
			if foreign[column] && row.Want[column] == "404" {
				fixture.expectAlike(column, row, got)
			}
		}
	}
	for path, was := range before {
		if now := fixture.ask("owner", "GET", path).normal(); now != was {
			t.Errorf("%s has changed for its owner:\n%s\n\nwas\n%s", path, now, was)
		}
	}
	after := storedItems(t)
	for key, was := range items {
		counter := strings.Contains(key, " LAST#") // the last number of a register is nobody's
		if after[key] != was && !counter {
			t.Errorf("%s has changed: %s\n\nwas\n%s", key, after[key], was)
		}
	}
	for _, marker := range append(fixture.secret, fixture.kept...) {
		if !strings.Contains(fixture.read.String(), marker) {
			t.Errorf("%q is searched for, but not even the owner was shown it", marker)
		}
	}
	t.Logf("%d cells", cells)
}

// Goal: a new route cannot be forgotten in the table. Method: look for the routes of template.yaml,
// and for the patterns of the handlers behind them, among its rows.
func TestAuthorisationIsComplete(t *testing.T) {
	rows := readMatrix(t)
	known := map[string]bool{}
	for _, row := range rows {
		known[row.Route] = true
	}
	for _, pattern := range handlerPatterns(t) {
		if !known[pattern] {
			t.Errorf("%s: no row in testdata/authorisation.txt", pattern)
		}
	}
	declared, err := template.ReadFile(filepath.Join(portal.Root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, function := range declared.Functions {
		for _, route := range function.Routes {
			office := strings.HasPrefix(route.Path, "/ufficio") // has a table of its own
			if route.API == "PortalApi" && !office && !covered(rows, route.Path) {
				t.Errorf("%s %s: no row in testdata/authorisation.txt", function.Name, route.Path)
			}
		}
	}
}

// covered reports whether a row's address is one of a route's.
func covered(rows []matrixRow, path string) bool {
	prefix, open := strings.CutSuffix(path, "{proxy+}")
	for _, row := range rows {
		address := pathOf(row.Address)
		if address == path || open && strings.HasPrefix(address, prefix) {
			return true
		}
	}
	return path == "$default"
}

// handlerPatterns are the patterns that the functions route by. Those of the ways in are put together
// from parts: the rows of template.yaml's routes stand for them.
func handlerPatterns(t *testing.T) []string {
	t.Helper()
	return patternsOf(t, `router\.(?:Public|Parent|Form)\("((?:GET|POST) /[^"]*)",`)
}

// readMatrix reads the table.
func readMatrix(t *testing.T) []matrixRow {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "authorisation.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // only read
	var rows []matrixRow
	for lines := bufio.NewScanner(file); lines.Scan(); {
		cells := strings.Fields(lines.Text())
		if len(cells) == 0 || strings.HasPrefix(cells[0], "#") {
			continue
		}
		if len(cells) != 3+len(columns) {
			t.Fatalf("%q has %d cells", lines.Text(), len(cells))
		}
		row := matrixRow{
			Route: cells[0] + " " + cells[1], Method: cells[0], Address: cells[2], Want: map[string]string{},
		}
		for i, column := range columns {
			row.Want[column] = cells[3+i]
		}
		rows = append(rows, row)
	}
	return rows
}
