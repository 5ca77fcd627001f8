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

// Goal: the registers that never came are a list with a way to complete each, searched and as a file, and one that came since
// the morning is not in it; a school's operator has no such page. Method: figures with three sheets, one of them sent since; a
// clerk, a reader, a school's operator.
func TestUnsentRegisters(t *testing.T) {
	c := newTown(t)
	const path = "/ufficio/presenze/mai-inviati"
	webtest.Get(c.as(office.Clerk), path).Expect(t, http.StatusOK, "Nessun registro manca, ma i controlli del mattino")
	wednesday := friday().AddDays(-2)
	if _, err := c.people.SaveMarks(t.Context(), webtest.Tenant, class, wednesday, map[string]school.Mark{"A001": school.Present}); err != nil {
		t.Fatal(err)
	}
	var sheets []figures.UnsentSheet
	for _, day := range []calendar.Day{friday().AddDays(-3), wednesday} {
		sheets = append(sheets, figures.UnsentSheet{Class: class, Name: "3A, Scuola primaria", School: "PRI", Day: day})
	}
	sheets = append(sheets, figures.UnsentSheet{Class: "SEC-1A", Name: "1A, Scuola secondaria", School: "SEC", Day: friday().AddDays(-1)})
	err := c.figures.SaveDebts(t.Context(), webtest.Tenant, figures.Debts{
		Day: friday(), Unsent: figures.Unsent{Count: 4, Since: friday().AddDays(-3), Sheets: sheets},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	page := webtest.Get(c.as(office.Clerk), path)
	page.Expect(t, http.StatusOK, "2 registri, dal giorno più lontano", "17/11/2026 , 3A, Scuola primaria: compila 3A, Scuola primaria 3",
		"19/11/2026 , 1A, Scuola secondaria: compila 1A, Scuola secondaria 1", "In più 1 registro più recente")
	links(t, page, "/ufficio/presenze/classe/PRI-3A/giorno/2026-11-17/correzione")
	if strings.Contains(page.Body, "18/11/2026") {
		t.Error("a register that came is missing")
	}
	links(t, webtest.Get(c.as(office.Reader), path), "/ufficio/presenze/classe/PRI-3A/giorno/2026-11-17")
	found := webtest.Get(c.as(office.Clerk), path+"?q=secondaria")
	found.Expect(t, http.StatusOK, "1 registro, dal")
	links(t, found, path+"/csv?q=secondaria")
	webtest.Get(c.as(office.Clerk), path+"/csv?q=secondaria").Expect(t, http.StatusOK, "19/11/2026;SEC-1A;1A, Scuola secondaria;1")
	webtest.Get(c.as(office.School), path).Expect(t, http.StatusForbidden)
}

// links fails unless a page leads to an address.
func links(t *testing.T, page webtest.Answer, address string) {
	t.Helper()
	if !strings.Contains(page.Body, `href="`+address+`"`) {
		t.Errorf("no link leads to %s", address)
	}
}
