package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
)

// fromField names in an address where a page of a list begins.
const fromField = "da"

// Asked is what an address asks of a list that is read page by page.
type Asked struct {
	// From is where the page begins, in the list's own words; "" for its start.
	From   string
	Sought Sought
	// Choices are what the list lets one choose beside the search: a month, a state.
	Choices url.Values
}

// AskedIn reads what an address asks, with those of its fields that are the list's choices.
func AskedIn(query url.Values, choices ...string) Asked {
	asked := Asked{From: query.Get(fromField), Sought: SoughtIn(query), Choices: url.Values{}}
	for _, name := range choices {
		if value := query.Get(name); value != "" {
			asked.Choices.Set(name, value)
		}
	}
	return asked
}

// Chosen reads one of the choices of a list from an address, "" where it has none. What the list does not offer is an error:
// the whole list is not what was asked for, least of all in a file.
func Chosen[T ~string](query url.Values, name string, offered []T) (T, error) {
	chosen := T(query.Get(name))
	if chosen != "" && !slices.Contains(offered, chosen) {
		return "", NotOffered(name)
	}
	return chosen, nil
}

// ChosenYear reads a school year as Chosen does, by its first calendar year; without one it is the present year.
func ChosenYear(query url.Values, visit Visit, offered []int) (int, error) {
	asked := query.Get("anno")
	if asked == "" {
		return visit.Today().SchoolYear(), nil
	}
	year, err := strconv.Atoi(asked)
	if err != nil || !slices.Contains(offered, year) {
		return 0, NotOffered("anno")
	}
	return year, nil
}

// SchoolYears are the school years that a page offers, the newest first: so many before the present one, and after it.
func SchoolYears(visit Visit, before, after int) []int {
	present := visit.Today().SchoolYear()
	years := make([]int, 0, before+1+after)
	for year := present + after; year >= present-before; year-- {
		years = append(years, year)
	}
	return years
}

// ChosenMonth reads a month as Chosen does, "2026-11", of which lists offer all; without one it is the present month.
func ChosenMonth(query url.Values, today calendar.Day) (calendar.Month, error) {
	asked := query.Get("mese")
	if asked == "" {
		return today.Month(), nil
	}
	month, err := calendar.ParseMonth(asked)
	if err != nil {
		return month, NotOffered("mese")
	}
	return month, nil
}

// NotOffered is the error of an address that asks for what its list does not offer under a name.
func NotOffered(name string) error {
	return problem.New(problem.Invalid, "L’indirizzo chiede qualcosa che l’elenco non conosce ("+name+"): apri l’elenco e "+
		"scegli di nuovo.")
}

// AskedOf is AskedIn for a list with people's names, whose search is kept apart from the address.
func AskedOf(r *http.Request, visit Visit, searches Searches, choices ...string) (Asked, error) {
	asked := AskedIn(r.URL.Query(), choices...)
	var err error
	asked.Sought, err = KeptSearch(r, visit, searches)
	return asked, err
}

// Query is the part of an address that asks for the list from its start.
func (a Asked) Query() url.Values {
	query := maps.Clone(a.Choices)
	if query == nil {
		query = url.Values{}
	}
	a.Sought.In(query)
	return query
}

// At is the address of a list or of its file, from where a page begins.
func (a Asked) At(path, from string) string {
	query := a.Query()
	if from != "" {
		query.Set(fromField, from)
	}
	return strings.TrimSuffix(path+"?"+query.Encode(), "?")
}

// About says for a record what was asked for: choices in words, as web.About takes them, and what was sought.
func (a Asked) About(pairs ...string) string {
	return About(append(pairs, "ricerca", a.Sought.About())...)
}

// Ways are the addresses around a page of a list.
type Ways struct {
	Asked

	// Path is the list's own address, All with the choices and without a search.
	Path, All string
	// Next is the address of the next page, "" on the last one; First leads back, "" on the first.
	Next, First string
	// CSV is the address of the same rows as a file.
	CSV string
}

// Ways returns the addresses around the page that was asked for. The next one begins at next, "" when this is the last.
func (a Asked) Ways(path, file, next string) Ways {
	ways := Ways{Asked: a, Path: path, All: Asked{Choices: a.Choices}.At(path, ""), CSV: a.At(file, a.From)}
	if next != "" {
		ways.Next = a.At(path, next)
	}
	if a.From != "" {
		ways.First = a.At(path, "")
	}
	return ways
}
