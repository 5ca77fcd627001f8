package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// Goal: an operator finds a person by any word of the name however it is written, and a code leads straight to its
// card. Method: one family, and what people type.
func TestWhatIsTypedIsFound(t *testing.T) {
	o := newTown(t, office.Reader)
	for _, typed := range []string{
		"d'angelo", "D ANGELO ROSSI nicc", "niccolo", "Niccolò D’Angelo", "rossi niccolo", "angelo rossi", "ni", "ros nic", "nic d ang",
	} {
		page := o.lands(o.post("/ufficio/alunni", url.Values{"cerca": {typed}}), "/ufficio/alunni?ricerca=")
		page.Expect(t, http.StatusOK, "D’Angelo Rossi Niccolò", "Alunno A001", "15/03/2017", "Primaria Rodari", "3A", "B-A001")
	}
	page := o.lands(o.post("/ufficio/alunni", url.Values{"cerca": {"rossi"}}), "/ufficio/alunni?ricerca=")
	page.Expect(t, http.StatusOK, "3 persone", "D’Angelo Rossi Anna", "D’Angelo Rossi Luca",
		"Adulto di Niccolò D’Angelo Rossi , Anna D’Angelo Rossi")
	if file := o.get(strings.Replace(o.location, "?", "/elenco.csv?", 1)); !strings.Contains(file.Body,
		"adulto;;D’Angelo Rossi;Luca;;;;;Niccolò D’Angelo Rossi, Anna D’Angelo Rossi\r\n") {
		t.Errorf("%s", file.Body)
	}
	for typed, others := range map[string]string{"rossi 3A": "Adulto", "3a niccolò rodari": "Adulto", "b-a002 rossi": "Niccolò"} {
		page = o.lands(o.post("/ufficio/alunni", url.Values{"cerca": {typed}}), "/ufficio/alunni?ricerca=")
		page.Expect(t, http.StatusOK, "per «"+typed+"»", "D’Angelo Rossi")
		file := o.get(strings.Replace(o.location, "?", "/elenco.csv?", 1))
		if strings.Contains(page.Text(), others) || !strings.Contains(file.Body, "alunno;A00") || strings.Contains(file.Body, "adulto;") {
			t.Errorf("%s: %s\n%s", typed, page.Text(), file.Body)
		}
	}
	for typed, to := range map[string]string{
		"A001": "/ufficio/alunni/scheda/A001", "a002": "/ufficio/alunni/scheda/A002", "b-a002": "/ufficio/alunni/scheda/A002",
		"rss ncl 17c15 a794y": "/ufficio/alunni/scheda/A001", "BNCMRA85A41A794Y": "/ufficio/alunni/adulti/" + o.payer.ID,
	} {
		o.lands(o.post("/ufficio/alunni", url.Values{"cerca": {typed}}), to).Expect(t, http.StatusOK)
	}
	for typed, said := range map[string]string{
		"a": "almeno due lettere", "": "almeno due lettere", "X999": "Nessun alunno ha questo codice",
		"RSSMRA80A01H501U":                "Nessuno ha questo codice fiscale",
		"3 02 0000 0000 0000 123":         "Nessun avviso ha questo numero",
		strings.Repeat("molto lungo ", 9): "troppo lungo",
	} {
		o.post("/ufficio/alunni", url.Values{"cerca": {typed}}).Expect(t, http.StatusBadRequest, said)
	}
	for _, typed := range []string{"verdi", "rossi 5C", "verdi 3A"} {
		o.lands(o.post("/ufficio/alunni", url.Values{"cerca": {typed}}), "/ufficio/alunni").Expect(t, http.StatusOK, "Nessuno si chiama così")
	}
	if location := o.post("/ufficio/alunni", url.Values{"cerca": {"rossi"}}).Header.Get("Location"); strings.Contains(location, "rossi") {
		t.Errorf("the address shows the name: %s", location)
	}
}

// Goal: a search follows names as they change, and whoever was loaded before it existed is found after the next
// loading. Method: rename a pupil, and take the listing away as old data has it.
func TestSearchFollowsTheData(t *testing.T) {
	o := newTown(t, office.Clerk)
	ctx, s := t.Context(), o.handler.School
	pupil, version, err := s.PupilVersion(ctx, webtest.Tenant, "A002")
	if err != nil {
		t.Fatal(err)
	}
	pupil.Name, pupil.Badge = "Giulia", ""
	if err := s.CorrectPupil(ctx, webtest.Tenant, version, pupil); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]int{"anna": 0, "giulia": 1, "rossi giulia": 1} {
		if found, _, err := s.Search(ctx, webtest.Tenant, typed); err != nil || len(found) != want {
			t.Errorf("%s: %v, %v", typed, found, err)
		}
	}
	if badges, err := s.SearchBadge(ctx, webtest.Tenant, "B-A002"); err != nil || len(badges) != 0 {
		t.Errorf("the badge that was given back leads to %v, %v", badges, err)
	}
	if found, _, err := s.Search(ctx, "c_x999", "giulia"); err != nil || len(found) != 0 {
		t.Errorf("another municipality finds %v, %v", found, err)
	}

	err = s.Core.Change(ctx, dynamo.Pupil(webtest.Tenant, "A002"), dynamo.Change{Update: "REMOVE #listed"})
	if err != nil {
		t.Fatal(err)
	}
	for _, spelling := range []string{"GIULIADANGELOROSSI", "DANGELOROSSIGIULIA", "ANGELOROSSIGIULIAD", "ROSSIGIULIADANGELO"} {
		if err := s.Core.Delete(ctx, dynamo.SearchedName(webtest.Tenant, spelling, "P", "A002")); err != nil {
			t.Fatal(err)
		}
	}
	if found, _, _ := s.Search(ctx, webtest.Tenant, "giulia"); len(found) != 0 {
		t.Fatal("it is found without its items")
	}
	if _, err := s.SaveEnrolments(ctx, webtest.Tenant, "A002", nil); err != nil {
		t.Fatal(err)
	}
	if found, _, err := s.Search(ctx, webtest.Tenant, "giulia"); err != nil || len(found) != 1 {
		t.Errorf("after the next loading: %v, %v", found, err)
	}
}

// Goal: a notice number leads to its notice, with and without blanks. Method: open a top-up.
func TestNoticeNumberLeadsToItsNotice(t *testing.T) {
	o := newTown(t, office.Accounting)
	number := o.topUp("A001", 2500)
	for _, typed := range []string{number, number[:4] + " " + number[4:8] + " " + number[8:12] + " " + number[12:16] + " " + number[16:]} {
		page := o.lands(o.post("/ufficio/alunni", url.Values{"cerca": {typed}}), "/ufficio/alunni/avvisi/"+number)
		page.Expect(t, http.StatusOK, "Da pagare", "25,00 €", "D’Angelo Rossi", "Maria Bianchi")
	}
	o.get("/ufficio/alunni/avvisi/302000000000000045").Expect(t, http.StatusNotFound)
	o.get("/ufficio/alunni/avvisi/12").Expect(t, http.StatusNotFound)
}

// topUp opens a top-up of the payer and returns its number.
func (o *town) topUp(pupil string, amount int64) string {
	o.t.Helper()
	_, err := o.handler.Billing.OpenTopUps(o.t.Context(), billing.Order{
		Municipality: webtest.Municipality(), Guardian: o.payer.ID, Session: "s", Form: "f",
		TopUps: []billing.PupilAmount{{Pupil: pupil, Amount: cents(amount)}},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	positions, err := o.handler.Billing.ListOf(o.t.Context(), webtest.Tenant, o.payer.ID)
	if err != nil || len(positions) == 0 {
		o.t.Fatalf("%d positions, %v", len(positions), err)
	}
	return positions[0].Number.String()
}

// Goal: an exported list is logged, and only who has the role and the search exports it. Method: export as the reader
// and as the kitchen.
func TestExportIsLogged(t *testing.T) {
	o := newTown(t, office.Reader)
	found := o.post("/ufficio/alunni", url.Values{"cerca": {"rossi"}}).Header.Get("Location")
	file := o.get(strings.Replace(found, "/alunni?", "/alunni/elenco.csv?", 1))
	if file.Status != http.StatusOK || !strings.Contains(file.Body, "alunno;A001;D’Angelo Rossi;Niccolò;15/03/2017;Primaria Rodari;3A;B-A001") {
		t.Errorf("%d: %s", file.Status, file.Body)
	}
	month := webtest.Visit().Today().Month()
	records, _, err := o.handler.Audit.Month(t.Context(), webtest.Tenant, month, "", 5)
	if err != nil || len(records) != 1 || records[0].Action != "Esportazione" || records[0].After != "3\u00a0righe" ||
		records[0].Object != "alunni-e-adulti.csv: ricerca di parole non riportate" {
		t.Errorf("%v, %v", records, err)
	}
	o.get("/ufficio/alunni/elenco.csv?ricerca=unknown").Expect(t, http.StatusNotFound)
	o.as(o.handler.Site.Pages, office.Kitchen, office.School)
	o.get("/ufficio/alunni").Expect(t, http.StatusForbidden, "Il tuo ruolo non apre questa pagina")
	o.post("/ufficio/alunni", url.Values{"cerca": {"rossi"}}).Expect(t, http.StatusForbidden)
}
