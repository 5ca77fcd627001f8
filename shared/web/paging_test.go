package web_test

import (
	"net/url"
	"testing"

	"serviziscolastici/shared/web"
)

// Goal: every row is on one page, and a page beyond the end is the last one.
// Method: cut lists around the length of a page, and look at the edges.
func TestPaginate(t *testing.T) {
	for _, c := range []struct {
		name               string
		rows, page         int
		first, last, links int
	}{
		{"none", 0, 1, 1, 0, 0},
		{"one page", web.RowsPerPage, 1, 1, web.RowsPerPage, 0},
		{"one row more", web.RowsPerPage + 1, 2, web.RowsPerPage + 1, web.RowsPerPage + 1, 2},
		{"beyond the end", web.RowsPerPage + 1, 9, web.RowsPerPage + 1, web.RowsPerPage + 1, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			shown := web.Paginate(make([]int, c.rows), c.page, "/conto", url.Values{"tipo": {"pasto"}})
			if shown.First != c.first || shown.Last() != c.last || len(shown.Pages) != c.links {
				t.Errorf("rows %d to %d, %d links", shown.First, shown.Last(), len(shown.Pages))
			}
			for i, link := range shown.Pages {
				current := i == len(shown.Pages)-1
				if link.Number != i+1 || link.Current != current {
					t.Errorf("link %d is %+v", i+1, link)
				}
			}
		})
	}
	link := web.Paginate(make([]int, 2*web.RowsPerPage), 1, "/conto", url.Values{"tipo": {"pasto"}}).Pages[1]
	if link.Address != "/conto?pagina=2&tipo=pasto" {
		t.Errorf("the second page is at %s", link.Address)
	}
}

// Goal: an address can ask for any page, and nothing else counts.
// Method: read good numbers and bad ones.
func TestPageNumber(t *testing.T) {
	for text, want := range map[string]int{"": 1, "3": 3, "0": 1, "-2": 1, "x": 1} {
		if got := web.PageNumber(url.Values{"pagina": {text}}); got != want {
			t.Errorf("%q is page %d, want %d", text, got, want)
		}
	}
}
