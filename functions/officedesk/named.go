package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"serviziscolastici/shared/office"
)

// mentioned are the names of those whom records mention: pupils by code, adults and operators by id.
type mentioned struct{ pupils, people map[string]string }

// told is what a record is about, in the words of the register: codes of pupils with their names, and names in the place of
// ids, which nobody can read. Whom nobody knows any more stays as recorded.
func (n mentioned) told(r office.Record) string {
	words := strings.Fields(object(r))
	for i, word := range words {
		id := strings.TrimRight(word, ",")
		rest := word[len(id):]
		if name := n.people[id]; name != "" {
			words[i] = name + rest
		}
		if name := n.pupils[id]; name != "" && pupilAt(words, i) {
			words[i] = id + " (" + name + ")" + rest
		}
	}
	return strings.Join(words, " ")
}

// object is a record's, with its pupil where that is another thing.
func object(r office.Record) string {
	if r.Pupil == "" || strings.Contains(r.Object, "alunno "+r.Pupil) {
		return r.Object
	}
	return strings.TrimPrefix(r.Object+", alunno "+r.Pupil, ", ")
}

// pupilAt reports whether the word of an object is the code of a pupil: "alunno A001, a A002".
func pupilAt(words []string, i int) bool {
	return i > 0 && (words[i-1] == "alunno" || words[i-1] == "a")
}

// named reads the names of whom records mention, with one batch; those of operators are there.
func (h Handler) named(ctx context.Context, tenant string, records []office.Record, operators []office.Operator) (mentioned, error) {
	n := mentioned{people: make(map[string]string, len(operators))}
	for _, o := range operators {
		n.people[o.ID] = o.FullName()
	}
	pupils, adults := map[string]bool{}, map[string]bool{}
	for _, r := range records {
		words := strings.Fields(object(r))
		for i, word := range words {
			id := strings.TrimRight(word, ",")
			if pupilAt(words, i) {
				pupils[id] = true
			}
			if i > 0 && words[i-1] == "adulto" {
				adults[id] = true
			}
		}
	}
	found, err := h.People.Names(ctx, tenant, slices.Collect(maps.Keys(pupils)), slices.Collect(maps.Keys(adults)))
	n.pupils = found
	for id := range adults {
		n.people[id] = found[id]
	}
	return n, err
}
