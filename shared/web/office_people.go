package web

import (
	"context"
	"net/http"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Names knows people by the beginnings of their names.
type Names interface {
	// Search returns problem.Invalid for what is too little for a name.
	Search(ctx context.Context, tenant, typed string) (found []school.Found, more bool, err error)
}

// SoughtPeople is a search of a list whose rows have people's codes, while the names stand elsewhere.
type SoughtPeople struct {
	Sought

	named map[person]bool     // who has the whole name that was typed
	names map[person][]string // the names of who has a word of it, and the classes
}

// person is a pupil or an adult, by id.
type person struct {
	id    string
	adult bool
}

// MostNames is how many words of a search are looked for by themselves.
const MostNames = 6

// SearchEach looks for several beginnings of names side by side: for each who has it, and whether there are more. What is too
// little for a name, a number or a letter, nobody has.
func SearchEach(ctx context.Context, names Names, tenant string, typed []string) ([][]school.Found, []bool, error) {
	people, more := make([][]school.Found, len(typed)), make([]bool, len(typed))
	reads := beside.New()
	for i, name := range typed {
		reads.Go(func() (err error) {
			people[i], more[i], err = names.Search(ctx, tenant, name)
			if problem.Is(err, problem.Invalid) {
				return nil
			}
			return err
		})
	}
	return people, more, reads.Wait()
}

// KeptPeople reads the search that an address names, and whose names begin so: with all of its words, or with one, because
// the others may stand in the row ("rossi 3A").
func KeptPeople(r *http.Request, visit Visit, searches Searches, names Names) (SoughtPeople, error) {
	sought, err := KeptSearch(r, visit, searches)
	found := SoughtPeople{Sought: sought, named: map[person]bool{}, names: map[person][]string{}}
	if err != nil || sought.Words == "" {
		return found, err
	}
	typed := []string{sought.Words}
	if words := strings.Fields(sought.Words); len(words) > 1 {
		typed = append(typed, words[:min(len(words), MostNames)]...)
	}
	people, more, err := SearchEach(r.Context(), names, visit.Municipality.ID, typed)
	whole := len(people[0]) > 0 && !strings.ContainsAny(sought.Words, "0123456789") // which no name has
	for i, some := range people {
		// That a word alone has too many names matters only where nobody has all of them.
		found.More = found.More || more[i] && (i == 0 || !whole)
		for _, one := range some {
			who := person{one.ID, one.Adult}
			found.named[who] = found.named[who] || i == 0 && whole
			found.names[who] = append(found.names[who], one.ListName(), one.ClassName)
		}
	}
	return found, err
}

// Fits reports whether a row is sought, by its texts and the names of its pupil and its adult ("" for none): one of them
// has the name, or each word is in a text, a name, or the class of who has such a name.
func (s SoughtPeople) Fits(pupil, adult string, texts ...string) bool {
	child, parent := person{id: pupil}, person{adult, true}
	if s.named[child] || s.named[parent] {
		return true
	}
	texts = append(texts, s.names[child]...)
	return s.Sought.Fits(append(texts, s.names[parent]...)...)
}
