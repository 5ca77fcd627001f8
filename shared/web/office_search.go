package web

import (
	"net/url"
	"slices"
	"strings"
)

// searchField is the name of the field "Cerca" in an address.
const searchField = "q"

// Sought is what an operator looks for in a list, "" for all of it.
type Sought string

// longestSought is how many letters of it count.
const longestSought = 80

// SoughtIn reads what an address looks for.
func SoughtIn(query url.Values) Sought {
	typed := []rune(strings.Join(strings.Fields(query.Get(searchField)), " "))
	return Sought(typed[:min(len(typed), longestSought)])
}

// Query is the part of an address that keeps the search.
func (s Sought) Query() url.Values {
	if s == "" {
		return url.Values{}
	}
	return url.Values{searchField: {string(s)}}
}

// At is the address of a list with the search, from a thing on that the list names "da", or from its start with "".
func (s Sought) At(path, from string) string {
	query := s.Query()
	if from != "" {
		query.Set("da", from)
	}
	return strings.TrimSuffix(path+"?"+query.Encode(), "?")
}

// mostSought is how many things a page looks through: as many as are read side by side without the operator noticing.
const mostSought = 500

// Most is how many things of a long list a page reads: those that it shows, or those that it looks through.
func (s Sought) Most() int {
	if s == "" {
		return RowsPerPage
	}
	return mostSought
}

// Fits reports whether each word is in one of the texts, in small or capital letters. Digits may be typed in groups.
func (s Sought) Fits(texts ...string) bool {
	words := strings.Fields(strings.ToLower(string(s)))
	if strings.Trim(string(s), "0123456789 ") == "" {
		words = []string{strings.Join(words, "")}
	}
	for _, word := range words {
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), word) }) {
			return false
		}
	}
	return true
}
