package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/letters"
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
	// More says that more people have such a name than a search finds.
	More bool

	key string // where the words are kept; "" when they stand in the address
}

// longestSought is how many letters of it count.
const longestSought = 80

// SoughtIn reads what an address looks for.
func SoughtIn(query url.Values) Sought { return Sought{Words: tidied(query.Get(searchField))} }

func tidied(typed string) string {
	all := []rune(strings.Join(strings.Fields(typed), " "))
	return string(all[:min(len(all), longestSought)])
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
	if err == nil && words == "" {
		err = errSearchOver
	}
	return Sought{Words: tidied(words), key: sought.key}, err
}

// errSearchOver is for a search of another session, or of yesterday: the whole list is not what was asked for.
var errSearchOver = problem.New(problem.NotFound,
	"Questa ricerca non c'è più: dura 12 ore, e finisce con l'accesso. Apri l'elenco e cerca di nuovo.")

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
	people, more, err := names.Search(r.Context(), visit.Municipality.ID, sought.Words)
	sought.More = more
	if problem.Is(err, problem.Invalid) {
		return sought, nil, nil // a number, or a letter
	}
	return sought, people, err
}

// Kept is a search whose words are kept under a form's key, "" for none.
func Kept(key string) Sought { return Sought{key: key} }

// KeptIn is the search that an address names, before its words are read.
func KeptIn(query url.Values) Sought { return Kept(query.Get(keptField)) }

// Key names kept words in an address, "" for none.
func (s Sought) Key() string { return s.key }

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

// folded is a text as searches compare it: small letters without accents and apostrophes.
func folded(text string) string {
	return strings.ReplaceAll(strings.ToLower(letters.ASCII(text)), "'", "")
}

// Fits reports whether each word is in one of the texts, with small or capital letters, other accents and apostrophes.
// Digits may be typed in groups.
func (s Sought) Fits(texts ...string) bool {
	words := strings.Fields(folded(s.Words))
	if len(words) == 0 {
		return s.Words == ""
	}
	if strings.Trim(s.Words, "0123456789 ") == "" {
		words = []string{strings.Join(words, "")}
	}
	plain := make([]string, 0, len(texts))
	for _, text := range texts {
		plain = append(plain, folded(text))
	}
	for _, word := range words {
		if !slices.ContainsFunc(plain, func(text string) bool { return strings.Contains(text, word) }) {
			return false
		}
	}
	return true
}
