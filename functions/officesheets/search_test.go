package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// seek keeps what is sought and returns the query that asks for it.
func (c *town) seek(typed string) string {
	c.Helper()
	key := fmt.Sprintf("%x", typed)
	if err := c.searches.KeepSearch(c.Context(), webtest.Session(), key, typed); err != nil {
		c.Fatal(err)
	}
	return "?ricerca=" + key
}

// Goal: a class's month and the sheet of a day are searched by pupil, the sheet also by mark; totals and file are of what was
// found, the next month keeps the search, and no name stands in an address or a record. Method: what fits one pupil, and nobody.
func TestSheetsAreSearched(t *testing.T) {
	c := newTown(t)
	c.mark(friday(), "PAB")
	h := c.as(office.School)
	const day = address + "/giorno/2026-11-20"
	for _, one := range []struct{ path, file, typed, want string }{
		{address + "/mese", address + "/mese.csv", "rossi carla", "Rossi Carla"},
		{address + "/mese", address + "/mese.csv", "A003", "Rossi Carla"},
		{day, day + "/csv", "carla", "Rossi Carla Pasto in bianco"}, {day, day + "/csv", "in bianco", "Rossi Carla Pasto in bianco"},
	} {
		query := c.seek(one.typed)
		page := webtest.Get(h, one.path+query)
		page.Expect(t, http.StatusOK, one.want, "Ricerca: «"+one.typed+"»", "Mostra tutto")
		if strings.Contains(page.Text(), "Anna") {
			t.Errorf("%s shows somebody else: %s", one.typed, page.Text())
		}
		file := webtest.Get(h, one.file+query)
		if strings.Count(file.Body, "\r\n") != 2 || !strings.Contains(file.Body, "A003;Rossi Carla;") {
			t.Errorf("%s: %s", one.typed, file.Body)
		}
		if record := c.records()[0]; !strings.HasSuffix(record.Object, ".csv: ricerca di parole non riportate") {
			t.Errorf("%+v", record)
		}
		none := c.seek("verdi")
		webtest.Get(h, one.path+none).Expect(t, http.StatusOK, "Nessun risultato per «verdi»")
		if file := webtest.Get(h, one.file+none); strings.Count(file.Body, "\r\n") != 1 {
			t.Errorf("%s", file.Body)
		}
	}
	query := c.seek("carla")
	month := webtest.Get(h, address+"/mese"+query)
	month.Expect(t, http.StatusOK, "Pasti – – – – – – – – – – – – – – 1 1 1")
	if !strings.Contains(month.Body, address+"/mese?mese=2026-10&amp;ricerca=") {
		t.Error("the month before has lost the search")
	}
	webtest.Get(h, day+query).Expect(t, http.StatusOK, "Presente 0", "Pasto in bianco 1")
	webtest.Get(h, day+"?ricerca=altra").Expect(t, http.StatusNotFound, "Questa ricerca non c'è più")
}

// Goal: on a sheet that is marked a search hides nobody: it leads to the initial of a name, where there are two. Method:
// three pupils of one name, then fourteen; every pupil is there with every search; a reader's sheet leads to the day.
func TestMarkedSheetHidesNobody(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	if page := webtest.Get(h, address); strings.Contains(page.Body, "iniziali") {
		t.Error("there is a way from one initial to itself")
	}
	for n := range 11 {
		pupil := fmt.Sprintf("B%03d", n)
		c.enrol(pupil, "Dario", class, "B")
		if n < 2 {
			of, version, err := c.people.PupilVersion(t.Context(), webtest.Tenant, pupil)
			if err != nil {
				t.Fatal(err)
			}
			of.FamilyName = []string{"Èrcoli", "Esposito"}[n]
			if err := c.people.CorrectPupil(t.Context(), webtest.Tenant, version, of); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, query := range []string{"", c.seek("carla")} {
		page := webtest.Get(h, address+query)
		page.Expect(t, http.StatusOK, "iniziale del cognome E R E Esposito Dario")
		if pupils := strings.Count(page.Body, `id="alunno-`); pupils != 14 {
			t.Errorf("%d pupils", pupils)
		}
		for _, link := range []string{`href="#alunno-A001">R<`, `href="#alunno-B001">E<`, `href="#alunno-B000">E<`} {
			if !strings.Contains(page.Body, link) {
				t.Errorf("no %s", link)
			}
		}
	}
	webtest.Get(h, address).Expect(t, http.StatusOK, "Mese della classe Elenco da cercare e stampare Scarica (CSV)")
	reader := webtest.Get(c.as(office.Reader), address)
	if !strings.Contains(reader.Body, `name="elenco" value="`+address+`/giorno/2026-11-20"`) {
		t.Error("whoever only reads cannot search the sheet")
	}
}
