package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
)

// The names of a search in an address: the words themselves, or the key under which they are kept.
const (
	searchField = "q"
	keptField   = "ricerca"
)

// Sought is what an operator looks for in a list.
type Sought struct {
	// Words are what was typed, "" for the whole list.
	Words string

	key string // where the words are kept; "" when they stand in the address
}

// longestSought is how many letters of it count.
const longestSought = 80

// SoughtIn reads what an address looks for.
func SoughtIn(query url.Values) Sought { return Sought{Words: tidied(query.Get(searchField))} }

func tidied(typed string) string {
	letters := []rune(strings.Join(strings.Fields(typed), " "))
	return string(letters[:min(len(letters), longestSought)])
}

// Searches has what operators looked for, by the key of the form in which they typed it.
type Searches interface {
	// SearchOf returns "" for a search that is not the session's or is over.
	SearchOf(ctx context.Context, open session.Session, form string) (string, error)
}

// KeptSearch reads the search that an address names. What was typed is kept apart from the address, which goes into
// histories: mostly it is somebody's name.
func KeptSearch(r *http.Request, visit Visit, searches Searches) (Sought, error) {
	sought := Kept(r.URL.Query().Get(keptField))
	if sought.key == "" {
		return sought, nil
	}
	words, err := searches.SearchOf(r.Context(), *visit.Session, sought.key)
	if words == "" {
		return Sought{}, err // over, or another session's
	}
	return Sought{tidied(words), sought.key}, err
}

// Names knows people by the beginnings of their names.
type Names interface {
	// Search returns problem.Invalid for what is too little for a name.
	Search(ctx context.Context, tenant, typed string) (found []school.Found, more bool, err error)
}

// KeptPeople reads the search that an address names, and whose names begin so.
func KeptPeople(r *http.Request, visit Visit, searches Searches, names Names) (Sought, []school.Found, error) {
	sought, err := KeptSearch(r, visit, searches)
	if err != nil || sought.Words == "" {
		return sought, nil, err
	}
	people, _, err := names.Search(r.Context(), visit.Municipality.ID, sought.Words)
	if problem.Is(err, problem.Invalid) {
		return sought, nil, nil // a number, or a letter
	}
	return sought, people, err
}

// Kept is a search whose words are kept under a form's key, "" for none.
func Kept(key string) Sought { return Sought{key: key} }

// KeptIn is the search that an address names, before its words are read.
func KeptIn(query url.Values) Sought { return Kept(query.Get(keptField)) }

// In adds the search to the query of an address, in place of another one.
func (s Sought) In(query url.Values) {
	query.Del(searchField)
	query.Del(keptField)
	switch {
	case s.key != "":
		query.Set(keptField, s.key)
	case s.Words != "":
		query.Set(searchField, s.Words)
	}
}

// About is what was sought, for a record; "" for the whole list. Kept words stay out.
func (s Sought) About() string {
	if s.key != "" && s.Words != "" {
		return "di parole non riportate"
	}
	return s.Words
}

// mostSought is how many things a page looks through: as many as are read side by side without the operator noticing.
const mostSought = 500

// Most is how many things of a long list a page reads: those that it shows, or those that it looks through.
func (s Sought) Most() int {
	if s == (Sought{}) {
		return RowsPerPage
	}
	return mostSought
}

// Fits reports whether each word is in one of the texts, in small or capital letters. Digits may be typed in groups.
func (s Sought) Fits(texts ...string) bool {
	words := strings.Fields(strings.ToLower(s.Words))
	if strings.Trim(s.Words, "0123456789 ") == "" {
		words = []string{strings.Join(words, "")}
	}
	for _, word := range words {
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), word) }) {
			return false
		}
	}
	return true
}
