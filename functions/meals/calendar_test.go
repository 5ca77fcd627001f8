package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a month is a calendar that says of every day what it was, what it will be or by when that is known, with
// corrections and notices below it; a second adult sees no amounts. Method: the fixture's month, both adults.
func TestCalendar(t *testing.T) {
	page := webtest.Get(newHandler(t, school.Payer), "/refezione")
	page.Expect(t, http.StatusOK,
		"Mensa di novembre 2026, una riga per settimana lun mar mer gio ven",
		"5 Non registrato 6 Presente 4,50 € ± rettificato",
		"9 In attesa entro il 23/11/2026", "13 Sospeso 16 Presente da addebitare 17 In attesa entro il 01/12/2026",
		"18 Pasto in bianco 4,50 € 19 Assente 0,00 € ± rettificato 20 Presente 4,50 € 23 Previsto 24 Previsto",
		"Da sapere venerdì 06/11/2026 : Presente. Addebito −4,50 €, rettifica 0,00 €.",
		"venerdì 13/11/2026 : Sospeso ( Festa del patrono ).",
		"ma il registro della classe segna presente: per questo il pasto si paga.")
	const wrong = `href="/anagrafica/segnalazioni/nuova?figlio=A001&amp;giorno=2026-11-`
	for day, linked := range map[string]bool{"16": true, "20": true, "13": true, "23": false, "14": false} {
		if strings.Contains(page.Body, wrong+day+`&amp;argomento=Presenze+o+addebiti"`) != linked {
			t.Errorf("day %s can be reported: want %t", day, linked)
		}
	}
	if weeks := strings.Count(page.Body, "<tr>") - 1; weeks != 5 {
		t.Errorf("%d weeks", weeks)
	}
	other := webtest.Get(newHandler(t, school.Viewer), "/refezione")
	other.Expect(t, http.StatusOK, "16 Presente 17 In attesa", "19 Assente 20 Presente")
	if strings.Contains(other.Body, "€") || strings.Contains(other.Body, "rettific") {
		t.Error("a second adult sees amounts")
	}
}

// corrected has a correction on each of the first days of November.
type corrected struct {
	fixture
	days int
}

func (c corrected) MealsOfDays(
	context.Context, string, string, calendar.Day, calendar.Day,
) (map[calendar.Day][]ledger.Entry, error) {
	found := map[calendar.Day][]ledger.Entry{}
	for day := range c.days {
		found[november(1+day)] = []ledger.Entry{{Kind: ledger.Correction, Amount: 450}}
	}
	return found, nil
}

// Goal: many days with something to know are folded away on a phone, few are not. Method: a month of one correction, one of
// ten, beside the fixture's own days.
func TestManyNotableDaysAreFolded(t *testing.T) {
	for days, folded := range map[int]bool{1: false, 10: true} {
		h := Handler{Site: newSite(t), School: fixture{}, Ledger: corrected{days: days}, Notices: fixture{}}
		page := webtest.Get(h.Routes(), "/refezione")
		page.Expect(t, http.StatusOK, "Da sapere", "01/11/2026", "13/11/2026 : Sospeso ( Festa del patrono ).")
		if strings.Contains(page.Text(), "giorni, uno per uno") != folded {
			t.Errorf("%d corrections: folded away, want %t", days, folded)
		}
	}
}

// Goal: every month has its weeks, whatever day it begins and ends on, with a weekend only where something
// happened. Method: months that begin and end on every day of the week, with and without a Saturday's meal.
func TestWeeks(t *testing.T) {
	for _, c := range []struct {
		month           string
		saturday        bool
		columns, weeks  int
		firstAt, lastAt int // column of the first and the last day shown
	}{
		{"2026-11", false, 5, 5, 0, 0}, // from Sunday 1 to Monday 30
		{"2026-08", false, 5, 5, 0, 0}, // from Saturday 1 to Monday 31
		{"2027-02", false, 5, 4, 0, 4}, // four weeks from Monday to Sunday
		{"2026-10", true, 6, 5, 3, 5},  // from Thursday to Saturday 31
		{"2027-05", true, 6, 6, 5, 0},  // from Saturday 1 to Monday 31
	} {
		month, err := calendar.ParseMonth(c.month)
		if err != nil {
			t.Fatal(err)
		}
		r := register{entries: map[calendar.Day][]ledger.Entry{}}
		if c.saturday {
			day := month.First()
			for day.Weekday() != 6 {
				day = day.AddDays(1)
			}
			r.entries[day] = []ledger.Entry{{Kind: ledger.Meal, Amount: -450}}
		}
		got, err := r.calendar(request{Month: month}, month.Last())
		if err != nil {
			t.Fatal(err)
		}
		first, last := got.Weeks[0], got.Weeks[len(got.Weeks)-1]
		at := func(week []cell, day int) int {
			for i, one := range week {
				if !one.Day.IsZero() && one.Day.OfMonth() == day {
					return i
				}
			}
			return -1
		}
		firstDay, lastDay := 32, 0
		for _, week := range got.Weeks {
			for _, one := range week {
				if !one.Day.IsZero() {
					firstDay, lastDay = min(firstDay, one.Day.OfMonth()), max(lastDay, one.Day.OfMonth())
				}
			}
		}
		if len(got.Weekdays) != c.columns || len(got.Weeks) != c.weeks || at(first, firstDay) != c.firstAt || at(last, lastDay) != c.lastAt {
			t.Errorf("%s: %d columns, %d weeks, first at %d, last at %d", c.month, len(got.Weekdays), len(got.Weeks),
				at(first, firstDay), at(last, lastDay))
		}
	}
}

// charged has the meal of the day that is suspended debited, and that of a day on which Anna was absent after all.
type charged struct{ fixture }

func (charged) MealsOfDays(context.Context, string, string, calendar.Day, calendar.Day) (map[calendar.Day][]ledger.Entry, error) {
	meal := []ledger.Entry{{Kind: ledger.Meal, Amount: -450, Meal: &ledger.MealDetail{Band: "B2", Price: 450}}}
	return map[calendar.Day][]ledger.Entry{november(13): meal, november(18): meal, november(19): meal}, nil
}

// Goal: a meal that was debited before its day was suspended, or before the register said absent, is no meal of the month and
// none of its money, and the page says that it is given back. Method: one of each and a meal that stands; calendar, list, file,
// second adult.
func TestWhatIsToBeGivenBack(t *testing.T) {
	h := Handler{Site: newSite(t), School: fixture{school.Payer}, Ledger: charged{}, Notices: fixture{}}.Routes()
	month := "Spesa del mese: 4,50 € , senza 9,00 € già addebitati e da stornare"
	webtest.Get(h, "/refezione").Expect(t, http.StatusOK, month, "13 Sospeso da stornare", "18 Pasto in bianco 4,50 € 19 Assente da stornare",
		"venerdì 13/11/2026 : Sospeso ( Festa del patrono ). Già addebitato 4,50 €, da stornare.")
	webtest.Get(h, "/refezione?vista=elenco").Expect(t, http.StatusOK, month, "13/11/2026 venerdì Sospeso Festa del patrono Segnala",
		"19/11/2026 giovedì Assente Segnala fascia B2, 4,50 € −4,50 € da stornare 4,50 €")
	file := webtest.Get(h, "/refezione/presenze.csv?figlio=A001&mese=2026-11")
	for _, line := range []string{";Sospeso: Festa del patrono;;B2;;-4,50;0,00;4,50\r\n", ";Pasto in bianco;;B2;;-4,50;0,00;0,00\r\n"} {
		if !strings.Contains(file.Body, line) {
			t.Errorf("no %q in\n%s", line, file.Body)
		}
	}
	other := Handler{Site: newSite(t), School: fixture{school.Viewer}, Ledger: charged{}, Notices: fixture{}}.Routes()
	if page := webtest.Get(other, "/refezione"); strings.Contains(page.Text(), "storna") || strings.Contains(page.Text(), "€") {
		t.Errorf("a second adult sees money: %s", page.Text())
	}
}

// otherwise is charged in a class that eats on no Friday any more, with the register of the Friday that is suspended.
type otherwise struct{ charged }

func (otherwise) Classes(context.Context, string) ([]school.Class, error) {
	return []school.Class{{ID: "3A", School: "PRI", Weekdays: []time.Weekday{time.Monday}}}, nil
}

func (o otherwise) ClassDays(ctx context.Context, tenant, class string, month calendar.Month) ([]school.ClassDay, error) {
	days, err := o.charged.ClassDays(ctx, tenant, class, month)
	if class == "3A" {
		days = append(days, school.ClassDay{Class: class, Day: november(13), Version: 1, Marks: map[string]school.Mark{"A001": school.Present}})
	}
	return days, err
}

// Goal: a suspended day stays one when the class has other weekdays later. Method: the register of a suspended Friday, of a class
// that eats on Mondays.
func TestSuspendedDayOfOtherWeekdays(t *testing.T) {
	h := Handler{Site: newSite(t), School: otherwise{charged{fixture{school.Payer}}}, Ledger: charged{}, Notices: fixture{}}.Routes()
	webtest.Get(h, "/refezione?vista=elenco").Expect(t, http.StatusOK, "13/11/2026 venerdì Sospeso Festa del patrono")
}

// reduced has a meal whose price was lowered since, on a day that is suspended, and another day's that only a correction debits.
type reduced struct{ fixture }

func (reduced) MealsOfDays(context.Context, string, string, calendar.Day, calendar.Day) (map[calendar.Day][]ledger.Entry, error) {
	meal := ledger.Entry{Kind: ledger.Meal, Amount: -450, Meal: &ledger.MealDetail{Mark: "P", Band: "B2", Price: 450}}
	fix := func(amount money.Cents) ledger.Entry {
		return ledger.Entry{Kind: ledger.Correction, Amount: amount, Meal: &ledger.MealDetail{Mark: "P", Band: "B2", Price: 450}}
	}
	return map[calendar.Day][]ledger.Entry{november(13): {meal, fix(150)}, november(19): {fix(-200)}}, nil
}

// Goal: calendar and list say how much of a day is to be given back, which is what earlier corrections have left of it. Method: a
// meal that was made cheaper, and one that a correction alone debited.
func TestWhatCorrectionsHaveLeft(t *testing.T) {
	h := Handler{Site: newSite(t), School: fixture{school.Payer}, Ledger: reduced{}, Notices: fixture{}}.Routes()
	webtest.Get(h, "/refezione").Expect(t, http.StatusOK, "senza 5,00 € già addebitati e da stornare", "Già addebitato 3,00 €, da stornare.",
		"Già addebitato 2,00 €, da stornare.")
	webtest.Get(h, "/refezione?vista=elenco").Expect(t, http.StatusOK, "−4,50 € da stornare 3,00 € +1,50 €", "da stornare 2,00 € −2,00 €")
}
