package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

func (o office) SaveContacts(_ context.Context, _, _ string, contacts school.Contacts) error {
	o.asked.contacts = contacts
	return nil
}

func (o office) Add(_ context.Context, _ municipality.Municipality, _, _ string, r report.Report) (report.Report, error) {
	r.Serial, r.Day = 7, calendar.NewDay(2026, 11, 22)
	o.asked.report = r
	return r, nil
}

func (o office) ListOfReports() []report.Report {
	if o.asked == nil || o.asked.report.Serial == 0 {
		return nil
	}
	return []report.Report{o.asked.report}
}

func (d reportList) Own(_ context.Context, _, _, number string) (report.Report, error) {
	for _, r := range d.ListOfReports() {
		if r.Number() == number {
			return r, nil
		}
	}
	return report.Report{}, problem.Missing()
}

// reportList answers for the reports, whose list has the name of another list.
type reportList struct{ office }

func (d reportList) ListOf(_ context.Context, _, _, from string) ([]report.Report, string, error) {
	if from == "" {
		return d.ListOfReports(), "3/2026", nil
	}
	return d.ListOfReports(), "", nil
}

// Goal: a parent changes e-mail and telephone; what is no contact is said beside its field. Method: forms.
func TestContacts(t *testing.T) {
	o := office{asked: &wishes{}}
	h := newHandler(t, o)
	webtest.Get(h, "/anagrafica/contatti").Expect(t, http.StatusOK, "I tuoi contatti")
	for _, wrong := range []url.Values{
		{}, {"email": {"maria"}}, {"email": {"Maria <m@example.com>"}}, {"telefono": {"chiamami"}},
		{"email": {"m@example.com\r\nBcc: x@example.com"}},
	} {
		webtest.Post(h, "/anagrafica/contatti", wrong).Expect(t, http.StatusBadRequest, "Controlla questi dati")
	}
	if o.asked.contacts != (school.Contacts{}) {
		t.Errorf("saved %+v", o.asked.contacts)
	}
	done := webtest.Post(h, "/anagrafica/contatti", url.Values{"email": {" m@example.com "}, "telefono": {"+39 333 1"}})
	if o.asked.contacts != (school.Contacts{Email: "m@example.com", Phone: "+39 333 1"}) {
		t.Errorf("saved %+v", o.asked.contacts)
	}
	webtest.Get(h, done.Header.Get("Location")).Expect(t, http.StatusOK, "Contatti salvati")
}

// Goal: an error in the data is told to the office and gets a number; a report about somebody else's child
// is refused. Method: forms.
func TestReport(t *testing.T) {
	o := office{asked: &wishes{}}
	h, path := newHandler(t, o), "/anagrafica/segnalazioni/nuova"
	webtest.Get(h, path+"?figlio=A001&argomento=Altro").Expect(t, http.StatusOK, "Segnala un errore")
	webtest.Get(h, "/anagrafica/segnalazioni").Expect(t, http.StatusOK, "Non ci sono segnalazioni")
	good := url.Values{"figlio": {"A001"}, "argomento": {"Scuola o classe"}, "testo": {"La classe è la 3B"}}
	for field, value := range map[string]string{"argomento": "x", "testo": "", "altro": ""} {
		form := url.Values{}
		for name := range good {
			form.Set(name, good.Get(name))
		}
		if form.Set(field, value); field == "altro" {
			form.Set("testo", strings.Repeat("x", report.MaxText+1))
		}
		webtest.Post(h, path, form).Expect(t, http.StatusBadRequest, "Controlla questi dati")
	}
	webtest.Post(h, path, url.Values{"figlio": {"A999"}, "argomento": good["argomento"], "testo": good["testo"]}).
		Expect(t, http.StatusNotFound)
	if o.asked.report.Serial != 0 {
		t.Errorf("kept %+v", o.asked.report)
	}
	done := webtest.Post(h, path, good)
	if o.asked.report.Pupil != "A001" || o.asked.report.Guardian != webtest.Guardian {
		t.Errorf("kept %+v", o.asked.report)
	}
	first := webtest.Get(h, done.Header.Get("Location"))
	first.Expect(t, http.StatusOK, "Il numero è 7/2026", "Scuola o classe Nuova")
	webtest.Get(h, "/anagrafica/segnalazioni/2026/7").Expect(t, http.StatusOK, "Segnalazione n. 7/2026", "La classe è la 3B",
		"L'ufficio non ha ancora risposto")
	if !strings.Contains(first.Body, `<a href="/anagrafica/segnalazioni?da=3%2F2026">Segnalazioni precedenti</a>`) {
		t.Error("no way to the reports before")
	}
	last := webtest.Get(h, "/anagrafica/segnalazioni?da=3%2F2026")
	if last.Status != http.StatusOK || strings.Contains(last.Body, "Segnalazioni precedenti") {
		t.Errorf("%d: a page after the last one", last.Status)
	}
}

// Goal: a link from a day fills in child, day and topic, and the day is kept as one; what is no day is said beside its
// field. Method: the link, then forms.
func TestReportOfADay(t *testing.T) {
	o := office{asked: &wishes{}}
	h, path := newHandler(t, o), "/anagrafica/segnalazioni/nuova"
	page := webtest.Get(h, path+"?figlio=A001&giorno=2026-11-20&argomento=Presenze+o+addebiti")
	for _, filled := range []string{`value="20/11/2026"`, `value="A001" selected`, `value="Presenze o addebiti"
        checked`} {
		if !strings.Contains(page.Body, filled) {
			t.Errorf("the form has no %s:\n%s", filled, page.Body)
		}
	}
	form := url.Values{"figlio": {"A001"}, "argomento": {"Presenze o addebiti"}, "giorno": {"31/02/2026"}, "testo": {"Era assente"}}
	webtest.Post(h, path, form).Expect(t, http.StatusBadRequest, "Non abbiamo capito il giorno «31/02/2026»")
	form.Set("giorno", "20/11/26")
	webtest.Post(h, path, form).Expect(t, http.StatusSeeOther)
	if want := calendar.NewDay(2026, 11, 20); o.asked.report.About != want {
		t.Errorf("kept %s", o.asked.report.About)
	}
	webtest.Get(h, "/anagrafica/segnalazioni").Expect(t, http.StatusOK, "Presenze o addebiti, 20/11/2026")
}

// Goal: a parent reads how far the office has come, since when, and its answer, but not who gave it; another number is
// missing. Method: one report in each state.
func TestReportsAnswer(t *testing.T) {
	o := office{asked: &wishes{report: report.Report{
		Serial: 7, Day: calendar.NewDay(2026, 11, 20), At: webtest.Now(), Pupil: "A001", Topic: "Altro", Text: "Uno\n\nDue",
		Handled: report.Handled{State: report.Taken, Operator: "op-1", TakenAt: webtest.Now()},
	}}}
	h := newHandler(t, o)
	webtest.Get(h, "/anagrafica/segnalazioni").Expect(t, http.StatusOK, "In lavorazione dal 22/11/2026")
	webtest.Get(h, "/anagrafica/segnalazioni/2026/7").Expect(t, http.StatusOK, "In lavorazione dal 22/11/2026 alle 18:00", "non ha ancora risposto")
	o.asked.report.State, o.asked.report.Answer, o.asked.report.AnsweredAt = report.Answered, "Corretto.\nGrazie", webtest.Now()
	webtest.Get(h, "/anagrafica/segnalazioni").Expect(t, http.StatusOK, "Risposta il 22/11/2026")
	page := webtest.Get(h, "/anagrafica/segnalazioni/2026/7")
	page.Expect(t, http.StatusOK, "La risposta dell'ufficio Corretto. Grazie Ufficio, 22/11/2026 alle 18:00")
	if strings.Contains(page.Body, "op-1") || !strings.Contains(page.Body, `<p lang="it">Due</p>`) {
		t.Errorf("who answered, or lines in one:\n%s", page.Body)
	}
	for _, number := range []string{"8", "07", "x", "0"} {
		webtest.Get(h, "/anagrafica/segnalazioni/2026/"+number).Expect(t, http.StatusNotFound)
	}
}
