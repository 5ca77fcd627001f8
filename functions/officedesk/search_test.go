package main

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// seek sends the form of a list's search and returns the list that it leads to.
func seek(t *testing.T, pages http.Handler, list, typed, key string) webtest.Answer {
	t.Helper()
	sent := webtest.Post(pages, "/ufficio/cerca", url.Values{"elenco": {list}, "q": {typed}, "form_id": {strings.Repeat(key, 32)}})
	to := sent.Header.Get("Location")
	if sent.Status != http.StatusSeeOther || !strings.HasPrefix(to, strings.SplitN(list, "?", 2)[0]) || typed != "" && strings.Contains(to, typed) {
		t.Fatalf("%d to %s: %s", sent.Status, to, sent.Text())
	}
	return webtest.Get(pages, to)
}

// fileOf is the file of what is on a page.
func fileOf(t *testing.T, pages http.Handler, page webtest.Answer) webtest.Answer {
	t.Helper()
	at := strings.Index(page.Body, "elenco.csv")
	if at < 0 {
		t.Fatal("the page has no file")
	}
	from, to := strings.LastIndex(page.Body[:at], `"`)+1, strings.Index(page.Body[at:], `"`)
	return webtest.Get(pages, html.UnescapeString(page.Body[from:at+to]))
}

// Goal: a list with people's names is searched by a form, whose words stand in no address; it keeps what was chosen, and its
// file has what was found. Method: reports by name, number and word, and bands by name; nothing typed shows all again.
func TestListsAreSearched(t *testing.T) {
	d, _ := told(t)
	pages := d.as(office.Clerk)
	for i, typed := range []string{"ferrari giulia", "1/2026", "febbre", "A001"} {
		page := seek(t, pages, "/ufficio/segnalazioni?stato=tutte", typed, fmt.Sprint(i))
		page.Expect(t, http.StatusOK, "1 segnalazione, dalla più recente", "Ferrari Giulia", "Mostra tutto")
		if file := fileOf(t, pages, page); strings.Count(file.Body, ";Nuova;") != 1 || !strings.Contains(file.Body, ";A001;Ferrari Giulia;;Nuova;") {
			t.Errorf("%s: %s", typed, file.Body)
		}
	}
	seek(t, pages, "/ufficio/segnalazioni", "maria bianchi", "8").Expect(t, http.StatusOK, "2 segnalazioni") // who told them
	seek(t, pages, "/ufficio/segnalazioni", "verdi", "5").Expect(t, http.StatusOK, "Nessun risultato per «verdi»")
	seek(t, pages, "/ufficio/segnalazioni", "", "6").Expect(t, http.StatusOK, "2 segnalazioni")

	_, err := d.school().SaveEnrolments(t.Context(), webtest.Tenant, "A001", []school.Enrolment{{
		Year: 2026, Service: school.Canteen, Class: "INF-API", ClassName: "Sezione Api", Band: "P3",
		From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 8),
	}})
	d.must(err)
	seek(t, pages, "/ufficio/segnalazioni", "ferrari api", "9").Expect(t, http.StatusOK, "1 segnalazione", "Ferrari Giulia", "Sezione Api")
	seek(t, pages, "/ufficio/segnalazioni", "ferrari bruchi", "a").Expect(t, http.StatusOK, "Nessun risultato per «ferrari bruchi»")

	for n := range 60 {
		pupil := fmt.Sprintf("B%03d", n)
		_, err := d.school().SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: pupil, Name: "Anna", FamilyName: "Rossi " + pupil}, nil)
		d.must(err)
		_, err = d.school().SaveEnrolments(t.Context(), webtest.Tenant, pupil, []school.Enrolment{{
			Year: 2026, Service: school.Canteen, Class: "PRI-3A", ClassName: "3A", SchoolName: "Primaria", Band: "P3",
			From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 8), ISEE: calendar.NewDay(2026, 12, 20),
		}})
		d.must(err)
	}
	page := seek(t, pages, "/ufficio/isee", "anna b059", "7") // it is not on the first page
	page.Expect(t, http.StatusOK, "1 fascia", "Rossi B059 Anna")
	if file := fileOf(t, pages, page); strings.Count(file.Body, "\r\n") != 2 {
		t.Errorf("%s", file.Body)
	}
}

// Goal: the form of a search leads to a list that the operator may open, and nowhere else. Method: lists of other roles, other
// sites and what is no address.
func TestSearchLeadsToListsOnly(t *testing.T) {
	d := newDesk(t)
	pages := d.as(office.Kitchen)
	for _, list := range []string{
		"", "/ufficio/isee", "/ufficio/nessuna", "https://example.org/ufficio/cucina", "//example.org/ufficio/cucina", "/conto", "::", "%zz",
	} {
		webtest.Post(pages, "/ufficio/cerca", url.Values{"elenco": {list}, "q": {"rossi"}}).Expect(t, http.StatusNotFound)
	}
}

// Goal: the desk can be taken as a file, which is on record, with the last evening and what is in order; it looks for pupils
// where the role may. Method: a clerk's and a cook's.
func TestDeskAsFile(t *testing.T) {
	d, _ := told(t)
	nights := ledger.Nights{Ops: d.ops, Clock: d.clock}
	d.must(nights.Save(t.Context(), ledger.Night{
		Municipality: webtest.Tenant, Day: calendar.NewDay(2026, 11, 20), Classes: 2, Meals: 1, Total: 460, Missing: []string{"SEC-1B"}, InDebt: 1, Owed: 920,
	}))
	pages := d.as(office.Clerk)
	webtest.Get(pages, "/ufficio").Expect(t, http.StatusOK, "Cognome e nome, codice fiscale", "Scarica (CSV)", "Stampa")
	file := webtest.Get(pages, "/ufficio/scrivania.csv")
	if !strings.Contains(file.Body, "Segnalazioni dei genitori;2 segnalazioni;da oggi;") {
		t.Errorf("%s", file.Body)
	}
	records, err := d.log().All(t.Context(), webtest.Tenant, office.Filter{Month: calendar.DayOf(d.now).Month()}, 10)
	if err != nil || len(records) != 1 || records[0].Object != "scrivania-2026-11-23.csv" {
		t.Errorf("%+v, %v", records, err)
	}
	if page := webtest.Get(d.as(office.Kitchen), "/ufficio"); strings.Contains(page.Body, "/ufficio/alunni") {
		t.Error("a cook looks for pupils")
	}
}
