package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// Goal: account and history are searched by what their lines say, with total and file of what was found, and no word of a
// search stands in an address. Method: two movements and two records; words of one, of none; the other year keeps the search.
func TestAccountAndHistoryAreSearched(t *testing.T) {
	o := newTown(t, office.Clerk)
	ctx, h := t.Context(), o.handler
	o.must(h.Accounts.PostMeal(ctx, webtest.Tenant, "A001", calendar.NewDay(2026, time.November, 18),
		ledger.MealDetail{Class: "PRI-3A", Mark: "P", Band: "B", Price: 460}))
	o.must(h.Accounts.PostOpening(ctx, webtest.Tenant, "A001", calendar.NewDay(2026, time.October, 1), "o", 2000, "dal vecchio sistema"))
	for action, after := range map[office.Action]string{office.PupilCorrected: "Niccolò", office.Enrolled: "fascia C"} {
		err := h.Audit.Note(ctx, webtest.Tenant, webtest.Operator(office.Clerk), office.Deed{Action: action, After: after, Pupil: "A001"})
		if err != nil {
			t.Fatal(err)
		}
	}
	seek := func(page, typed string) string {
		t.Helper()
		key := strings.Repeat("c", len(typed))
		if err := h.Searches.KeepSearch(ctx, webtest.Session(), key, typed); err != nil {
			t.Fatal(err)
		}
		return "/ufficio/alunni/scheda/A001/" + page
	}
	for _, one := range []struct{ page, typed, want, not string }{
		{"conto", "vecchio sistema", "Entrate e uscite dei movimenti trovati +20,00 € 0,00 €", "Pasto"},
		{"conto", "pasto 3a", "Entrate e uscite dei movimenti trovati 0,00 € −4,60 €", "vecchio"},
		{"conto", "4,60", "Pasto", "vecchio"}, {"conto", "trasporto", "Nessun risultato per «trasporto»", "Pasto"},
		{"storia", "niccolo", string(office.PupilCorrected), "fascia C"}, {"storia", "fascia c", "Iscrizione cambiata", string(office.PupilCorrected)},
		{"storia", "nessuna", "Nessun risultato per «nessuna»", string(office.PupilCorrected)},
	} {
		path := seek(one.page, one.typed)
		query := "ricerca=" + strings.Repeat("c", len(one.typed))
		page := o.get(path + "?" + query)
		page.Expect(t, http.StatusOK, one.want)
		if strings.Contains(page.Text(), one.not) {
			t.Errorf("%s shows %s: %s", one.typed, one.not, page.Text())
		}
		rows := 2
		if strings.HasPrefix(one.want, "Nessun") {
			rows = 1
		}
		if file := o.get(path + ".csv?" + query); strings.Count(file.Body, "\r\n") != rows {
			t.Errorf("%s: %s", one.typed, file.Body)
		}
		if one.page == "conto" && (!strings.Contains(page.Body, "/conto?anno=2025&amp;"+query) || !strings.Contains(page.Body, "/conto.csv?anno=2026&amp;"+query)) {
			t.Errorf("%s: the other year or the file has lost the search", one.typed)
		}
	}
	for _, year := range []string{"1999", "2022", "zz"} {
		for _, page := range []string{"conto", "conto.csv"} {
			o.get("/ufficio/alunni/scheda/A001/"+page+"?anno="+year).Expect(t, http.StatusBadRequest, "qualcosa che l’elenco non conosce (anno)")
		}
	}
	o.get("/ufficio/alunni/scheda/A001/conto?anno=2023").Expect(t, http.StatusOK, "Nessun movimento nell’anno scolastico 2023/2024")
	if r := o.records("A001"); len(r) != 2 {
		t.Errorf("%+v", r)
	}
}
