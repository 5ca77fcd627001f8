package main

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

func cents(n int64) money.Cents { return money.Cents(n) }

func (f fixture) tariffs(year int) []school.Tariff {
	f.t.Helper()
	found, err := f.school.Tariffs(f.t.Context(), webtest.Tenant, year)
	f.must(err)
	school.SortTariffs(found)
	return found
}

// Goal: a new amount is shown first, is kept once with its record, and changes nothing before its day. Method: band B from
// January; look, confirm twice; the same day with another amount.
func TestNewTariff(t *testing.T) {
	f := newFixture(t, office.Clerk)
	webtest.Get(f.pages, "/ufficio/tariffe/nuova?anno=2026&servizio=mensa&fascia=B").Expect(t, http.StatusOK, "Nuova tariffa", "Oggi la fascia B costa 4,50 €, dal")
	for _, other := range []string{"", "&servizio=mensa&fascia=Z"} {
		if page := webtest.Get(f.pages, "/ufficio/tariffe/nuova?anno=2026"+other); strings.Contains(page.Text(), "Oggi la fascia") {
			t.Errorf("%q: %s", other, page.Text())
		}
	}
	asked := form("anno", "2026", "servizio", "mensa", "fascia", "B", "descrizione", "Fascia B", "importo", "4,70",
		"dal", "07/01/2027", "al", "31/08/2027")
	page := webtest.Post(f.pages, "/ufficio/tariffe/nuova", asked)
	page.Expect(t, http.StatusOK, "4,70 €", "Adesso in quei giorni costa 4,50 €", "Conferma la tariffa", "Oggi la fascia B costa 4,50 €")
	if strings.Contains(page.Text(), "già passato") || len(f.tariffs(2026)) != 2 {
		t.Errorf("%s", page.Text())
	}
	asked.Set("passo", "conferma")
	for range 2 {
		if answer := webtest.Post(f.pages, "/ufficio/tariffe/nuova", asked); answer.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", answer.Status, answer.Text())
		}
	}
	if all := f.tariffs(2026); len(all) != 3 || all[0].Price != 450 || all[1].Price != 470 || all[1].Version != "2026/mensa/B/2027-01-07" {
		t.Errorf("%+v", all)
	}
	if r := f.records(); len(r) != 1 || r[0].Before != "4,50\u00a0€" || r[0].After != "4,70\u00a0€" {
		t.Errorf("%+v", r)
	}
	webtest.Get(f.pages, "/ufficio/tariffe?anno=2026").Expect(t, http.StatusOK, "4,50 € 14/09/2026 06/01/2027 In vigore",
		"4,70 € 07/01/2027 31/08/2027 Non ancora", "Totale: 3 tariffe")
	webtest.Get(f.pages, "/ufficio/tariffe?anno=2026&q=4,70").Expect(t, http.StatusOK, "4,70 € 07/01/2027", "Totale: 1 tariffa")
	webtest.Get(f.pages, "/ufficio/tariffe?anno=2026&q=trasporto").Expect(t, http.StatusOK, "Nessun risultato per «trasporto»")
	for path, want := range map[string]string{
		"/ufficio/tariffe/csv":         "Refezione scolastica;B;Fascia B;4,50;14/09/2026;06/01/2027;In vigore\r\n",
		"/ufficio/tariffe/tariffe.csv": "2026/2027;mensa;B;Fascia B;4,50;14/09/2026;31/08/2027\r\n",
	} {
		query := "?anno=2026&q=4%2C50"
		page := webtest.Get(f.pages, "/ufficio/tariffe"+query)
		if !strings.Contains(html.UnescapeString(page.Body), `href="`+path+query+`"`) {
			t.Errorf("%s is not on the page", path)
		}
		if file := webtest.Get(f.pages, path+query); strings.Count(file.Body, "\r\n") != 2 || !strings.Contains(file.Body, want) {
			t.Errorf("%s: %s", path, file.Body)
		}
	}
	asked.Set("importo", "4,80")
	webtest.Post(f.pages, "/ufficio/tariffe/nuova", asked).Expect(t, http.StatusBadRequest, "ha già una tariffa dal 07/01/2027")
	if len(f.tariffs(2026)) != 3 {
		t.Error("a tariff has changed")
	}
}

// Goal: a tariff from today is no tariff of a past day, and wants a reason all the same. Method: band B from today.
func TestTariffOfToday(t *testing.T) {
	f := newFixture(t, office.Clerk)
	page := webtest.Post(f.pages, "/ufficio/tariffe/nuova", form("anno", "2026", "servizio", "mensa", "fascia", "B", "descrizione", "Fascia B",
		"importo", "4", "dal", "22/11/2026", "al", "31/08/2027"))
	page.Expect(t, http.StatusOK, "Vale già da oggi", "Perché vale già da oggi", "Motivo")
	if strings.Contains(page.Text(), "passato") {
		t.Error(page.Text())
	}
}

// Goal: a first day that is not in the future is warned of, with the meals that keep their price, and wants a reason, which the
// record keeps. Method: band B from 1 October, of which one meal was debited, without a reason and with one.
func TestTariffOfThePast(t *testing.T) {
	f := newFixture(t, office.Clerk)
	asked := form("anno", "2026", "servizio", "mensa", "fascia", "B", "descrizione", "Fascia B",
		"importo", "4", "dal", "01/10/2026", "al", "31/08/2027")
	warned := []string{
		"Il primo giorno è già passato", "Perché vale da un giorno passato", "1 pasto di questa fascia è già addebitato in quei giorni, per 4,50 €", "Ricalcola i prezzi", "Motivo",
	}
	webtest.Post(f.pages, "/ufficio/tariffe/nuova", asked).Expect(t, http.StatusOK, warned...)
	asked.Set("passo", "conferma")
	webtest.Post(f.pages, "/ufficio/tariffe/nuova", asked).Expect(t, http.StatusBadRequest, append(warned, "Scrivi il motivo")...)
	if len(f.tariffs(2026)) != 2 || len(f.records()) != 0 {
		t.Fatal("kept without a reason")
	}
	asked.Set("motivo", "Delibera 12")
	if answer := webtest.Post(f.pages, "/ufficio/tariffe/nuova", asked); answer.Status != http.StatusSeeOther {
		t.Fatalf("%d: %s", answer.Status, answer.Text())
	}
	if r := f.records(); len(f.tariffs(2026)) != 3 || len(r) != 1 || r[0].Reason != "Delibera 12" {
		t.Errorf("%+v", r)
	}
}

// Goal: what is typed wrong is said beside the field. Method: each field wrong.
func TestTariffsThatAreWrong(t *testing.T) {
	f := newFixture(t, office.Clerk)
	for field, bad := range map[string]string{
		"servizio": "piscina", "fascia": "troppo strana!", "descrizione": "", "importo": "-1", "dal": "01/10/2025", "al": "01/01/2026",
	} {
		values := form("anno", "2026", "servizio", "mensa", "fascia", "B", "descrizione", "Fascia B", "importo", "4,70",
			"dal", "07/01/2027", "al", "31/08/2027", "passo", "conferma")
		values.Set(field, bad)
		answer := webtest.Post(f.pages, "/ufficio/tariffe/nuova", values)
		if answer.Status != http.StatusBadRequest || !strings.Contains(answer.Body, `id="`+field+`-errore"`) {
			t.Errorf("%s: %d %s", field, answer.Status, answer.Text())
		}
	}
	if len(f.tariffs(2026)) != 2 || len(f.records()) != 0 {
		t.Errorf("%+v, %+v", f.tariffs(2026), f.records())
	}
}

// Goal: a year becomes the next one with the amounts that were typed, bands that are there stay, and doing it again changes
// nothing. Method: two bands, one with another amount, one of which the next year has already; look, confirm twice.
func TestCopyOfAYear(t *testing.T) {
	f := newFixture(t, office.Administrator)
	_, err := f.school.SaveTariff(t.Context(), webtest.Tenant, school.Tariff{
		Year: 2027, Service: school.Canteen, Band: "C", Price: 999, From: firstDay(2027), To: lastDay(2027),
	})
	f.must(err)
	webtest.Get(f.pages, "/ufficio/tariffe/copia?anno=2026").Expect(t, http.StatusOK, "1 fascia ha già una tariffa nel 2027/2028")
	copied := form("anno", "2026", "dal", "13/09/2027", "al", "31/08/2028", "importo-mensa-B", "4,65")
	webtest.Post(f.pages, "/ufficio/tariffe/copia", copied).Expect(t, http.StatusOK, "1 tariffa dal 13/09/2027", "1 importo cambiato", "4,65 € (cambia)")
	if len(f.tariffs(2027)) != 1 {
		t.Fatal("looking has copied")
	}
	copied.Set("passo", "conferma")
	webtest.Post(f.pages, "/ufficio/tariffe/copia", copied).Expect(t, http.StatusBadRequest, "Scrivi il motivo", "4,65 € (cambia)")
	if len(f.tariffs(2027)) != 1 {
		t.Fatal("copied without a reason")
	}
	copied.Set("motivo", "Delibera 12")
	for range 2 {
		if answer := webtest.Post(f.pages, "/ufficio/tariffe/copia", copied); answer.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", answer.Status, answer.Text())
		}
	}
	all := f.tariffs(2027)
	if len(all) != 2 || all[0].Price != 465 || all[0].From.String() != "2027-09-13" || all[1].Price != 999 || len(f.records()) != 1 ||
		f.records()[0].Reason != "Delibera 12" || f.records()[0].Before != "Refezione scolastica, fascia B 4,50\u00a0€" ||
		!strings.HasPrefix(f.records()[0].After, "Refezione scolastica, fascia B 4,65\u00a0€; 1\u00a0tariffa") {
		t.Errorf("%+v, %+v", all, f.records())
	}
	copied.Set("importo-mensa-B", "molto")
	copied.Set("anno", "2026")
	webtest.Get(f.pages, "/ufficio/tariffe/copia?anno=2027").Expect(t, http.StatusNotFound)
	for _, path := range []string{"/ufficio/tariffe", "/ufficio/tariffe/csv", "/ufficio/tariffe/tariffe.csv", "/ufficio/tariffe/nuova", "/ufficio/tariffe/copia"} {
		webtest.Get(f.pages, path+"?anno=1999").Expect(t, http.StatusBadRequest, "qualcosa che l’elenco non conosce (anno)")
	}
	for _, path := range []string{"/ufficio/calendario?mese=zz", "/ufficio/calendario/csv?anno=zz", "/ufficio/calendario/calendario.csv?anno=zz"} {
		webtest.Get(f.pages, path).Expect(t, http.StatusBadRequest, "qualcosa che l’elenco non conosce")
	}
	file := webtest.Get(f.pages, "/ufficio/tariffe/tariffe.csv?anno=2027")
	if !strings.Contains(file.Body, "2027/2028;mensa;B;Fascia B;4,65;13/09/2027;31/08/2028\r\n") {
		t.Error(file.Body)
	}
}

// Goal: an amount that is none keeps the whole copy back. Method: one wrong amount among two.
func TestCopyWithAWrongAmount(t *testing.T) {
	f := newFixture(t, office.Clerk)
	answer := webtest.Post(f.pages, "/ufficio/tariffe/copia", form("anno", "2026", "dal", "13/09/2027", "al", "31/08/2028",
		"importo-mensa-B", "molto", "importo-mensa-C", "5", "passo", "conferma"))
	if answer.Status != http.StatusBadRequest || !strings.Contains(answer.Body, `id="importo-mensa-B-errore"`) || len(f.tariffs(2027)) != 0 {
		t.Errorf("%d, %s, %+v", answer.Status, answer.Text(), f.tariffs(2027))
	}
}

// Goal: the log says all that a tariff replaces. Method: another price, another description, both, and a first tariff.
func TestWhatATariffReplaces(t *testing.T) {
	before := school.Tariff{Price: 450, Description: "Fascia B"}
	for text, after := range map[string]school.Tariff{
		"4,50 € → 4,70 €":                                {Price: 470, Description: "Fascia B"},
		"4,50 €; Fascia B → 4,50 €; ISEE oltre 15.000 €": {Price: 450, Description: "ISEE oltre 15.000 €"},
	} {
		deed := office.Deed{}.Changing(replaced(&before, after)...)
		if got := strings.ReplaceAll(deed.Before+" → "+deed.After, "\u00a0", " "); got != text {
			t.Errorf("%q, want %q", got, text)
		}
	}
	if first := replaced(nil, before); len(first) != 2 || first[0].Before != "" || first[1].After != "Fascia B" {
		t.Errorf("%+v", first)
	}
}
