package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

func cents(amount int64) money.Cents { return money.Cents(amount) }

// Goal: the card tells everything of one pupil and nothing of the sibling. Method: store something of each kind for
// both, then read the card of one.
func TestCardTellsEverything(t *testing.T) {
	o := newTown(t, office.Clerk)
	ctx, h := t.Context(), o.handler
	number := o.topUp("A001", 3000)
	eaten := ledger.MealDetail{Class: "PRI-3A", Mark: "P", Band: "B", Price: 460}
	day := calendar.NewDay(2026, time.November, 18)
	o.must(h.Accounts.PostMeal(ctx, webtest.Tenant, "A001", day, eaten))
	o.must(h.Accounts.PostOpening(ctx, webtest.Tenant, "A002", day, "o", 7777, "della sorella"))
	for pupil, text := range map[string]string{"A001": "La classe è sbagliata", "A002": "Riguarda la sorella"} {
		_, err := h.Reports.Add(ctx, webtest.Municipality(), "s"+pupil, "k", report.Report{
			Guardian: o.other.ID, Pupil: pupil, Topic: "Scuola o classe", Text: text,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := h.Absences.Tell(ctx, webtest.Tenant, []absence.Notice{{
		Pupil: "A001", Day: calendar.NewDay(2026, time.November, 23), Class: "PRI-3A", Mark: school.Absent, Number: "000000000001",
		Guardian: o.payer.ID, At: webtest.Now(), Until: webtest.Now(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	noted := h.Audit.Noting(ctx, webtest.Tenant, webtest.Operator(office.Clerk), office.Deed{
		Action: office.PupilCorrected, Object: "alunno A001", Pupil: "A001", Before: "Nicolo", After: "Niccolò", Reason: "errore di battitura",
	})
	pupil, version, err := h.School.PupilVersion(ctx, webtest.Tenant, "A001")
	if err != nil {
		t.Fatal(err)
	}
	pupil.Badge = "B-777"
	if err := h.School.CorrectPupil(noted, webtest.Tenant, version, pupil); err != nil {
		t.Fatal(err)
	}

	card := o.get("/ufficio/alunni/scheda/A001")
	card.Expect(t, http.StatusOK, "Niccolò D’Angelo Rossi", "RSSNCL17C15A794Y", "B-777", "Maria Bianchi", "paga", "Luca D’Angelo Rossi", "vede",
		"maria@example.it", "Refezione scolastica in corso 14/09/2026 08/06/2027 3A B 4,60 € ISEE 12.000 €",
		"−4,60 €", "con le ricariche non ancora pagate 25,40 €", "Ricarica", "30,00 €", "/2026 del 22/11/2026 Nuova Scuola o classe: La classe è sbagliata",
		"23/11/2026: assente", "Giulia Conti", "errore di battitura", "Totale dei documenti da pagare 0,00 €")
	if !strings.Contains(card.Body, `href="/ufficio/segnalazioni/2026/`) {
		t.Error("the report has no link")
	}
	if !strings.Contains(card.Body, number) {
		t.Error("the open notice is not there")
	}
	for _, strange := range []string{"sorella", "77,77"} {
		if strings.Contains(card.Body, strange) {
			t.Errorf("the card of one pupil says %q of another", strange)
		}
	}
	file := o.get("/ufficio/alunni/scheda/A001/scheda.csv")
	for _, line := range []string{
		"Alunno;Codice fiscale;RSSNCL17C15A794Y\r\n", "Alunno;Dieta speciale;no\r\n", "Adulti;Maria Bianchi;paga, BNCMRA85A41A794Y, maria@example.it\r\n",
		"Iscrizioni;Refezione scolastica;in corso, dal 14/09/2026, al 08/06/2027, classe 3A, fascia B, prezzo 4,60, ISEE 12.000 €\r\n",
		"Conto;Saldo;-4,60\r\n", "Conto;18/11/2026 Pasto;classe PRI-3A, fascia B, importo -4,60, saldo -4,60\r\n", "Avvisi da pagare;" + number + ";Ricarica, ",
		"Segnalazioni dei genitori;n. ", "Assenze e pasti in bianco comunicati;23/11/2026;Assente, comunicato il 22/11/2026, 18:00\r\n",
		"Modifiche fatte dal Comune;22/11/2026, 18:00;Giulia Conti, Dati dell’alunno corretti, prima: Nicolo, dopo: Niccolò, motivo: errore di battitura\r\n",
	} {
		if !strings.Contains(file.Body, line) {
			t.Errorf("no %q in the card's file:\n%s", line, file.Body)
		}
	}
	if strings.Contains(file.Body, "sorella") || !strings.Contains(card.Body, `href="/ufficio/alunni/scheda/A001/scheda.csv"`) {
		t.Error("the file has another pupil's, or the card does not lead to it")
	}
	taken, _, err := h.Audit.Month(ctx, webtest.Tenant, calendar.NewDay(2026, time.November, 1).Month(), "", 50)
	if err != nil || !slices.ContainsFunc(taken, func(r office.Record) bool { return r.Object == "scheda-A001.csv" }) {
		t.Errorf("that the file was taken is not on record: %+v, %v", taken, err)
	}
	o.get("/ufficio/alunni/scheda/A001/conto").Expect(t, http.StatusOK, "Pasto, classe PRI-3A, fascia B", "−4,60 €")
	if file := o.get("/ufficio/alunni/scheda/A001/conto.csv"); !strings.Contains(file.Body, ";Pasto;PRI-3A;B;;;-4,60;") {
		t.Errorf("file:\n%s", file.Body)
	}
	if file := o.get("/ufficio/alunni/scheda/A001/storia.csv"); !strings.Contains(file.Body, "22/11/2026;18:00;Giulia Conti;") {
		t.Errorf("file:\n%s", file.Body)
	}
	o.get("/ufficio/alunni/scheda/A001/storia").Expect(t, http.StatusOK, "22/11/2026, ore 18:00", "Giulia Conti", "Niccolò")
}

// Goal: an adult's page tells the adult's pupils and what is to pay for them, and its file has the same and is on record.
// Method: an adult with two pupils and a notice; the file of one who is not there.
func TestAdultsPageAndFile(t *testing.T) {
	o := newTown(t, office.Reader)
	number := o.topUp("A001", 3000)
	path := "/ufficio/alunni/adulti/" + o.payer.ID
	page := o.get(path)
	page.Expect(t, http.StatusOK, "Maria Bianchi", "Anna D’Angelo Rossi paga", "30,00 €")
	if !strings.Contains(page.Body, `href="`+path+`/scheda.csv"`) {
		t.Error("the page does not lead to its file")
	}
	file := o.get(path + "/scheda.csv")
	for _, line := range []string{
		"Adulto;Nome e cognome;Maria Bianchi\r\n", "Adulto;Codice fiscale;BNCMRA85A41A794Y\r\n", "Adulto;E-mail;maria@example.it\r\n",
		"Alunni;Anna D’Angelo Rossi;paga", "Avvisi da pagare;" + number + ";Niccolò D’Angelo Rossi, Ricarica, ", ", 30,00\r\n",
	} {
		if !strings.Contains(file.Body, line) {
			t.Errorf("no %q in the file:\n%s", line, file.Body)
		}
	}
	missing := o.get("/ufficio/alunni/adulti/nobody/scheda.csv")
	missing.Expect(t, http.StatusNotFound)
	taken, _, err := o.handler.Audit.Month(t.Context(), webtest.Tenant, calendar.NewDay(2026, time.November, 1).Month(), "", 50)
	if err != nil || len(taken) != 1 || taken[0].Object != "adulto-"+o.payer.ID+".csv" {
		t.Errorf("on record: %+v, %v", taken, err)
	}
}

// Goal: whoever is not there, or is another municipality's, looks missing. Method: ask for them.
func TestMissingPupilsAndAdults(t *testing.T) {
	o := newTown(t, office.Administrator)
	o.must(o.handler.School.SavePupil(t.Context(), "c_x999", school.Pupil{ID: "Z001", Name: "Zoe", FamilyName: "Altrove"}, nil))
	for _, path := range []string{
		"/ufficio/alunni/scheda/Z001", "/ufficio/alunni/scheda/Z001/conto", "/ufficio/alunni/scheda/Z001/storia",
		"/ufficio/alunni/scheda/Z001/conto.csv", "/ufficio/alunni/scheda/Z001/storia.csv", "/ufficio/alunni/scheda/Z001/scheda.csv",
		"/ufficio/alunni/scheda/X", "/ufficio/alunni/adulti/X", "/ufficio/alunni/scheda/A%20B",
	} {
		o.get(path).Expect(t, http.StatusNotFound, "Questa pagina, o quello che cerchi, non c'è.")
	}
}

// Goal: what is paid or cancelled does not end without saying so, on page and file; with nothing left out nothing is said.
// Method: as many closed notices as the card shows, and one more.
func TestCardSaysWhatOfTheClosedNoticesItLeavesOut(t *testing.T) {
	o := newTown(t, office.Clerk)
	closed := make([]billing.Position, cardNotices+1)
	for i := range closed {
		closed[i] = billing.Position{State: billing.Cancelled, Description: "avviso " + strconv.Itoa(i), Created: webtest.Now().AddDate(0, 0, -i)}
	}
	for _, one := range []struct {
		notices int
		want    string
	}{{cardNotices, ""}, {cardNotices + 1, "Sono i 50 più recenti di 51; gli altri si trovano in Alunni e famiglie, con il codice avviso."}} {
		var data card
		if err := data.notices(slices.Clone(closed[:one.notices])); err != nil {
			t.Fatal(err)
		}
		if data.Left() != one.want || len(data.Closed) != cardNotices || data.Closed[0].Description != "avviso 0" {
			t.Errorf("%d of %d, the first %q: %q", len(data.Closed), one.notices, data.Closed[0].Description, data.Left())
		}
		lines := data.lines(webtest.Now())
		if said := lines[len(lines)-1][2] == one.want; said != (one.want != "") {
			t.Errorf("the file ends with %q", lines[len(lines)-1])
		}
		page := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodGet, "/ufficio/alunni/scheda/A001", nil)
		err := o.handler.Site.Render(page, request, webtest.Visit(), web.Page{Title: "Scheda", Template: "card", Data: data})
		if err != nil || !strings.Contains(page.Body.String(), one.want) || strings.Contains(page.Body.String(), "più recenti di") != (one.want != "") {
			t.Errorf("%d notices: %v\n%s", one.notices, err, page.Body)
		}
	}
}
