package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a parent reads the week's menu of the child's school with its allergens, the school's own in place of
// everybody's, other diets beside the common one and closed days; a week without menus says so. Method: two weeks.
func TestMenu(t *testing.T) {
	h := newHandler(t, school.Payer)
	page := webtest.Get(h, "/refezione/menu?figlio=A001")
	page.Expect(t, http.StatusOK, "Primaria, dal 16/11/2026 al 22/11/2026",
		"lunedì 16/11/2026 Primo Pasta Allergeni: glutine Vegana , lunedì Primo Farro Allergeni: glutine, sedano",
		"martedì 17/11/2026 Primo Minestra Allergeni: sedano", "Settimana dopo")
	if strings.Contains(page.Body, "Riso") {
		t.Error("the menu of every school stands beside the school's own")
	}
	closed := webtest.Get(h, "/refezione/menu?figlio=A001&giorno=2026-11-13")
	closed.Expect(t, http.StatusOK, "dal 09/11/2026 al 15/11/2026", "venerdì 13/11/2026 Sospeso Festa del patrono")
	if strings.Contains(closed.Body, "Un sabato") {
		t.Error("a Saturday is suspended")
	}
	webtest.Get(h, "/refezione/menu?figlio=A001&giorno=2027-05-01").Expect(t, http.StatusOK, "il menù non c'è")
	for _, strange := range []string{"ieri", "9999-12-31", "1901-01-01"} {
		webtest.Get(h, "/refezione/menu?giorno="+strange).Expect(t, http.StatusOK, "dal 16/11/2026")
	}
	webtest.Get(h, "/refezione/menu?figlio=B999").Expect(t, http.StatusNotFound)
}
