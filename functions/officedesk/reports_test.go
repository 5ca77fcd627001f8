package main

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// told has a parent write two reports, and returns the desk with the address of the first.
func told(t *testing.T) (*desk, string) {
	t.Helper()
	d := newDesk(t)
	_, err := d.school().SaveGuardian(t.Context(), webtest.Tenant, school.Guardian{
		ID: webtest.Guardian, Name: "Maria", FamilyName: "Bianchi", Phone: "333 000 1000",
	})
	d.must(err)
	_, err = d.school().SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: "A001", Name: "Giulia", FamilyName: "Ferrari"}, nil)
	d.must(err)
	for n, one := range []report.Report{
		{Topic: "Presenze o addebiti", Pupil: "A001", About: calendar.NewDay(2026, 11, 20), Text: "Era a casa.\nAveva la febbre."},
		{Topic: "Altro", Text: "Ho cambiato telefono."},
	} {
		one.Guardian = webtest.Guardian
		_, err := d.reports().Add(t.Context(), webtest.Municipality(), "s", strconv.Itoa(n), one)
		d.must(err)
	}
	return d, "/ufficio/segnalazioni/2026/1"
}

// Goal: reports are listed by state and topic, and counted on the desk until they are answered. Method: each choice.
func TestReports(t *testing.T) {
	d, _ := told(t)
	pages := d.as(office.Clerk)
	webtest.Get(pages, "/ufficio").Expect(t, http.StatusOK, "Segnalazioni dei genitori 2 segnalazioni da oggi")
	for query, want := range map[string]string{
		"": "2 segnalazioni, dalla più vecchia", "?stato=nuove": "2 segnalazioni", "?argomento=Altro": "1 segnalazione",
		"?stato=risposte": "Nessuna segnalazione", "?stato=tutte": "2 segnalazioni, dalla più recente",
		"?stato=in-lavorazione": "Nessuna segnalazione",
	} {
		webtest.Get(pages, "/ufficio/segnalazioni"+query).Expect(t, http.StatusOK, want)
	}
	webtest.Get(pages, "/ufficio/segnalazioni").Expect(t, http.StatusOK, "Presenze o addebiti 20/11/2026 Ferrari Giulia", "dati del genitore")
	file := webtest.Get(d.as(office.Reader), "/ufficio/segnalazioni/elenco.csv?argomento=Altro")
	if !strings.Contains(file.Body, "2/2026;23/11/2026;Altro;;;;;Nuova;Ho cambiato telefono.;") || strings.Contains(file.Body, "febbre") {
		t.Errorf("file:\n%s", file.Body)
	}
	webtest.Get(d.as(office.Administrator), "/ufficio/registro").Expect(t, http.StatusOK,
		"segnalazioni.csv: stato senza risposta, argomento Altro")
	webtest.Get(d.as(office.School), "/ufficio/segnalazioni").Expect(t, http.StatusForbidden)
}

// Goal: a report is taken and answered with a record of each; the parent reads the answer and is told, also when that failed
// the first time. Method: the way through the pages, an empty answer before, a queue that is away, the form again, and the
// parent's copy afterwards.
func TestTakeAndAnswer(t *testing.T) {
	d, path := told(t)
	pages := d.as(office.Clerk)
	webtest.Get(pages, path).Expect(t, http.StatusOK, "Nuova", "Ferrari", "Maria Bianchi", "333 000 1000", "Aveva la febbre.",
		"venerdì 20/11/2026")
	webtest.Post(pages, path+"/rispondi", url.Values{"versione": {"1"}, "risposta": {" "}}).
		Expect(t, http.StatusBadRequest, "La risposta non è partita", "Scrivi la risposta")
	if sent := webtest.Post(pages, path+"/prendi", url.Values{"versione": {"1"}}); sent.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", sent.Status, sent.Text())
	}
	webtest.Get(pages, path+"?esito=presa").Expect(t, http.StatusOK, "In lavorazione", "presa in carico")
	answer := url.Values{"versione": {"2"}, "risposta": {"Corretto: il pasto è stornato."}}
	d.noQueue = errors.New("no queue")
	if sent := webtest.Post(pages, path+"/rispondi", answer); sent.Status != http.StatusInternalServerError {
		t.Errorf("the parent is not told, and the page says %d %s", sent.Status, sent.Text())
	}
	d.noQueue = nil
	if again := webtest.Post(pages, path+"/rispondi", answer); again.Header.Get("Location") != path+"?esito=fatta" {
		t.Errorf("the same form again: %d %s", again.Status, again.Text())
	}
	other := url.Values{"versione": {"2"}, "risposta": {"Non è corretto."}}
	webtest.Post(pages, path+"/rispondi", other).Expect(t, http.StatusConflict, "è già stato risposto")
	own, err := d.reports().Own(t.Context(), webtest.Tenant, webtest.Guardian, "1/2026")
	if err != nil || own.State != report.Answered || own.Answer != "Corretto: il pasto è stornato." {
		t.Errorf("the parent reads %+v, %v", own, err)
	}
	if len(d.looked) != 1 || d.looked[0].Guardian != webtest.Guardian {
		t.Errorf("told %+v", d.looked)
	}
	found, _, err := d.log().Find(t.Context(), webtest.Tenant, office.Filter{Month: calendar.DayOf(d.now).Month()}, "")
	if err != nil || len(found) != 2 || found[0].Pupil != "A001" {
		t.Errorf("records %+v, %v", found, err)
	}
	webtest.Get(pages, "/ufficio/segnalazioni?stato=risposte").Expect(t, http.StatusOK, "1 segnalazione", "1/2026", "Risposta del 23/11/2026")
	webtest.Get(pages, path).Expect(t, http.StatusOK, "Stato Risposta del 23/11/2026")
}

// Goal: of two who answer at once the second reads so and keeps the own words; who only reads cannot answer; what is
// not there is not there. Method: an old version, a reader, wrong numbers.
func TestAnswerThatComesLate(t *testing.T) {
	d, path := told(t)
	pages := d.as(office.Clerk)
	if sent := webtest.Post(pages, path+"/prendi", url.Values{"versione": {"1"}}); sent.Status != http.StatusSeeOther {
		t.Fatalf("%d", sent.Status)
	}
	late := webtest.Post(pages, path+"/rispondi", url.Values{"versione": {"1"}, "risposta": {"Le mie parole."}})
	late.Expect(t, http.StatusConflict, "Intanto qualcun altro", "Le mie parole.")
	reader := d.as(office.Reader)
	if page := webtest.Get(reader, path); strings.Contains(page.Text(), "Invia la risposta") {
		t.Error("a reader is offered to answer")
	}
	webtest.Post(reader, path+"/rispondi", url.Values{"versione": {"2"}, "risposta": {"x"}}).Expect(t, http.StatusForbidden)
	for _, none := range []string{"/2026/9", "/2025/1", "/2026/x", "/x/1"} {
		webtest.Get(pages, "/ufficio/segnalazioni"+none).Expect(t, http.StatusNotFound)
	}
}
