package main

import (
	"net/http"
	"net/url"

	"serviziscolastici/shared/web"
)

// listPage is what the list shows.
type listPage struct {
	shelf
	web.Paged[row] // those of Chosen that are on this page

	Filter  filter
	States  []state
	CSV     string // address of the file with the same documents
	Waiting int    // how many documents on the page have a payment under way
}

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

func newListPage(found shelf, f filter) listPage {
	data := listPage{
		shelf: found, Filter: f, States: states(), CSV: address("/documenti/elenco.csv", f.query()),
		Paged: web.Paginate(found.Chosen, f.Page, "/documenti", f.query()),
	}
	for _, row := range data.Rows {
		if row.State == verifying {
			data.Waiting++
		}
	}
	return data
}

func address(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
