package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the register is read of one pupil, who is found by name or code; of several of a name one is chosen, and the month
// and the operation that were chosen stay; no address has the name. Method: two pupils and an adult of a family, and another.
func TestRegisterOfAPupil(t *testing.T) {
	d := newDesk(t)
	_, err := d.school().SaveGuardian(t.Context(), webtest.Tenant, school.Guardian{ID: "g1", Name: "Maria", FamilyName: "Rossi"})
	d.must(err)
	for id, name := range map[string][2]string{"A001": {"Niccolò", "Rossi"}, "A002": {"Anna", "Rossi"}, "b003": {"Ugo", "Verdi"}} {
		_, err := d.school().SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: id, Name: name[0], FamilyName: name[1]}, nil)
		d.must(err)
		d.must(d.log().Note(t.Context(), webtest.Tenant, office.Operator{ID: "op1", Name: "Giulia"}, office.Deed{
			Action: office.AccountAdjusted, Pupil: id, Reason: "per " + name[0],
		}))
	}
	pages, list := d.as(office.Administrator), registerPath+"?azione=Conto+rettificato&mese=2026-11"
	for i, typed := range []string{"verdi", "Ugo Verdi", "b003"} {
		to := seek(t, pages, list, typed, string(rune('a'+i))).Header.Get("Location")
		if to != registerPath+"?alunno=b003&azione=Conto+rettificato&mese=2026-11" {
			t.Fatalf("%s leads to %q", typed, to)
		}
		page := webtest.Get(pages, to)
		page.Expect(t, http.StatusOK, "1 operazione di novembre 2026", "Solo le operazioni su: b003 (Ugo Verdi)", "per Ugo", "Mostra tutti gli alunni")
		if file := fileOf(t, pages, page); strings.Count(file.Body, "per ") != 1 || !strings.Contains(file.Body, "per Ugo") {
			t.Errorf("file: %s", file.Body)
		}
	}
	choice := seek(t, pages, list, "rossi", "0")
	choice.Expect(t, http.StatusOK, "2 alunni per «rossi»", "Rossi Anna", "Rossi Niccolò")
	if strings.Contains(choice.Body, "Maria") || strings.Contains(choice.Body, "per Ugo") {
		t.Error("an adult, or what was done, is among the pupils")
	}
	if to := `href="` + registerPath + `?alunno=A001&amp;azione=Conto&#43;rettificato&amp;mese=2026-11"`; !strings.Contains(choice.Body, to) {
		t.Errorf("no %s", to)
	}
	seek(t, pages, list, "bianchi", "1").Expect(t, http.StatusOK, "Nessun risultato per «bianchi»", "Mostra tutto")
}

// Goal: a page and a file of less than everything never become one of everything because an address asks for what is not
// there. Method: addresses of the desk's lists with choices that there are not.
func TestUnknownChoicesAreErrors(t *testing.T) {
	pages := newDesk(t).as(office.Administrator)
	for _, list := range []string{registerPath, reportsPath} {
		wrong := []string{"mese=novembre", "alunno=" + url.QueryEscape("Anna Rossi"), "azione=esport"}
		if list == reportsPath {
			wrong = []string{"stato=vecchie", "argomento=pasti"}
		}
		for _, query := range wrong {
			for _, path := range []string{list, list + "/elenco.csv"} {
				webtest.Get(pages, path+"?"+query).Expect(t, http.StatusBadRequest, "apri l’elenco e scegli di nuovo")
			}
		}
	}
}
