package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// fixture is the pages with their tables on the emulator: two schools, two months, credit and debts.
type fixture struct {
	t     *testing.T
	pages http.Handler
	audit office.Log
	lists *int         // how many lists of debtors were read
	kept  office.Store // keeps what is sought
}

// counting counts the lists of debtors that are read.
type counting struct {
	figures.Store
	lists *int
}

// Debtors counts.
func (c counting) Debtors(ctx context.Context, tenant, school string) ([]figures.Debtors, error) {
	lists, err := c.Store.Debtors(ctx, tenant, school)
	*c.lists += len(lists)
	return lists, err
}

func newFixture(t *testing.T, empty bool, roles ...office.Role) fixture {
	t.Helper()
	clock := calendar.Fixed(webtest.Now())
	tables := rightstest.Tables(t)
	own := tables.As(t, "officefigures")
	people := school.Store{Core: tables.Core, Clock: clock}
	kept := figures.Store{Ops: tables.Ops}
	f := fixture{t: t, audit: office.Log{Table: tables.Audit, Clock: clock}, lists: new(int)}
	templates, err := web.NewPages(pages, "pages/*.html")
	f.must(err)
	f.must(templates.Check())
	site, err := webtest.OfficeSite(templates, webtest.Operator(roles...))
	f.must(err)
	f.kept = office.Store{Ops: kept.Ops, Clock: clock}
	f.pages = Handler{
		Site: site, Figures: counting{figures.Store{Ops: own.Ops}, f.lists}, School: school.Store{Core: own.Core, Clock: clock},
		Audit: office.Log{Table: own.Audit, Clock: clock}, Searches: office.Store{Core: own.Core, Ops: own.Ops, Clock: clock},
	}.Routes()
	for id, name := range map[string]string{"PRI": "Bosco Verde", "SEC": "Alta Valle"} {
		_, err := people.SaveSchool(t.Context(), webtest.Tenant, school.School{ID: id, Name: name})
		f.must(err)
	}
	if empty {
		return f
	}
	_, err = people.SaveClass(t.Context(), webtest.Tenant, school.Class{ID: "PRI-3A", Name: "3A", School: "PRI"})
	f.must(err)
	_, err = people.SaveGuardian(t.Context(), webtest.Tenant, school.Guardian{
		ID: "g1", Name: "Maria", FamilyName: "Verdi", Email: "vecchia@example.it",
	})
	f.must(err)
	f.must(people.SaveContacts(t.Context(), webtest.Tenant, "g1", school.Contacts{Email: "maria@example.it", Phone: "035 123456"}))
	_, err = people.SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: "A001", Name: "Luca", FamilyName: "Bianchi"},
		[]school.Guardianship{{Guardian: "g1", Role: school.Payer}})
	f.must(err)
	for month, rows := range map[string][]figures.Row{
		"2026-10": {{School: "PRI", Band: "B", Meals: 10, Total: 4500}},
		"2026-11": {{School: "PRI", Band: "B", Meals: 20, Total: 9000}, {School: "SEC", Band: "C", Meals: 10, Total: 5000}},
	} {
		f.must(kept.SaveMonth(t.Context(), webtest.Tenant, figures.Month{Month: month, Rows: rows, Built: webtest.Now()}))
	}
	f.must(kept.SaveDebts(t.Context(), webtest.Tenant, figures.Debts{Day: calendar.NewDay(2026, 11, 22), Schools: []figures.SchoolDebts{
		{School: "PRI", Credits: []figures.Sum{{Pupils: 4, Amount: 12000}, {}, {}, {Pupils: 1, Amount: 345}}, Debts: []figures.Sum{{Pupils: 1, Amount: 950}, {}, {}, {Pupils: 1, Amount: 50}}},
		{School: "SEC", Credits: []figures.Sum{{}, {Pupils: 1, Amount: 100}, {}, {}}, Debts: make([]figures.Sum, 4)},
	}}, []figures.Debtors{{School: "PRI", Built: webtest.Now(), List: []figures.Debtor{
		{Pupil: "A001", Class: "PRI-3A", Payer: "g1", Balance: -950, Since: calendar.NewDay(2026, 11, 10)},
		{Pupil: "A002", Class: "PRI-9Z", Balance: -50, Since: calendar.NewDay(2026, 5, 1)},
	}}, {School: "SEC", Built: webtest.Now()}}))
	return f
}

func (f fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f fixture) actions() string {
	f.t.Helper()
	found, _, err := f.audit.Month(f.t.Context(), webtest.Tenant, calendar.NewDay(2026, 11, 1).Month(), "", 50)
	f.must(err)
	var actions []string
	for _, record := range found {
		actions = append(actions, string(record.Action)+" "+record.Object)
	}
	return strings.Join(actions, "; ")
}

// Goal: the page adds up by month, by school and band, and by age, as a whole and for one school, and says how much of the
// cost families pay; each table has its drawings. Method: all schools with a cost, then one school; figures of another year.
func TestFigures(t *testing.T) {
	f := newFixture(t, false, office.Accounting)
	page := webtest.Get(f.pages, "/ufficio/prospetti?costo=6%2C50")
	page.Expect(t, http.StatusOK, "40 pasti , 185,00 €", "ottobre 2026 10 45,00 €", "novembre 2026 30 140,00 €",
		"Bosco Verde B 30 135,00 €", "Alta Valle C 10 50,00 €", "ne coprono il 71,2%", "Bosco Verde 30 135,00 € 195,00 € 69,2%",
		"6 alunni hanno un credito, per 124,45 € in tutto.", "2 alunni sono sotto zero, per 10,00 € in tutto.",
		"Bosco Verde 120,00 € 4 0,00 € 0 0,00 € 0 3,45 € 1 123,45 € 5", "Bosco Verde 9,50 € 1 0,00 € 0 0,00 € 0 0,50 € 1 10,00 € 2",
		"Totale 120,00 € 4 1,00 € 1 0,00 € 0 3,45 € 1 124,45 € 6", "Apri l’elenco dei debitori")
	if drawings := strings.Count(page.Body, `role="img"`); drawings != 11 {
		t.Errorf("%d drawings", drawings)
	}
	for _, label := range []string{">Bosco Verde: 135,00 €<", ">Alta Valle: 50,00 €<", ">Bosco Verde: 69,2%<", ">Alta Valle: 76,9%<",
		">Fascia B: 135,00 €<", ">Fascia C: 50,00 €<", ">Bosco Verde: 30 pasti<", ">Alta Valle: 10 pasti<", ">Fascia B: 30 pasti<",
		">Bosco Verde, fino a 30 giorni: 120,00 €<", ">Bosco Verde, oltre 180 giorni: 0,50 €<", ">Alta Valle, da 31 a 90 giorni: 1,00 €<"} {
		if !strings.Contains(strings.ReplaceAll(page.Body, "\u00a0", " "), label) {
			t.Errorf("no bar is labelled %s", label)
		}
	}
	one := webtest.Get(f.pages, "/ufficio/prospetti?scuola=SEC")
	one.Expect(t, http.StatusOK, "10 pasti , 50,00 €", "1 alunno ha un credito", "Scrivi qui sopra quanto costa")
	if strings.Contains(one.Text(), "Bosco Verde C") || strings.Contains(one.Text(), "Bosco Verde B 30") {
		t.Error(one.Text())
	}
	if link := `href="/ufficio/prospetti/mesi/csv?anno=2026&amp;scuola=SEC"`; !strings.Contains(one.Body, link) {
		t.Errorf("the file of a school's months is not at %s", link)
	}
	webtest.Get(f.pages, "/ufficio/prospetti?anno=2025").Expect(t, http.StatusOK, "non ci sono ancora dati")
	webtest.Get(f.pages, "/ufficio/prospetti?costo=molto").Expect(t, http.StatusBadRequest, "Scrivi quanto costa un pasto")
	webtest.Get(newFixture(t, true, office.Reader).pages, "/ufficio/prospetti").Expect(t, http.StatusOK, "non ci sono ancora dati")
	webtest.LinksAreRoutes(t, f.pages, "/ufficio/prospetti?costo=6")
	if f.actions() != "" {
		t.Errorf("looking at sums is noted: %s", f.actions())
	}
}

// Goal: each table is a file, whose export is noted. Method: every table, and one that is none.
func TestFiles(t *testing.T) {
	f := newFixture(t, false, office.Reader)
	for table, want := range map[string]string{
		"mesi": "2026-11;30;140,00\r\n", "fasce": "Alta Valle;C;10;50,00\r\n", "copertura": "Bosco Verde;30;135,00;195,00;69,2\r\n",
		"debiti": "Bosco Verde;4;120,00;0;0,00;0;0,00;1;3,45;5;123,45;1;9,50;0;0,00;0;0,00;1;0,50;2;10,00\r\n",
	} {
		file := webtest.Get(f.pages, "/ufficio/prospetti/"+table+"/csv?costo=6,5")
		if file.Status != http.StatusOK || !strings.Contains(file.Body, want) ||
			!strings.Contains(f.actions(), "Esportazione "+table+"-2026.csv: costo del pasto 6,5") {
			t.Errorf("%s: %d %s; %s", table, file.Status, file.Body, f.actions())
		}
	}
	webtest.Get(f.pages, "/ufficio/prospetti/mesi/csv?scuola=SEC&anno=2025").Expect(t, http.StatusOK)
	if !strings.Contains(f.actions(), "Esportazione mesi-2025.csv: scuola SEC") {
		t.Error(f.actions())
	}
	webtest.Get(f.pages, "/ufficio/prospetti/altro/csv").Expect(t, http.StatusNotFound)
	for _, path := range []string{"/ufficio/prospetti", "/ufficio/prospetti/mesi/csv"} {
		webtest.Get(f.pages, path+"?anno=1999").Expect(t, http.StatusBadRequest, "qualcosa che l’elenco non conosce (anno)")
	}
}

// Goal: who asks for one school's debtors has that list read and no other, and a school that is none is not all of them.
// Method: the lists that are read for each.
func TestDebtorsOfOneSchool(t *testing.T) {
	f := newFixture(t, false, office.Accounting)
	for school, want := range map[string]int{"": 2, "PRI": 1, "SEC": 1} {
		*f.lists = 0
		webtest.Get(f.pages, "/ufficio/prospetti/debitori?scuola="+school).Expect(t, http.StatusOK)
		if *f.lists != want {
			t.Errorf("%q: %d lists", school, *f.lists)
		}
	}
	webtest.Get(f.pages, "/ufficio/prospetti/debitori?scuola=ALTRA").Expect(t, http.StatusNotFound)
}

// Goal: the names of debtors are for those who deal with money alone, and whoever reads them is noted. Method: an accountant's
// page and file, of all schools, of one without debtors and of debts of a size, by the names of pupil and payer with and
// without the class, by amount and telephone; a school and a reader.
func TestDebtors(t *testing.T) {
	f := newFixture(t, false, office.Accounting)
	webtest.Get(f.pages, "/ufficio/prospetti/debitori").Expect(t, http.StatusOK,
		"2 alunni, in tutto 10,00 €", "Bianchi Luca A001 Bosco Verde 3A Maria Verdi 035 123456 maria@example.it −9,50 € 10/11/2026 fino a 30 giorni", "oltre 180 giorni")
	file := webtest.Get(f.pages, "/ufficio/prospetti/debitori/csv?scuola=PRI")
	if !strings.Contains(file.Body, "A001;Bianchi Luca;Bosco Verde;3A;-9,50;10/11/2026;fino a 30 giorni;Maria Verdi;035 123456;maria@example.it\r\n") {
		t.Error(file.Body)
	}
	for key, typed := range map[string]string{
		"a": "bianchi l", "b": "a001", "c": "3a", "e": "maria verdi", "f": "bianchi 3a", "g": "verdi bosco",
		"h": "9,50", "i": "bianchi 9,5", "j": "035123456", "k": "+39 035 12.34.56",
	} {
		f.must(f.kept.KeepSearch(t.Context(), webtest.Session(), key, typed))
		page := webtest.Get(f.pages, "/ufficio/prospetti/debitori?scuola=PRI&ricerca="+key)
		page.Expect(t, http.StatusOK, "1 alunno, in tutto 9,50 €", "Bianchi Luca")
		if !strings.Contains(page.Body, `href="/ufficio/prospetti/debitori/csv?ricerca=`+key+`&amp;scuola=PRI"`) {
			t.Errorf("%s: the file of what is on screen is not on the page", typed)
		}
	}
	for _, typed := range []string{"neri", "50", "035 12345"} {
		f.must(f.kept.KeepSearch(t.Context(), webtest.Session(), "d"+typed, typed))
		webtest.Get(f.pages, "/ufficio/prospetti/debitori?ricerca=d"+url.QueryEscape(typed)).Expect(t, http.StatusOK, "Nessun risultato per «"+typed+"»")
	}
	webtest.Get(f.pages, "/ufficio/prospetti/debitori?oltre=9,49").Expect(t, http.StatusOK, "1 alunno, in tutto 9,50 €")
	webtest.Get(f.pages, "/ufficio/prospetti/debitori?oltre=dieci").Expect(t, http.StatusBadRequest, "Scrivi quanti euro")
	webtest.Get(f.pages, "/ufficio/prospetti/debitori/csv?oltre=dieci").Expect(t, http.StatusBadRequest, "Scrivi quanti euro")
	webtest.Get(f.pages, "/ufficio/prospetti/debitori?oltre=9,50").Expect(t, http.StatusOK, "Nessun conto è oltre 9,50 € sotto zero")
	file = webtest.Get(f.pages, "/ufficio/prospetti/debitori/csv?oltre=5")
	if strings.Count(file.Body, "\r\n") != 2 {
		t.Error(file.Body)
	}
	webtest.Get(f.pages, "/ufficio/prospetti/debitori?scuola=SEC").Expect(t, http.StatusOK, "Nessun conto è sotto zero")
	for _, want := range []string{
		"Elenco dei debitori letto tutte le scuole", "Elenco dei debitori letto oltre 9,49\u00a0€", "Esportazione debitori.csv: scuola PRI",
		"Esportazione debitori.csv: oltre 5,00\u00a0€", "Elenco dei debitori letto scuola SEC",
	} {
		if !strings.Contains(f.actions(), want) {
			t.Errorf("%q is not in %s", want, f.actions())
		}
	}
	for _, role := range []office.Role{office.School, office.Reader} {
		other := newFixture(t, false, role)
		webtest.Get(other.pages, "/ufficio/prospetti/debitori").Expect(t, http.StatusForbidden)
		webtest.Get(other.pages, "/ufficio/prospetti/debitori/csv").Expect(t, http.StatusForbidden)
		if page := webtest.Get(other.pages, "/ufficio/prospetti"); strings.Contains(page.Body, "debitori") {
			t.Errorf("%s is offered the list", role)
		}
	}
}
