package main

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: two pupils who have each other's code are corrected at once, after a look, once, with a record on both; a badge goes to who
// has none. Method: follow the offers of the page that refuses each alone; send each form twice, and one that is late.
func TestSwapBetweenPupils(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path, card = "/ufficio/alunni/scheda/A001/dati", "/ufficio/alunni/scheda/A001"
	form := func(code, badge string) url.Values {
		return url.Values{
			"cognome": {"D’Angelo Rossi"}, "nome": {"Niccolò"}, "codice_fiscale": {code}, "nascita": {"15/03/2017"}, "badge": {badge},
			"visto": {o.version("A001")},
		}
	}
	offered := func(code, badge, text string) string {
		t.Helper()
		page := o.post(path, form(code, badge))
		page.Expect(t, http.StatusBadRequest, "di un altro alunno, Anna D’Angelo Rossi (A002)", text)
		_, after, _ := strings.Cut(page.Body, `href="`+card+`/scambio`)
		query, _, _ := strings.Cut(after, `"`)
		return card + "/scambio" + html.UnescapeString(query)
	}
	have := func(code1, badge1, code2, badge2 string) {
		t.Helper()
		for _, want := range []school.Pupil{{ID: "A001", FiscalCode: code1, Badge: badge1}, {ID: "A002", FiscalCode: code2, Badge: badge2}} {
			p, err := o.handler.School.Pupil(t.Context(), webtest.Tenant, want.ID)
			if err != nil || p.FiscalCode != want.FiscalCode || p.Badge != want.Badge || p.PersonID != school.GuardianID(key, p.FiscalCode) {
				t.Errorf("%+v, %v", p, err)
			}
			if codes, badges, err := o.handler.School.Taken(t.Context(), webtest.Tenant, p); err != nil || len(codes)+len(badges) > 0 {
				t.Errorf("others have them too: %v, %v, %v", codes, badges, err)
			}
		}
	}
	const first, second = "RSSNCL17C15A794Y", "RSSNNA19E45A794L"

	codes := offered(second, "B-A001", "Scambia i codici fiscali con Anna")
	page := o.get(codes)
	page.Expect(t, http.StatusOK, "Niccolò D’Angelo Rossi, codice fiscale "+first+" "+second, "Anna D’Angelo Rossi, codice fiscale "+second+" "+first)
	late := yesForm(t, o.get(offered(first, "B-A002", "Scambia i badge con Anna")))
	for range 2 {
		o.lands(o.post(card+"/scambio", yesForm(t, page)), card).Expect(t, http.StatusOK, "Scambio fatto", "A001: codice fiscale "+second)
	}
	have(second, "B-A001", first, "B-A002")
	o.post(card+"/scambio", late).Expect(t, http.StatusConflict, "Qualcun altro")
	for _, pupil := range []string{"A001", "A002"} {
		if records := o.records(pupil); len(records) != 1 || records[0].Action != office.CodesSwapped || len(records[0].Pieces) != 2 {
			t.Errorf("%s: %+v", pupil, records)
		}
	}

	o.lands(o.post(path, yesForm(t, o.post(path, form(second, "")))), card)
	passed := o.get(offered(second, "b-a002", "Passa il badge da Anna D’Angelo Rossi a Niccolò"))
	passed.Expect(t, http.StatusOK, "badge – B-A002")
	for range 2 {
		o.lands(o.post(card+"/scambio", yesForm(t, passed)), card).Expect(t, http.StatusOK, "Badge B-A002", "A001: badge – A002: badge B-A002")
	}
	have(second, "B-A002", first, "")

	adult := o.post(path, form("BNCMRA85A41A794Y", "B-A002"))
	adult.Expect(t, http.StatusBadRequest, "È il codice fiscale di un adulto, Maria Bianchi")
	if strings.Contains(adult.Body, "scambio") {
		t.Error("a swap with an adult is offered")
	}
	back := yesForm(t, passed)
	back.Set("passo", "modifica")
	o.lands(o.post(card+"/scambio", back), path)
	for query, status := range map[string]int{
		"dato=nome&con=A002": http.StatusBadRequest, "dato=badge&con=A001": http.StatusBadRequest, "dato=badge&con=A009": http.StatusNotFound,
	} {
		o.get(card+"/scambio?"+query).Expect(t, status)
	}
}
