package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// The names of a search in an address: the words themselves, or the key under which they are kept.
const (
	searchField = "q"
	keptField   = "ricerca"
)

// Sought is what an operator looks for in a list. Where it comes from:
//
//	the list has                      read with
//	no names, a search                SoughtIn, or AskedIn with the list's choices and pages
//	names in its own rows             KeptSearch, or AskedOf with the list's choices and pages
//	codes of people, named elsewhere  KeptPeople, whose Fits knows the names too
//
// KeptIn is the same search before its words are read, to know how much of a list to read meanwhile (Most); Kept is one
// whose words were just kept. Each leads on by Asked.Ways, and is typed into the partial seek or, kept, seekname.
type Sought struct {
	// Words are what was typed, "" for the whole list.
	Words string
	// More says that more people have such a name than a search finds.
	More bool

	folded string // the words as they are compared, with one blank between
	key    string // where the words are kept; "" when they stand in the address
}

// newSought is a search for what was typed, which is kept under a key, or "".
func newSought(typed, key string) Sought {
	all := []rune(strings.Join(strings.Fields(typed), " "))
	words := string(all[:min(len(all), longestSought)])
	compared := strings.Join(strings.Fields(folded(words)), " ")
	amount, err := money.Parse(words)
	switch {
	case strings.Trim(words, "0123456789 ") == "": // a number, which may be typed in groups
		compared = strings.ReplaceAll(compared, " ", "")
	case err == nil: // an amount, in whatever way people write it: "€ 12,5"
		compared = amount.Plain()
	}
	return Sought{Words: words, folded: compared, key: key}
}

// longestSought is how many letters of it count.
const longestSought = 80

// SoughtIn reads what an address looks for.
func SoughtIn(query url.Values) Sought { return newSought(query.Get(searchField), "") }

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
	return newSought(words, sought.key), err
}

// errSearchOver is for a search of another session, or of yesterday: the whole list is not what was asked for.
var errSearchOver = problem.New(problem.NotFound,
	"Questa ricerca non c'è più: dura 12 ore, e finisce con l'accesso. Apri l'elenco e cerca di nuovo.")

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
	if s.Words == "" && s.key == "" {
		return RowsPerPage
	}
	return mostSought
}

// folded is a text as searches compare it: small letters without accents and apostrophes.
func folded(text string) string {
	return strings.ReplaceAll(strings.ToLower(letters.ASCII(text)), "'", "")
}

// Fits reports whether each word is in one of the texts, with small or capital letters, other accents and apostrophes.
// Digits may be typed in groups. A text that is an amount (money.Cents.Plain) is meant as a whole, with any sign.
func (s Sought) Fits(texts ...string) bool {
	if s.folded == "" {
		return s.Words == ""
	}
	plain := make([]string, 0, len(texts))
	for _, text := range texts {
		plain = append(plain, folded(text))
		if strings.ContainsAny(text, "'’") { // "amico" begins a word of "D'Amico"
			plain = append(plain, folded(strings.Map(apart, text)))
		}
	}
	for word := range strings.FieldsSeq(s.folded) {
		if !slices.ContainsFunc(plain, func(text string) bool { return has(text, word) }) {
			return false
		}
	}
	return true
}

// apart is a blank for an apostrophe.
func apart(r rune) rune {
	if r == '\'' || r == '’' {
		return ' '
	}
	return r
}

// amounts are texts that are an amount, as money.Cents.Plain writes them.
var amounts = pattern.Of(`^-?[0-9]+,[0-9]{2}$`)

// has reports whether a word is in a text. One of letters begins a word there: "maria" is not in "primaria", "c" is in "fascia
// C" and not in "Bosco". One of digits begins a number or a code: "50" is in neither "302250" nor "a50f", "12" is in "12/2026".
func has(text, word string) bool {
	if amounts.Matches(text) {
		sought, err := money.Parse(strings.TrimPrefix(word, "-"))
		return err == nil && sought.Plain() == strings.TrimPrefix(text, "-")
	}
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return false
		}
		if at += from; at == 0 || !goesOn(text[at-1], word[0]) {
			return true
		}
		from = at + 1
	}
}

// goesOn reports whether what begins with a character only goes on where another stands before it.
func goesOn(before, first byte) bool {
	switch {
	case letter(first):
		return letter(before)
	case digit(first):
		return letter(before) || digit(before)
	default:
		return false
	}
}

func letter(b byte) bool { return b >= 'a' && b <= 'z' }

func digit(b byte) bool { return b >= '0' && b <= '9' }
