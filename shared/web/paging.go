package web

import (
	"maps"
	"net/url"
	"strconv"
)

// RowsPerPage is how many rows of a long list a page shows: more make it heavy on a phone.
const RowsPerPage = 50

// pageField is the name of the page's number in an address.
const pageField = "pagina"

// Paged is the part of a long list that one page shows.
type Paged[T any] struct {
	Rows  []T
	First int        // the number of the first row, from 1
	Pages []PageLink // empty when one page holds all
}

// PageLink leads to one page of a long list.
type PageLink struct {
	Number  int
	Address string
	Current bool
}

// Last is the number of the last row on the page.
func (p Paged[T]) Last() int { return p.First + len(p.Rows) - 1 }

// PageNumber reads which page of a long list an address asks for, from 1.
func PageNumber(query url.Values) int {
	number, err := strconv.Atoi(query.Get(pageField))
	if err != nil || number < 1 {
		return 1
	}
	return number
}

// Paginate picks the rows of the page that was asked for; one beyond the end is the last one. The
// list is at path, with a query that names no page.
func Paginate[T any](all []T, page int, path string, query url.Values) Paged[T] {
	last := max(1, (len(all)+RowsPerPage-1)/RowsPerPage)
	current := min(page, last)
	start := (current - 1) * RowsPerPage
	shown := Paged[T]{Rows: all[start:min(start+RowsPerPage, len(all))], First: start + 1}
	for number := 1; number <= last && last > 1; number++ {
		own := maps.Clone(query)
		own.Set(pageField, strconv.Itoa(number))
		shown.Pages = append(shown.Pages, PageLink{number, path + "?" + own.Encode(), number == current})
	}
	return shown
}
