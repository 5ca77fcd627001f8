package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// looking is a sheet's form that looks for somebody.
func looking(form map[string][]string, words string) map[string][]string {
	return plus(form, "passo", "cerca", "q", words)
}

// Goal: a sheet that is being marked is searched without the script: every pupil stays in the form with what was chosen, nothing is
// stored or on record, and no name stands in an address. Method: marks with a reason after the kitchen's count; one pupil found, all,
// nobody, no words; the form that comes back is sent; an address that asks for the same finds nobody.
func TestSearchKeepsTheMarks(t *testing.T) {
	c := newTown(t)
	c.tell("A001", friday(), school.Absent)
	h := c.as(office.School)
	c.now = at(9, 40, 0)
	marks := plus(sheet(friday(), "0", "PNB"), "motivo-N-A002", "errato", "motivo", "Errore nel registro")
	for _, one := range []struct {
		words, told, focus string
		found              int
	}{
		{"CARLÀ ross", "1 alunno trovato.", `name="stato-A003" value="B" autofocus checked`, 1},
		{"rossi", "3 alunni trovati.", `<a href="#alunno-A001" autofocus>`, 3},
		{"verdi", "Nessun alunno trovato per «verdi».", `value="verdi" autofocus`, 0},
		{" ", "Scrivi il cognome o il nome di un alunno.", `value="" autofocus`, 0},
	} {
		page := webtest.Post(h, address, looking(marks, one.words))
		page.Expect(t, http.StatusOK, one.told, "Le tue scelte restano: non abbiamo ancora registrato nulla.", "Non ancora inviato",
			"Comunicato dal genitore: assente", "Presente 1", "Pasto in bianco 1", "Non servito 1")
		for _, want := range []string{
			one.focus, `name="stato-A001" value="P" checked`, `name="stato-A002" value="N" checked`, `name="motivo-N-A002" value="errato" checked`,
			`name="versione" value="0"`, `<option value="Errore nel registro" selected>`,
		} {
			if !strings.Contains(page.Body, want) {
				t.Errorf("%q: no %s", one.words, want)
			}
		}
		if rows, found, focused := strings.Count(page.Body, `<fieldset class="presenza"`), strings.Count(page.Body, "<mark>"),
			strings.Count(page.Body, " autofocus"); rows != 3 || found != one.found || focused != 1 {
			t.Errorf("%q: %d rows, %d found, %d in focus", one.words, rows, found, focused)
		}
	}
	c.holds(friday(), "", 0)
	if records := c.records(); len(records) != 0 {
		t.Errorf("%+v", records)
	}
	if page := webtest.Get(h, address+"?passo=cerca&q=rossi"); strings.Contains(page.Body, "<mark>") || strings.Contains(page.Text(), "trovati") {
		t.Error("an address searches for names")
	}
	webtest.Post(h, address, plus(marks, "passo", "", "q", "rossi")).Expect(t, http.StatusSeeOther)
	c.holds(friday(), "PNB", 1)
}

// Goal: the search's button is the first of a sheet's form, so that Enter in a field sends nothing, and asks for no reason first.
// Method: the page of today after the kitchen's count, and a past day's correction.
func TestSearchIsTheFirstButton(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PPP")
	c.now = at(9, 40, 0)
	h := c.as(office.Clerk)
	for _, path := range []string{address, correctionPath} {
		body := webtest.Get(h, path).Body
		form := body[strings.Index(body, `<main`):]
		first := form[strings.Index(form, "<button"):]
		if !strings.HasPrefix(first, `<button class="btn btn-outline-primary" name="passo" value="cerca" formnovalidate>`) {
			t.Errorf("%s: the first button is %.100s", path, first)
		}
	}
}

// Goal: a search does not make a form forget which register it was made from, nor what somebody else sent. Method: another sends
// between page and search: the sheet that comes back is a conflict, and shows it after another search too.
func TestSearchForgetsNoConflict(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	webtest.Post(h, address, plus(sheet(friday(), "0", "PPA"), "form_id", strings.Repeat("01", 16))).Expect(t, http.StatusSeeOther)
	mine := func(version string) map[string][]string {
		return plus(sheet(friday(), version, "PAP"), "form_id", strings.Repeat("02", 16))
	}
	found := webtest.Post(h, address, looking(mine("0"), "anna"))
	found.Expect(t, http.StatusOK, "1 alunno trovato")
	if !strings.Contains(found.Body, `name="versione" value="0"`) {
		t.Error("the form would be sent over what nobody has seen")
	}
	conflict := webtest.Post(h, address, mine("0"))
	conflict.Expect(t, http.StatusConflict, "Rossi Bruno: ora Presente")
	if !strings.Contains(conflict.Body, `name="confronto" value="1"`) {
		t.Error("the form does not say what its page shows")
	}
	again := webtest.Post(h, address, looking(plus(mine("1"), "confronto", "1"), "carla"))
	again.Expect(t, http.StatusOK, "Intanto il registro è cambiato", "Rossi Bruno: ora Presente", "Rossi Carla Nel registro ora: Assente", "1 alunno trovato")
	if !strings.Contains(again.Body, `name="versione" value="1"`) || !strings.Contains(again.Body, `name="stato-A002" value="A" checked`) {
		t.Error("the search forgets the conflict or the choices")
	}
	c.holds(friday(), "PPA", 1)
	c.now = at(9, 40, 0)
	late := webtest.Post(h, address, mine("0"))
	late.Expect(t, http.StatusBadRequest, "scegli perché il registro cambia")
	if !strings.Contains(late.Body, `name="versione" value="0"`) {
		t.Error("asking for the reason makes the form forget which register it was made from")
	}
}

// Goal: who may not send a sheet does not get it by a search, and yesterday's form is refused. Method: a reader, another school's
// class, a form of the day before.
func TestSearchOpensNothing(t *testing.T) {
	c := newTown(t)
	form := looking(sheet(friday(), "0", "PPP"), "rossi")
	webtest.Post(c.as(office.Reader), address, form).Expect(t, http.StatusForbidden)
	webtest.Post(c.as(office.School), "/ufficio/presenze/classe/SEC-1A", form).Expect(t, http.StatusNotFound)
	webtest.Post(c.as(office.School), address, looking(sheet(friday().AddDays(-1), "0", "PPP"), "rossi")).Expect(t, http.StatusConflict,
		"Questo registro è di un altro giorno")
}

// Goal: a past day's correction is searched the same way, and Enter in the field of its reason leads on to the preview. Method: a pupil
// whom the register does not name stays so; words, none, and none with a reason.
func TestSearchInACorrection(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PP")
	h := c.as(office.Clerk)
	form := func(words, reason string) map[string][]string {
		return looking(plus(sheet(october(), "1", "AP"), "motivo", reason), words)
	}
	page := webtest.Post(h, correctionPath, form("carla", "Errore"))
	page.Expect(t, http.StatusOK, "1 alunno trovato", "Motivo della correzione")
	for _, want := range []string{`name="stato-A001" value="A" checked`, `name="stato-A003" value="P" autofocus>`, `name="motivo" value="Errore"`} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("no %s", want)
		}
	}
	webtest.Post(h, correctionPath, form("", "")).Expect(t, http.StatusOK, "Scrivi il cognome o il nome di un alunno.")
	webtest.Post(h, correctionPath, form("", "Errore")).Expect(t, http.StatusOK, "Rossi Anna Presente Assente", "Conferma la correzione")
	c.holds(october(), "PP", 1)
	c.mark(october(), "PA") // somebody else, meanwhile
	for _, shown := range []webtest.Answer{
		webtest.Post(h, correctionPath, form("carla", "Errore")),
		webtest.Post(h, correctionPath, plus(sheet(october(), "1", "AP"), "motivo", "")), // refused
	} {
		if !strings.Contains(shown.Body, `name="versione" value="1"`) {
			t.Errorf("the form goes on from another version than the one that was read: %s", shown.Text())
		}
	}
}
