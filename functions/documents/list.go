package main

import (
	"net/http"
	"net/url"
	"strconv"

	"serviziscolastici/shared/web"
)

// perPage is how many documents a page shows.
const perPage = 50

// listPage is what the list shows.
type listPage struct {
	shelf
	Filter  filter
	States  []state
	Rows    []row // those of Chosen that are on this page
	First   int   // the number of the first row, from 1
	Pages   []pageLink
	CSV     string // address of the file with the same documents
	Waiting bool   // a payment of a document on the page is under way
}

// pageLink leads to one page of a long list.
type pageLink struct {
	Number  int
	Address string
	Current bool
}

// Last is the number of the last row on the page.
func (p listPage) Last() int { return p.First + len(p.Rows) - 1 }

// list is the page of all documents.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	f, wrong := readFilter(r.URL.Query())
	found, err := h.shelf(r.Context(), visit, f)
	if err != nil {
		return err
	}
	data := newListPage(found, f)
	page := web.Page{
		Title: "Documenti contabili", Section: "documenti", Template: "list",
		Lead: "I documenti che il Comune ti ha intestato, con gli avvisi da pagare e le ricevute.", Errors: wrong,
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	} else if err := h.fill(r.Context(), visit, data.Rows); err != nil {
		return err
	}
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// newListPage picks the rows of the page that was asked for; one beyond the end
// is the last one.
func newListPage(found shelf, f filter) listPage {
	data := listPage{shelf: found, Filter: f, States: states()}
	data.CSV = address("/documenti/elenco.csv", f.query())
	last := max(1, (len(found.Chosen)+perPage-1)/perPage)
	current := min(f.Page, last)
	start := (current - 1) * perPage
	data.Rows, data.First = found.Chosen[start:min(start+perPage, len(found.Chosen))], start+1
	for _, row := range data.Rows {
		data.Waiting = data.Waiting || row.State == verifying
	}
	for number := 1; number <= last && last > 1; number++ {
		query := f.query()
		query.Set("pagina", strconv.Itoa(number))
		data.Pages = append(data.Pages, pageLink{number, address("/documenti", query), number == current})
	}
	return data
}

func address(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
