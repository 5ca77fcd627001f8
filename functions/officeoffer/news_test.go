package main

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

func newsOf(f fixture) []school.News {
	f.t.Helper()
	all, err := f.school.News(f.t.Context(), webtest.Tenant)
	f.must(err)
	return all
}

// Goal: a message is shown as parents read it, is published once, reaches the families of its class alone, and can be taken
// back. Method: a message of two paragraphs for 3A with a message to phones; look, publish twice, take back twice.
func TestMessageToFamilies(t *testing.T) {
	f := newFixture(t, office.Clerk)
	asked := form("titolo", "Uscita al museo", "testo", "Si parte alle 8.\r\n\r\nPranzo al sacco.", "per", "PRI/3A",
		"dal", "22/11/2026", "al", "25/11/2026", "invia", "si")
	page := webtest.Post(f.pages, newsPath+"/nuova", asked)
	page.Expect(t, http.StatusOK, "Come la leggono le famiglie", "Si parte alle 8. Pranzo al sacco.", "Scuola primaria Bosco Verde, classe 3A", "App IO")
	if len(newsOf(f))+len(f.looks.asked) != 0 {
		t.Fatal("looking has published")
	}
	asked.Set("passo", "conferma")
	for range 2 {
		if answer := webtest.Post(f.pages, newsPath+"/nuova", asked); answer.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", answer.Status, answer.Text())
		}
	}
	all := newsOf(f)
	if len(all) != 1 || len(f.records()) != 1 || f.looks.asked[0].Class != "3A" {
		t.Fatalf("%+v, %+v, %+v", all, f.records(), f.looks.asked)
	}
	for class, sees := range map[string]int{"3A": 1, "4A": 0} {
		if shown := school.NewsFor(all, []school.Link{{School: "PRI", Class: class}}, calendar.NewDay(2026, 11, 23)); len(shown) != sees {
			t.Errorf("%s reads %+v", class, shown)
		}
	}
	webtest.Get(f.pages, newsPath).Expect(t, http.StatusOK, "Uscita al museo", "Visibile", "Totale: 1 comunicazione")
	for range 2 {
		answer := webtest.Post(f.pages, newsPath+"/ritira", form("codice", all[0].ID))
		if answer.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", answer.Status, answer.Text())
		}
	}
	if all = newsOf(f); len(all) != 1 || !all[0].Withdrawn || len(f.records()) != 2 {
		t.Errorf("%+v, %+v", all, f.records())
	}
	webtest.Get(f.pages, newsPath).Expect(t, http.StatusOK, "Ritirata")
	if file := webtest.Get(f.pages, newsPath+"/csv"); !strings.Contains(file.Body, "22/11/2026;25/11/2026;") || !strings.Contains(file.Body, ";Ritirata") {
		t.Errorf("file:\n%s", file.Body)
	}
	webtest.Post(f.pages, newsPath+"/ritira", form("codice", "U-altro")).Expect(t, http.StatusNotFound)
}

// Goal: messages for later or for the portal alone disturb nobody now. Method: one of each.
func TestQuietMessages(t *testing.T) {
	f := newFixture(t, office.Clerk)
	for _, more := range [][2]string{{"dal", "23/11/2026"}, {"invia", ""}} {
		asked := form("titolo", "Nuovo menù invernale", "testo", "Da lunedì.", "per", "*", "dal", "22/11/2026", "invia", "si", "passo", "conferma")
		asked.Set(more[0], more[1])
		asked.Set("form_id", strings.Repeat(string(more[0][0])+"0", 16))
		if more[0] == "invia" {
			asked.Set("form_id", strings.Repeat("a0", 16))
		}
		if answer := webtest.Post(f.pages, newsPath+"/nuova", asked); answer.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", answer.Status, answer.Text())
		}
	}
	if len(newsOf(f)) != 2 || len(f.looks.asked) != 0 {
		t.Errorf("%+v, %+v", newsOf(f), f.looks.asked)
	}
}

// Goal: what is typed wrong is said beside the field. Method: each field wrong.
func TestMessagesThatAreWrong(t *testing.T) {
	f := newFixture(t, office.Clerk)
	for field, bad := range map[string]string{
		"titolo": "Breve", "testo": " ", "per": "PRI/1B", "dal": "21/11/2026", "al": "01/11/2026",
	} {
		asked := form("titolo", "Nuovo menù invernale", "testo", "Da lunedì.", "per", "*", "dal", "22/11/2026", "passo", "conferma")
		asked.Set(field, bad)
		answer := webtest.Post(f.pages, newsPath+"/nuova", asked)
		if answer.Status != http.StatusBadRequest || !strings.Contains(answer.Body, `id="`+field+`-errore"`) {
			t.Errorf("%s: %d %s", field, answer.Status, answer.Text())
		}
	}
	if len(newsOf(f)) != 0 {
		t.Errorf("%+v", newsOf(f))
	}
}

// Goal: a message is found by its title, text and whom it is for; the total and the file are of what was found. Method: two
// messages, each sought by what it alone has, and nothing.
func TestMessagesAreSearched(t *testing.T) {
	f := newFixture(t, office.Clerk)
	for i, n := range []school.News{
		{Title: "Uscita al museo", Text: "Pranzo al sacco.", School: "PRI", Class: "3A"},
		{Title: "Nuovo menù invernale", Text: "Da lunedì.", School: school.EverySchool},
	} {
		n.ID, n.From = "U-"+string(rune('1'+i)), calendar.NewDay(2026, 11, 22)
		f.must(f.school.Publish(t.Context(), webtest.Tenant, n))
	}
	for typed, want := range map[string]string{"MUSEO": "Uscita", "sacco": "Uscita", "3a bosco": "Uscita", "menù lunedì": "Nuovo menù"} {
		query := "?" + url.Values{"q": {typed}}.Encode()
		page := webtest.Get(f.pages, newsPath+query)
		page.Expect(t, http.StatusOK, want, "Totale: 1 comunicazione")
		if !strings.Contains(html.UnescapeString(page.Body), `href="`+newsPath+"/csv"+query+`"`) {
			t.Errorf("the file of %q is not on the page", typed)
		}
		if file := webtest.Get(f.pages, newsPath+"/csv"+query); strings.Count(file.Body, "\r\n") != 2 || !strings.Contains(file.Body, want) {
			t.Errorf("%q: %s", typed, file.Body)
		}
	}
	webtest.Get(f.pages, newsPath+"?q=gita").Expect(t, http.StatusOK, "Nessun risultato per «gita»")
	if !slices.ContainsFunc(f.records(), func(r office.Record) bool { return r.Object == "comunicazioni.csv: ricerca MUSEO" }) {
		t.Errorf("%+v", f.records())
	}
}
