package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: of meals that wait for a price one reads where they were eaten and what each lacks: a tariff of which band for whom, a place
// in the class, or nothing more; the list is searched, and is a file. Method: a sheet with all of it and one that is in order by now; figures from before there were
// sheets in them; none.
func TestUnpricedMeals(t *testing.T) {
	c := newTown(t)
	const path = "/ufficio/presenze/senza-tariffa"
	pages := c.as(office.Clerk)
	webtest.Get(pages, path).Expect(t, http.StatusOK, "Nessun pasto aspetta una tariffa")

	thursday, tuesday := friday().AddDays(-1), friday().AddDays(-3)
	c.enrol("A002", "Bruno", class, "Z9")
	for day, marks := range map[calendar.Day]map[string]school.Mark{
		thursday: {"A001": school.Present, "A002": school.Present, "A003": school.Absent, "A009": school.Plain},
		tuesday:  {"A001": school.Present},
	} {
		if _, err := c.people.SaveMarks(t.Context(), webtest.Tenant, class, day, marks); err != nil {
			t.Fatal(err)
		}
	}
	save := func(sheets ...figures.UnpricedSheet) {
		t.Helper()
		err := c.figures.SaveDebts(t.Context(), webtest.Tenant, figures.Debts{
			Day: friday(), Unpriced: figures.Unpriced{Meals: 5, Since: tuesday, Classes: []string{"3A"}, Sheets: sheets},
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	save()
	webtest.Get(pages, path).Expect(t, http.StatusOK, "5 pasti dal 17/11/2026", "da domani mattina")
	save(figures.UnpricedSheet{Class: class, Name: "3A, Scuola primaria", Day: thursday, Meals: 2},
		figures.UnpricedSheet{Class: class, Name: "3A, Scuola primaria", Day: tuesday, Meals: 1})
	webtest.Get(pages, path).Expect(t, http.StatusOK, "5 pasti ai dati del 20/11/2026",
		"19/11/2026 3A, Scuola primaria 2 La tariffa della fascia Z9 quel giorno: Rossi Bruno Non di questa classe quel giorno: Rossi Zeno . Guarda l’iscrizione alla mensa",
		"17/11/2026 3A, Scuola primaria 1 Tariffe e iscrizioni ci sono: si addebitano questa sera", "Altri 2 pasti in giorni precedenti")
	query := c.seek("zeno")
	found := webtest.Get(pages, path+query)
	found.Expect(t, http.StatusOK, "2 pasti nelle righe trovate, di 5 in tutto", "19/11/2026")
	links(t, found, path+"/csv"+query)
	if strings.Contains(found.Text(), "17/11/2026 3A") {
		t.Error("a search shows what is not sought")
	}
	file := webtest.Get(pages, path+"/csv"+query)
	if want := "19/11/2026;PRI-3A;3A, Scuola primaria;2;tariffa della fascia Z9: Rossi Bruno; non di questa classe quel giorno: Rossi Zeno (A009)"; !strings.Contains(strings.ReplaceAll(file.Body, `"`, ""), want) ||
		strings.Contains(file.Body, "17/11/2026") {
		t.Errorf("%s", file.Body)
	}
	if file := webtest.Get(pages, path+"/csv"); !strings.Contains(file.Body, "17/11/2026;PRI-3A;3A, Scuola primaria;1;niente\r\n") || !strings.Contains(file.Body, "Rossi Zeno (A009)") {
		t.Errorf("%s", file.Body)
	}
	c.now = c.now.AddDate(0, 0, 20)
	webtest.Get(c.as(office.Clerk), path).Expect(t, http.StatusOK, "17/11/2026 3A, Scuola primaria 1 Tariffe e iscrizioni ci sono: Ricalcola i prezzi")
}
