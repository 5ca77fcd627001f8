package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// fixture answers for school and ledger: Anna in 3A, from 9 November in 3B before that.
type fixture struct{ role school.Role }

func november(n int) calendar.Day { return calendar.NewDay(2026, 11, n) }

func (c fixture) PupilsOf(context.Context, string, string) ([]school.Link, error) {
	return []school.Link{{
		Pupil: "A001", Name: "Anna", FamilyName: "Rossi", Class: "3A", ClassName: "3A", Role: c.role, School: "PRI",
		SchoolName: "Primaria",
	}}, nil
}

func (fixture) Enrolments(context.Context, string, string) ([]school.Enrolment, error) {
	return []school.Enrolment{
		{Service: school.Canteen, Class: "3B", From: calendar.NewDay(2026, 9, 14), To: november(8)},
		{Service: school.Canteen, Class: "3A", From: november(9)},
	}, nil
}

func (fixture) Schools(context.Context, string) ([]school.School, error) {
	return []school.School{{ID: "PRI", AbsenceLimit: 9*60 + 30}}, nil
}

func (fixture) Menus(_ context.Context, _, of string, from, _ calendar.Day) ([]school.Menu, error) {
	if from != november(16) {
		return nil, nil
	}
	menu := func(day int, diet, dish string, allergens ...string) school.Menu {
		return school.Menu{
			Day: november(day), School: of, Diet: diet,
			Dishes: []school.Dish{{Course: "Primo", Name: dish, Allergens: allergens}},
		}
	}
	if of == school.EverySchool {
		return []school.Menu{menu(16, "", "Pasta", "glutine"), menu(16, "Vegana", "Farro", "glutine", "sedano"), menu(17, "", "Riso")}, nil
	}
	return []school.Menu{menu(17, "", "Minestra", "sedano")}, nil
}

func (fixture) Of(context.Context, string, string, calendar.Day, calendar.Day) ([]absence.Notice, error) {
	at := november(16).At(7*60 + 5)
	return []absence.Notice{
		{Day: november(16), Mark: school.Absent, Number: "482190375512", At: at},
		{Day: november(19), Mark: school.Absent, Number: "482190375512", At: at},
		{Day: november(20), Mark: school.Absent, Number: "482190375512", At: at, Withdrawn: at},
	}, nil
}

func (fixture) Tell(context.Context, string, []absence.Notice) error { return nil }

func (fixture) Withdraw(context.Context, string, []absence.Notice, time.Time) error { return nil }

func (fixture) Classes(context.Context, string) ([]school.Class, error) {
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	return []school.Class{
		{ID: "3A", School: "PRI", Weekdays: week}, {ID: "3B", School: "PRI", Weekdays: week},
	}, nil
}

func (fixture) Closures(context.Context, string, calendar.Day, calendar.Day) ([]school.Closure, error) {
	return []school.Closure{
		{Day: november(13), School: school.EverySchool, Reason: "Festa del patrono"},
		{Day: november(14), School: school.EverySchool, Reason: "Un sabato"},
	}, nil
}

func (fixture) ClassDays(
	_ context.Context, _, class string, month calendar.Month,
) ([]school.ClassDay, error) {
	if month.Key() != "2026-11" {
		return nil, nil
	}
	mark := func(n int, mark school.Mark) school.ClassDay {
		marks := map[string]school.Mark{"A001": mark}
		return school.ClassDay{Class: class, Day: november(n), Version: 1, Marks: marks}
	}
	if class == "3B" {
		return []school.ClassDay{mark(6, school.Present), mark(20, school.Absent)}, nil
	}
	return []school.ClassDay{
		mark(16, school.Present), mark(18, school.Plain), mark(19, school.Absent), mark(20, school.Present),
	}, nil
}

func (fixture) MealsOfDays(
	_ context.Context, _, _ string, from, _ calendar.Day,
) (map[calendar.Day][]ledger.Entry, error) {
	if from != november(1) {
		return nil, nil
	}
	detail := &ledger.MealDetail{Band: "B2", Price: 450}
	meal := ledger.Entry{Kind: ledger.Meal, Amount: -450, Meal: detail}
	undone := ledger.Entry{Kind: ledger.Correction, Amount: 450}
	redone := ledger.Entry{Kind: ledger.Correction, Amount: -450}
	return map[calendar.Day][]ledger.Entry{
		november(6): {meal, undone, redone}, november(18): {meal}, november(20): {meal},
		november(19): {meal, {Kind: ledger.Correction, Amount: 450, Meal: &ledger.MealDetail{Mark: "A"}}},
	}, nil
}

func newHandler(t *testing.T, role school.Role) http.Handler {
	t.Helper()
	return Handler{Site: newSite(t), School: fixture{role}, Ledger: fixture{role}, Notices: fixture{role}}.Routes()
}

func newSite(t *testing.T) *web.Site {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return webtest.Site(parsed)
}

// Goal: every kind of day of a month is told, with its debit, and the totals fit. Method: a month
// with a change of class, a closure, a correction and days without register, asked for in both ways.
func TestMonth(t *testing.T) {
	for _, path := range []string{"/refezione?vista=elenco", "/refezione?figlio=A001&mese=2026-11&vista=elenco"} {
		answer := webtest.Get(newHandler(t, school.Payer), path)
		answer.Expect(t, http.StatusOK,
			"20/11/2026 venerdì Presente Segnala fascia B2, 4,50 € −4,50 €",
			"19/11/2026 giovedì Assente Segnala fascia B2, 4,50 € −4,50 € +4,50 €",
			"18/11/2026 mercoledì Pasto in bianco Segnala fascia B2, 4,50 € −4,50 €",
			"17/11/2026 martedì In attesa si sa entro la sera del 01/12/2026 Segnala 16/11/2026 lunedì Presente Assenza comunicata alle 7:05 del 16/11/2026 "+
				"(numero 4821 9037 5512), ma il registro della classe segna presente: per questo il pasto si paga. "+
				"Segnala da applicare non ancora",
			"13/11/2026 venerdì Sospeso Festa del patrono Segnala 12/11/2026", "05/11/2026 giovedì Non registrato Segnala 04/11/2026",
			"06/11/2026 venerdì Presente Segnala fascia B2, 4,50 € −4,50 € 0,00 €", // undone and redone
			"Totale −18,00 € +4,50 €", "Pasti del mese: 4", "Spesa del mese: 13,50 €")
		for _, absent := range []string{"21/11/2026 sabato", "23/11/2026 lunedì"} { // a Saturday without canteen, tomorrow
			if strings.Contains(answer.Text(), absent) {
				t.Errorf("%s shows %s", path, absent)
			}
		}
	}
}

// Goal: the neighbouring months lead from the first enrolment to today and no further. Method: both ends.
func TestNeighbours(t *testing.T) {
	h := newHandler(t, school.Payer)
	for month, want := range map[string][2]bool{
		"2026-11": {true, false}, "2026-10": {true, true}, "2026-09": {false, true}, "2026-08": {false, true},
	} {
		page := webtest.Get(h, "/refezione?figlio=A001&mese="+month)
		asked, err := calendar.ParseMonth(month)
		if err != nil {
			t.Fatal(err)
		}
		for i, neighbour := range []calendar.Month{asked.Previous(), asked.Next()} {
			link := `href="/refezione?figlio=A001&amp;mese=` + neighbour.Key() + `"`
			if strings.Contains(page.Body, link) != want[i] {
				t.Errorf("%s: a link to %s is %v, want %v", month, neighbour.Key(), !want[i], want[i])
			}
		}
	}
}

// Goal: who has nothing to see is told why. Method: a month before the first, a child who does not eat
// at school, a parent without children; page and file.
func TestNothingToShow(t *testing.T) {
	h := newHandler(t, school.Payer)
	webtest.Get(h, "/refezione?figlio=A001&mese=2026-08").Expect(t, http.StatusOK,
		"settembre 2026 agosto 2026 Mostra Assenza o pasto in bianco Menù Anna Rossi, agosto 2026",
		"Non ci sono giorni di mensa da mostrare in agosto 2026")
	for who, text := range map[School]string{
		home{}: "Non risulta un'iscrizione alla refezione per Anna Rossi", alone{}: "Nessun alunno collegato",
	} {
		h := Handler{Site: newSite(t), School: who, Ledger: alone{}, Notices: alone{}}.Routes()
		webtest.Get(h, "/refezione").Expect(t, http.StatusOK, text)
		webtest.Get(h, "/refezione/presenze.csv").Expect(t, http.StatusOK, "Data;Alunno;Stato;Comunicato")
	}
}

// home has a child who does not eat at school; alone has no child.
type (
	home  struct{ fixture }
	alone struct{ fixture }
)

func (home) Enrolments(context.Context, string, string) ([]school.Enrolment, error) { return nil, nil }

func (alone) PupilsOf(context.Context, string, string) ([]school.Link, error) { return nil, nil }

func (alone) MealsOfDays(
	context.Context, string, string, calendar.Day, calendar.Day,
) (map[calendar.Day][]ledger.Entry, error) {
	return nil, nil
}

// Goal: the page shows the month to a parent, and to a second adult without the tariff, also as a file.
// Method: both.
func TestPage(t *testing.T) {
	answer := webtest.Get(newHandler(t, school.Payer), "/refezione?vista=elenco")
	if answer.Status != http.StatusOK {
		t.Fatalf("status %d", answer.Status)
	}
	for _, text := range []string{"Anna Rossi", "novembre 2026", "fascia B2", "Festa del patrono", "13,50"} {
		if !strings.Contains(answer.Body, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	if answer = webtest.Get(newHandler(t, school.Viewer), "/refezione?figlio=A001&mese=2026-11&vista=elenco"); strings.Contains(
		answer.Body, "fascia B2") || strings.Contains(answer.Body, "€") {
		t.Error("a second adult sees the tariff band, or amounts from which it follows")
	}
	file := webtest.Get(newHandler(t, school.Viewer), "/refezione/presenze.csv?figlio=A001&mese=2026-11")
	if !strings.Contains(file.Body, "19/11/2026;Anna Rossi;Assente;\r\n") || strings.Contains(file.Body, ",50") {
		t.Errorf("a second adult's file says %s", file.Body)
	}
}

// Goal: what the address asks for is checked. Method: foreign child, bad month, month to come, file.
func TestAddresses(t *testing.T) {
	h := newHandler(t, school.Payer)
	for path, status := range map[string]int{
		"/refezione?figlio=B999": http.StatusNotFound, "/refezione?mese=novembre": http.StatusBadRequest,
		"/refezione?mese=2099-01": http.StatusOK, "/refezione?mese=2026-13": http.StatusBadRequest,
		"/refezione?figlio=A001%23x":          http.StatusNotFound,
		"/refezione/presenze.csv?figlio=B999": http.StatusNotFound, "/refezione/altro": http.StatusNotFound,
	} {
		if answer := webtest.Get(h, path); answer.Status != status {
			t.Errorf("%s: status %d, want %d", path, answer.Status, status)
		}
	}
	answer := webtest.Get(h, "/refezione/presenze.csv?figlio=A001&mese=2026-11")
	if name := answer.Header.Get("Content-Disposition"); !strings.Contains(name, "presenze-anna-2026-11.csv") {
		t.Errorf("file name: %s", name)
	}
	if !strings.Contains(answer.Body, "19/11/2026;Anna Rossi;Assente;;B2;;-4,50;4,50") {
		t.Errorf("the file says %s", answer.Body)
	}
}

// Goal: trouble below gives the neutral page. Method: a store that fails.
func TestTrouble(t *testing.T) {
	h := Handler{Site: newSite(t), School: broken{}, Ledger: fixture{}, Notices: fixture{}}.Routes()
	if answer := webtest.Get(h, "/refezione"); answer.Status != http.StatusServiceUnavailable {
		t.Errorf("status %d", answer.Status)
	}
}

type broken struct{ fixture }

func (broken) Enrolments(context.Context, string, string) ([]school.Enrolment, error) {
	return nil, problem.New(problem.Unavailable, "Riprova tra qualche minuto.")
}
