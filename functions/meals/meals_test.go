package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// canteen answers for school and ledger: Anna in 3A, from 9 November in 3B before that.
type canteen struct{ role school.Role }

func november(n int) calendar.Day { return calendar.NewDay(2026, 11, n) }

func (c canteen) PupilsOf(context.Context, string, string) ([]school.Link, error) {
	return []school.Link{{Pupil: "A001", Name: "Anna", FamilyName: "Rossi", Class: "3A", ClassName: "3A", Role: c.role}}, nil
}

func (canteen) Enrolments(context.Context, string, string) ([]school.Enrolment, error) {
	return []school.Enrolment{
		{Pupil: "A001", Year: 2026, Service: school.Canteen, Class: "3B", To: november(8), From: calendar.NewDay(2026, 9, 14)},
		{Pupil: "A001", Year: 2026, Service: school.Canteen, Class: "3A", From: november(9)},
	}, nil
}

func (canteen) Classes(context.Context, string) ([]school.Class, error) {
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	return []school.Class{{ID: "3A", School: "PRI", Weekdays: week}, {ID: "3B", School: "PRI", Weekdays: week}}, nil
}

func (canteen) Closures(context.Context, string, calendar.Day, calendar.Day) ([]school.Closure, error) {
	return []school.Closure{{Day: november(13), School: school.EverySchool, Reason: "Festa del patrono"}}, nil
}

func (canteen) ClassDays(
	_ context.Context, _, class string, month calendar.Month,
) ([]school.ClassDay, error) {
	if month.Key() != "2026-11" {
		return nil, nil
	}
	mark := func(n int, mark school.Mark) school.ClassDay {
		return school.ClassDay{Class: class, Day: november(n), Version: 1, Marks: map[string]school.Mark{"A001": mark}}
	}
	if class == "3B" {
		return []school.ClassDay{mark(6, school.Present), mark(20, school.Absent)}, nil
	}
	return []school.ClassDay{mark(18, school.Plain), mark(19, school.Absent), mark(20, school.Present)}, nil
}

func (canteen) MealsOfDays(
	_ context.Context, _, _ string, from, _ calendar.Day,
) (map[calendar.Day][]ledger.Entry, error) {
	if from != november(1) {
		return nil, nil
	}
	detail := &ledger.MealDetail{Band: "B2", Price: 450}
	meal := ledger.Entry{Kind: ledger.Meal, Amount: -450, Meal: detail}
	return map[calendar.Day][]ledger.Entry{
		november(6): {meal}, november(18): {meal}, november(20): {meal},
		november(19): {meal, {Kind: ledger.Correction, Amount: 450, Meal: &ledger.MealDetail{Mark: "A"}}},
	}, nil
}

func newHandler(t *testing.T, role school.Role) http.Handler {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return Handler{Site: webtest.Site(parsed), School: canteen{role}, Ledger: canteen{role}}.Routes()
}

// Goal: every kind of day of a month is told, with its debit, and the totals fit. Method: a month
// with a change of class, a closure, a correction and days without register.
func TestMonth(t *testing.T) {
	var c canteen
	h := Handler{School: c, Ledger: c}
	asked := request{Child: school.Link{Pupil: "A001", Class: "3A"}, Month: november(1).Month()}
	found, err := h.read(t.Context(), webtest.Tenant, asked)
	if err != nil {
		t.Fatal(err)
	}
	got, err := found.lines(asked, "A001", november(22))
	if err != nil {
		t.Fatal(err)
	}
	states := map[int]string{}
	for _, one := range got.Lines {
		for n := 1; n <= 22; n++ {
			if one.Day == november(n) {
				states[n] = one.State
			}
		}
	}
	want := map[int]string{
		20: "Presente", 19: "Assente", 18: "Pasto in bianco", 17: "Non ancora registrata",
		13: "Servizio sospeso", 6: "Presente",
	}
	for n, state := range want {
		if states[n] != state {
			t.Errorf("%d November: %q, want %q", n, states[n], state)
		}
	}
	if _, shown := states[21]; shown {
		t.Error("a Saturday without canteen is shown")
	}
	if got.Meals != 3 || got.Total != 3*450 {
		t.Errorf("%d meals for %d cents", got.Meals, got.Total)
	}
}

// Goal: the page shows the month to a parent, and to a second adult without the tariff. Method: both.
func TestPage(t *testing.T) {
	answer := webtest.Get(newHandler(t, school.Payer), "/refezione")
	if answer.Status != http.StatusOK {
		t.Fatalf("status %d", answer.Status)
	}
	for _, text := range []string{"Anna Rossi", "novembre 2026", "fascia B2", "Festa del patrono", "13,50"} {
		if !strings.Contains(answer.Body, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	if answer = webtest.Get(newHandler(t, school.Viewer), "/refezione?figlio=A001&mese=2026-11"); strings.Contains(
		answer.Body, "fascia B2") {
		t.Error("a second adult sees the tariff band")
	}
}

// Goal: what the address asks for is checked. Method: foreign child, bad month, month to come, file.
func TestAddresses(t *testing.T) {
	h := newHandler(t, school.Payer)
	for path, status := range map[string]int{
		"/refezione?figlio=B999": http.StatusNotFound, "/refezione?mese=novembre": http.StatusBadRequest,
		"/refezione?mese=2099-01": http.StatusOK, "/refezione?mese=2026-09": http.StatusOK,
		"/refezione/presenze.csv?figlio=B999": http.StatusNotFound, "/refezione/altro": http.StatusNotFound,
	} {
		if answer := webtest.Get(h, path); answer.Status != status {
			t.Errorf("%s: status %d, want %d", path, answer.Status, status)
		}
	}
	answer := webtest.Get(h, "/refezione/presenze.csv?figlio=A001&mese=2026-11")
	if !strings.Contains(answer.Body, "19/11/2026;Anna Rossi;Assente;B2;-4,50;4,50") {
		t.Errorf("the file says %s", answer.Body)
	}
}

// Goal: trouble below gives the neutral page. Method: a store that fails.
func TestTrouble(t *testing.T) {
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	h := Handler{Site: webtest.Site(parsed), School: broken{}, Ledger: canteen{}}.Routes()
	if answer := webtest.Get(h, "/refezione"); answer.Status != http.StatusServiceUnavailable {
		t.Errorf("status %d", answer.Status)
	}
}

type broken struct{ canteen }

func (broken) Enrolments(context.Context, string, string) ([]school.Enrolment, error) {
	return nil, problem.New(problem.Unavailable, "Riprova tra qualche minuto.")
}
