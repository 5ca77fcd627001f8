package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a page asks the tables in few steps one after the other, also in a Comune of a hundred classes; session and operator
// are two more; the kitchen's page, which is loaded every minute, remembers the schools and classes of the time before. Method: every call takes one second of a clock that only moves
// while all wait.
func TestSteps(t *testing.T) {
	past := "/giorno/2026-11-19"
	for _, page := range []struct {
		path string
		form url.Values
		want time.Duration
	}{
		{"/ufficio/presenze", nil, 2}, {"/ufficio/presenze/classe/K000", nil, 2}, {"/ufficio/presenze/classe/K000/mese", nil, 1},
		{"/ufficio/presenze/classe/K000" + past, nil, 2}, {"/ufficio/presenze/classe/K000" + past + "/correzione", nil, 2},
		{"/ufficio/presenze/classe/K000", url.Values{"giorno": {"2026-11-20"}, "versione": {"0"}, "stato-P000000": {"P"}}, 2},
		{"/ufficio/presenze/classe/K000", url.Values{
			"giorno": {"2026-11-20"}, "versione": {"0"}, "stato-P000000": {"P"}, "passo": {"cerca"}, "q": {"P"},
		}, 2},
		{"/ufficio/presenze/classe/K000" + past + "/correzione", url.Values{
			"versione": {"0"}, "stato-P000000": {"P"}, "motivo": {"Errore"}, "passo": {"verifica"},
		}, 2},
		{"/ufficio/presenze/classe/K000/ricalcolo", url.Values{"dal": {"14/9/2026"}, "motivo": {"ISEE"}, "passo": {"verifica"}}, 2},
		{"/ufficio/cucina", nil, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := slowSite(t)
			webtest.Get(h, "/ufficio/cucina").Expect(t, http.StatusOK, "Cucina CENTRO: 2400 pasti Normali 2400 In bianco 0 Diete speciali 0 Registri mancanti 100")
			begun := time.Now()
			if page.form == nil {
				webtest.Get(h, page.path).Expect(t, http.StatusOK)
			} else if got := webtest.Post(h, page.path, page.form); got.Status >= http.StatusBadRequest {
				t.Errorf("%s: %d: %s", page.path, got.Status, got.Text())
			}
			if took := time.Since(begun); took != page.want*time.Second {
				t.Errorf("%s: %s, want %d steps", page.path, took, page.want)
			}
		})
	}
}

// slowSite is the site of an administrator in a slow Comune.
func slowSite(t *testing.T) http.Handler {
	t.Helper()
	files, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	site, err := webtest.OfficeSite(files, webtest.Operator(office.Administrator))
	if err != nil {
		t.Fatal(err)
	}
	site.Clock = calendar.Fixed(at(8, 30, 0))
	return Handler{
		Site: site, Sheets: presence.Store{School: slow{}, Notices: slow{}, Figures: slow{}, Kept: slow{}, Offer: &presence.Offer{Clock: calendar.System()}}, Asks: slow{},
		Prices: debit.Preview{Accounts: debit.Accounts{School: slow{}, Ledger: slow{}}, Offer: slow{}, Done: slow{}},
	}.Routes()
}

// slow is a Comune with a hundred classes of twenty-five pupils, of whom one is told absent. It takes a second for everything.
type slow struct{}

func (slow) Schools(context.Context, string) ([]school.School, error) {
	time.Sleep(time.Second)
	return []school.School{{ID: "PRI", Name: "Primaria", AbsenceLimit: 9*60 + 30}}, nil
}

func (slow) Classes(context.Context, string) ([]school.Class, error) {
	time.Sleep(time.Second)
	classes := make([]school.Class, 100)
	for i := range classes {
		classes[i] = slowClass(fmt.Sprintf("K%03d", i))
	}
	return classes, nil
}

func slowClass(id string) school.Class {
	return school.Class{ID: id, Name: id, School: "PRI", SchoolName: "Primaria", Weekdays: []time.Weekday{time.Thursday, time.Friday}}
}

func (slow) Class(_ context.Context, _, class string) (school.Class, error) {
	time.Sleep(time.Second)
	return slowClass(class), nil
}

func (slow) Closures(context.Context, string, calendar.Day, calendar.Day) ([]school.Closure, error) {
	time.Sleep(time.Second)
	return nil, nil
}

func (slow) Roster(_ context.Context, _, class string) ([]school.RosterRow, error) {
	time.Sleep(time.Second)
	rows := make([]school.RosterRow, 25)
	for i := range rows {
		rows[i] = school.RosterRow{Pupil: fmt.Sprintf("P%s%02d", class[1:], i), From: calendar.NewDay(2026, 9, 14)}
		if class == "K000" {
			rows[i].Pupil = fmt.Sprintf("P%06d", i)
		}
	}
	return rows, nil
}

func (slow) ClassDay(_ context.Context, _, class string, day calendar.Day) (school.ClassDay, error) {
	time.Sleep(time.Second)
	return school.ClassDay{Class: class, Day: day}, nil
}

func (slow) ClassDays(context.Context, string, string, calendar.Month) ([]school.ClassDay, error) {
	time.Sleep(time.Second)
	return []school.ClassDay{{
		Class: "K000", Day: friday().AddDays(-1), Version: 1, Marks: map[string]school.Mark{"P000000": school.Present},
	}}, nil
}

func (slow) Sheets(context.Context, string, []string, calendar.Day) (map[string]school.ClassDay, error) {
	time.Sleep(time.Second)
	return nil, nil
}

func (slow) SendSheet(_ context.Context, _ string, now school.ClassDay, _ school.Sheet) (school.ClassDay, error) {
	time.Sleep(time.Second)
	return now, nil
}

func (slow) Told(_ context.Context, _ string, pupils []string, _ calendar.Day) (map[string]absence.Notice, error) {
	time.Sleep(time.Second)
	told := make(map[string]absence.Notice)
	for i, pupil := range pupils {
		if i%25 == 0 {
			told[pupil] = absence.Notice{Pupil: pupil, Mark: school.Absent, Number: "000000000001", At: at(8, 0, 0)}
		}
	}
	return told, nil
}

func (slow) Vacant(context.Context, string, calendar.Day) ([]string, error) {
	time.Sleep(time.Second)
	return nil, nil
}

func (slow) Counts(context.Context, string, calendar.Day) ([]presence.Count, error) {
	time.Sleep(time.Second)
	return nil, nil
}

func (slow) Keep(_ context.Context, _ string, _ calendar.Day, count presence.Count) (presence.Count, error) {
	time.Sleep(time.Second)
	return count, nil
}

func (slow) Tariffs(context.Context, string, int) ([]school.Tariff, error) {
	time.Sleep(time.Second)
	return nil, nil
}

func (slow) Enrolments(context.Context, string, string) ([]school.Enrolment, error) {
	time.Sleep(time.Second)
	return nil, nil
}

func (slow) MealsOfDays(
	context.Context, string, string, calendar.Day, calendar.Day,
) (map[calendar.Day][]ledger.Entry, error) {
	time.Sleep(time.Second)
	return nil, nil
}

func (slow) BatchOf(context.Context, string, calendar.Day, string) (ledger.Batch, error) {
	time.Sleep(time.Second)
	return ledger.Batch{}, nil
}

func (slow) Reprice(context.Context, string, school.Repricing) error {
	time.Sleep(time.Second)
	return nil
}
