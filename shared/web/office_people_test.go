package web_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// crowd finds its people by the beginnings of their names, and says of some words that there are others.
type crowd struct{ many []string }

func (c crowd) Search(_ context.Context, _, typed string) (found []school.Found, more bool, err error) {
	words := letters.Words(typed)
	if len(strings.Join(words, "")) < 2 {
		return nil, false, problem.New(problem.Invalid, "Scrivi almeno due lettere.")
	}
	for _, one := range []school.Found{
		{ID: "A1", FamilyName: "De Rossi", Name: "Anna", ClassName: "Sezione Api"}, {ID: "A2", FamilyName: "Rossi", Name: "Luca"},
		{ID: "G1", Adult: true, FamilyName: "Bianchi", Name: "Maria"}, {ID: "A1", Adult: true, FamilyName: "Verdi", Name: "Ugo"},
	} {
		own := letters.Words(one.ListName())
		missing := slices.ContainsFunc(words, func(word string) bool {
			return !slices.ContainsFunc(own, func(part string) bool { return strings.HasPrefix(part, word) })
		})
		if !missing || strings.HasPrefix(letters.Compact(one.ListName()), letters.Compact(typed)) {
			found = append(found, one)
		}
	}
	return found, slices.Contains(c.many, typed), nil
}

// Goal: a row is found by the name of its pupil or its adult, by its own words, and by both together; a code is no name, and a
// pupil is no adult of the same id. Method: what people type, against one row of three.
func TestKeptPeople(t *testing.T) {
	for typed, want := range map[string]bool{
		"rossi anna": true, "derossi": true, "bianchi maria": true, "de rossi 3a": true, "3A rossi": true, "rossi 3b": false,
		"anna 2a": false, "rossi bianchi": true, "rossi luca": false, "verdi": false, "rodari anna": true, "rodari": true,
		"rossi api": true, "rossi bruchi": false, "12": false, "3a": true, "a1": true, "anna verdi": false,
	} {
		found := soughtPeople(t, typed, crowd{})
		if got := found.Fits("A1", "G1", "A1", "3A", "Primaria Rodari"); got != want {
			t.Errorf("%q: %t", typed, got)
		}
		if found.Fits("A3", "", "4C") || found.Words != typed {
			t.Errorf("%q: %+v finds another row", typed, found)
		}
	}
	if all := soughtPeople(t, "", crowd{}); !all.Fits("A3", "", "4C") {
		t.Error("nothing is sought, and not everything is found")
	}
}

// Goal: a search tells when there are more people than it finds, and that of a whole name does not because one of its words is
// common. Method: common words alone, in a whole name, with words of the row.
func TestKeptPeopleOfMany(t *testing.T) {
	many := crowd{many: []string{"anna", "rossi", "maria"}}
	for typed, want := range map[string]bool{"anna": true, "rossi anna": false, "anna 3a": true, "anna rodari": true, "ugo": false} {
		if found := soughtPeople(t, typed, many); found.More != want {
			t.Errorf("%q: %t", typed, found.More)
		}
	}
}

func soughtPeople(t *testing.T, typed string, names web.Names) web.SoughtPeople {
	t.Helper()
	visit := webtest.Visit()
	path := "/l"
	if typed != "" {
		path += "?ricerca=k"
	}
	found, err := web.KeptPeople(webtest.Request(http.MethodGet, path, nil), visit, kept{visit.Session.ID + " k": typed}, names)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
