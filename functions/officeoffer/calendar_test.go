package main

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

const closePath = "/ufficio/calendario/sospendi"

// Goal: a suspension shows what it gives back before it is entered, is entered once with its record, and can be taken
// back. Method: a snow day of the primary school that was debited; look, confirm twice with the same form, reopen twice.
func TestSuspension(t *testing.T) {
	f := newFixture(t, office.Clerk)
	snow := form("dal", "20/11/2026", "per", "PRI", "servizio", school.Canteen, "motivo", "Neve")
	webtest.Post(f.pages, closePath, snow).Expect(t, http.StatusOK,
		"2 pasti sono già addebitati a 2 alunni", "9,70 €", "1 classe", "20/11/2026", "Conferma la sospensione")
	if len(f.closures()) != 0 || len(f.records()) != 0 {
		t.Fatalf("looking has entered %+v, %+v", f.closures(), f.records())
	}
	snow.Set("passo", "conferma")
	for _, said := range []string{"Sospensione registrata. I pasti già addebitati", "Sospensione registrata."} {
		answer := webtest.Post(f.pages, closePath, snow)
		if answer.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", answer.Status, answer.Text())
		}
		webtest.Get(f.pages, answer.Header.Get("Location")).Expect(t, http.StatusOK, said, "Neve: Scuola primaria Bosco Verde")
	}
	if c := f.closures(); len(c) != 1 || c[0].Day != friday || c[0].Changed.String() != "2026-11-22" {
		t.Fatalf("%+v", c)
	}
	if r := f.records(); len(r) != 1 || r[0].Reason != "Neve" || !strings.Contains(r[0].Object, "Scuola primaria Bosco Verde, il 20/11/2026") {
		t.Fatalf("%+v", r)
	}
	back := form("dal", "2026-11-20", "al", "2026-11-20", "per", "PRI", "servizio", school.Canteen)
	webtest.Get(f.pages, "/ufficio/calendario/riapri?"+back.Encode()).Expect(t, http.StatusOK, "1 giorno torna di servizio", "Neve",
		"Per questi giorni stasera non si addebita nessun pasto")
	back.Set("form_id", strings.Repeat("1f", 16))
	webtest.Post(f.pages, "/ufficio/calendario/riapri", back).Expect(t, http.StatusUnprocessableEntity, "Scrivi il motivo")
	if len(f.closures()) != 1 {
		t.Fatal("a past day is open again without a reason")
	}
	back.Set("motivo", "Giorno sbagliato")
	for range 2 {
		if answer := webtest.Post(f.pages, "/ufficio/calendario/riapri", back); answer.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", answer.Status, answer.Text())
		}
	}
	if len(f.closures()) != 0 || len(f.records()) != 2 || !slices.ContainsFunc(f.records(), func(r office.Record) bool {
		return r.Reason == "Giorno sbagliato" && strings.HasSuffix(r.After, "pasti da addebitare stasera")
	}) {
		t.Errorf("%+v, %+v", f.closures(), f.records())
	}
	back.Set("form_id", strings.Repeat("2f", 16))
	webtest.Post(f.pages, "/ufficio/calendario/riapri", back).Expect(t, http.StatusConflict, "già riaperti")
	webtest.Post(f.pages, closePath, snow).Expect(t, http.StatusConflict, "Questo modulo è già stato usato")
	snow.Set("form_id", strings.Repeat("3f", 16)) // and closed once more
	webtest.Post(f.pages, closePath, snow)
	if len(f.closures()) != 1 || len(f.records()) != 3 {
		t.Errorf("closed once more: %+v, %+v", f.closures(), f.records())
	}
}

// Goal: a suspension of a file is opened, closed and opened again on the pages. Method: the three, each looked at first.
func TestSuspensionOfAFile(t *testing.T) {
	f := newFixture(t, office.Clerk)
	_, err := f.school.SaveClosure(t.Context(), webtest.Tenant, school.Closure{
		Day: calendar.NewDay(2026, 12, 7), School: "PRI", Service: school.Canteen, Reason: "Ponte",
	})
	f.must(err)
	back := form("dal", "2026-12-07", "al", "2026-12-07", "per", "PRI", "servizio", school.Canteen)
	again := form("dal", "7/12/2026", "per", "PRI", "servizio", school.Canteen, "motivo", "Ponte", "passo", "conferma")
	for n, step := range []struct {
		path string
		form url.Values
		left int
	}{{"/ufficio/calendario/riapri", back, 0}, {closePath, again, 1}, {"/ufficio/calendario/riapri", back, 0}} {
		if step.left == 0 {
			webtest.Get(f.pages, step.path+"?"+back.Encode()).Expect(t, http.StatusOK, "1 giorno torna di servizio")
		}
		step.form.Set("form_id", strings.Repeat(strconv.Itoa(n)+"a", 16))
		webtest.Post(f.pages, step.path, step.form).Expect(t, http.StatusSeeOther)
		if len(f.closures()) != step.left {
			t.Errorf("step %d: %+v", n, f.closures())
		}
	}
}

// Goal: several days, a class and another service go in at once; what is there already stays. Method: a strike of three
// days for a class over a weekend, then the same for the bus of everybody.
func TestSuspensionOfSeveralDays(t *testing.T) {
	f := newFixture(t, office.Administrator)
	strike := form("dal", "27/11/2026", "al", "1/12/2026", "per", "SEC/1B", "servizio", "", "motivo", "Sciopero", "passo", "conferma")
	done := webtest.Get(f.pages, webtest.Post(f.pages, closePath, strike).Header.Get("Location"))
	done.Expect(t, http.StatusOK, "Sospensione registrata.")
	if strings.Contains(done.Text(), "riaccreditano") {
		t.Errorf("nothing was debited, and it is given back: %s", done.Text())
	}
	c := f.closures()
	if len(c) != 4 || c[0].Class != "1B" || c[0].Service != "" || c[3].Day.String() != "2026-12-01" { // Saturday has other services
		t.Fatalf("%+v", c)
	}
	webtest.Get(f.pages, "/ufficio/calendario?mese=2026-12").Expect(t, http.StatusOK,
		"27/11/2026 01/12/2026 4 Scuola secondaria Alta Valle, classe 1B Tutti i servizi Sciopero", "Totale: 1 sospensione")
	strike.Set("form_id", strings.Repeat("1f", 16))
	strike.Set("al", "02/12/2026")
	webtest.Post(f.pages, closePath, strike)
	if c = f.closures(); len(c) != 5 {
		t.Errorf("a day more: %+v", c)
	}
	strike.Set("form_id", strings.Repeat("2f", 16))
	webtest.Post(f.pages, closePath, strike).Expect(t, http.StatusOK, "Già sospesi", "nessun giorno da sospendere")
	for path, want := range map[string]string{
		"csv":            "27/11/2026;02/12/2026;5;Scuola secondaria Alta Valle, classe 1B;Tutti i servizi;Sciopero\r\n",
		"calendario.csv": "27/11/2026;SEC;Sciopero;1B;\r\n",
	} {
		if file := webtest.Get(f.pages, "/ufficio/calendario/"+path+"?anno=2026"); !strings.Contains(file.Body, want) {
			t.Errorf("%s: %s", path, file.Body)
		}
	}
	if len(f.records()) != 4 {
		t.Errorf("%+v", f.records())
	}
	for typed, found := range map[string]bool{"sciopero 1b": true, "27/11/2026": true, "27 novembre": true, "neve": false} {
		query := "q=" + url.QueryEscape(typed)
		page := webtest.Get(f.pages, calendarPath+"?mese=2026-11&"+query)
		file := webtest.Get(f.pages, "/ufficio/calendario/csv?anno=2026&"+query)
		if !strings.Contains(page.Text(), "Sciopero: ") { // the month stays whole
			t.Errorf("%s: %s", typed, page.Text())
		}
		if strings.Contains(page.Text(), "Nessun risultato") == found || strings.Contains(file.Body, "Sciopero") != found {
			t.Errorf("%s: %s\n%s", typed, page.Text(), file.Body)
		}
		for _, path := range []string{"csv", "calendario.csv"} {
			if !strings.Contains(html.UnescapeString(page.Body), `"/ufficio/calendario/`+path+`?anno=2026&`+query) {
				t.Errorf("%s: %s of what is on screen is not on the page", typed, path)
			}
		}
	}
}

// Goal: what is typed wrong is said beside the field, and roles that only read get no form. Method: each field wrong; a
// reader's pages.
func TestSuspensionsThatAreWrong(t *testing.T) {
	f := newFixture(t, office.Clerk)
	for field, bad := range map[string]string{
		"dal": "31/02/2026", "al": "ieri", "per": "XXX", "servizio": "piscina", "motivo": "",
	} {
		values := form("dal", "20/11/2026", "per", "*", "servizio", school.Canteen, "motivo", "Neve", "passo", "conferma")
		values.Set(field, bad)
		answer := webtest.Post(f.pages, closePath, values)
		if answer.Status != http.StatusBadRequest || !strings.Contains(answer.Body, `id="`+field+`-errore"`) {
			t.Errorf("%s: %d %s", field, answer.Status, answer.Text())
		}
	}
	webtest.Post(f.pages, closePath, form("dal", "21/11/2026", "per", "*", "servizio", school.Canteen, "motivo", "Neve")).
		Expect(t, http.StatusBadRequest, "non c'è nulla da sospendere")
	webtest.Get(f.pages, "/ufficio/calendario/riapri?dal=x&al=y&per=*").Expect(t, http.StatusNotFound)
	if len(f.closures())+len(f.records()) != 0 {
		t.Errorf("%+v, %+v", f.closures(), f.records())
	}
	reader := newFixture(t, office.Reader)
	page := webtest.Get(reader.pages, "/ufficio/calendario")
	page.Expect(t, http.StatusOK, "novembre 2026")
	if strings.Contains(page.Body, closePath) {
		t.Error("a reader is offered the form")
	}
	webtest.Get(reader.pages, closePath).Expect(t, http.StatusForbidden)
}

// Goal: every link of the pages leads somewhere. Method: the links against template.yaml.
func TestLinks(t *testing.T) {
	f := newFixture(t, office.Clerk)
	for _, path := range []string{
		calendarPath, closePath, tariffsPath, tariffsPath + "/nuova", tariffsPath + "/copia", newsPath, newsPath + "/nuova",
	} {
		webtest.LinksAreRoutes(t, f.pages, path)
	}
}

// Goal: a day typed in words, which the portal reads, is not cut by the field. Method: the length that each form takes.
func TestDaysInWordsFit(t *testing.T) {
	f := newFixture(t, office.Clerk)
	days := regexp.MustCompile(`name="(?:dal|al)"[^>]* maxlength="(\d+)"`)
	for _, path := range []string{
		closePath, newsPath + "/nuova", "/ufficio/tariffe/nuova?anno=2026&servizio=mensa&fascia=B", "/ufficio/tariffe/copia?anno=2026",
	} {
		fields := days.FindAllStringSubmatch(webtest.Get(f.pages, path).Body, -1)
		if len(fields) != 2 {
			t.Errorf("%s has %d days", path, len(fields))
		}
		for _, field := range fields {
			if takes, err := strconv.Atoi(field[1]); err != nil || takes < len("30 settembre 2026") {
				t.Errorf("%s takes %d letters of a day, %v", path, takes, err)
			}
		}
	}
}

// Goal: the preview of a suspension says nothing of how many pupils when a register was corrected and not yet posted. Method: the snow
// day after one of the two pupils was marked absent.
func TestSuspensionOfACorrectedRegister(t *testing.T) {
	f := newFixture(t, office.Clerk)
	_, err := f.school.SaveMarks(t.Context(), webtest.Tenant, "3A", friday, map[string]school.Mark{"A2": school.Absent})
	f.must(err)
	page := webtest.Post(f.pages, closePath, form("dal", "20/11/2026", "per", "PRI", "servizio", school.Canteen, "motivo", "Neve"))
	page.Expect(t, http.StatusOK, "2 pasti sono già addebitati: stasera si riaccreditano 9,70 €")
	if strings.Contains(page.Text(), "1 alunno") {
		t.Error(page.Text())
	}
}
