package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

const address = "/ufficio/presenze/classe/" + class

// Goal: the sheet expects everybody but who told otherwise, takes one form as one version with its record, and shows what was
// sent. Method: a parent's absence and a plain meal; show, send with the parent contradicted, show again; both facts stay.
func TestSheetOfToday(t *testing.T) {
	c := newTown(t)
	c.tell("A001", friday(), school.Absent)
	c.tell("A002", friday(), school.Plain)
	h := c.as(office.School)
	page := webtest.Get(h, address)
	page.Expect(t, http.StatusOK, "Non ancora inviato La cucina conta i pasti alle 9:30", "Comunicato dal genitore: assente, alle 8:12",
		"Comunicato dal genitore: pasto in bianco", "Presente 1", "Assente 1", "Pasto in bianco 1")
	if !strings.Contains(page.Body, `<noscript><p class="nota">Totali prima dell’invio: si aggiornano quando cerchi o invii.</p></noscript>`) {
		t.Error("without the script nobody knows of when the totals are")
	}
	if !strings.Contains(page.Body, `name="stato-A001" value="A" checked`) {
		t.Error("the pupil who was told absent is not marked so")
	}
	for _, usual := range []string{`name="motivo-U-A003" value="famiglia" checked`, `name="motivo-N-A003" value="mancante" checked`} {
		if !strings.Contains(page.Body, usual) {
			t.Errorf("a tap does not mark: no %s", usual)
		}
	}
	sent := webtest.Post(h, address, plus(sheet(friday(), "0", "PBN"), "motivo-N-A003", "errato"))
	if sent.Status != http.StatusSeeOther || sent.Header.Get("Location") != address+"?esito=inviato" {
		t.Fatalf("%d to %q: %s", sent.Status, sent.Header.Get("Location"), sent.Text())
	}
	webtest.Get(h, address+"?esito=inviato").Expect(t, http.StatusOK,
		"Registro inviato alle 8:30: presente 1, pasto in bianco 1, non servito 1", "Inviato alle 8:30 da Giulia Conti",
		"Comunicato dal genitore: assente")
	if again := webtest.Get(h, address); strings.Count(again.Body, `name="motivo-N-A003"`) != 3 ||
		strings.Count(again.Body, " checked") != 3+2*3 || !strings.Contains(again.Body, `name="motivo-N-A003" value="errato" checked`) {
		t.Error("the reason that was sent is not the one that is chosen")
	}
	c.holds(friday(), "PBN", 1)
	stored, err := c.people.ClassDay(t.Context(), webtest.Tenant, class, friday())
	if err != nil || stored.Reasons["A003"] != school.MealWrong || len(stored.Reasons) != 1 {
		t.Errorf("%+v, %v", stored, err)
	}
	told, err := c.notices.Of(t.Context(), webtest.Tenant, "A001", friday(), friday())
	if err != nil || len(told) != 1 || !told[0].Holds() {
		t.Errorf("what the parent told: %+v, %v", told, err)
	}
	records := c.records()
	if len(records) != 1 || records[0].Action != "Presenze inviate" || records[0].Object != "classe PRI-3A, 20/11/2026" ||
		records[0].After != "A001 Presente, A002 Pasto in bianco, A003 Non servito: pasto diverso da quello previsto" || records[0].Before != "" {
		t.Errorf("%+v", records)
	}
}

// Goal: who sends a sheet, reads no answer, changes a mark and sends the page again has the marks of the second time; once
// somebody else has sent the sheet, that form's change is a conflict. Method: one form with three contents, another between.
func TestSheetChangedBeforeTheAnswer(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	one := func(marks string) webtest.Answer {
		return webtest.Post(h, address, plus(sheet(friday(), "0", marks), "form_id", strings.Repeat("01", 16)))
	}
	one("PPA").Expect(t, http.StatusSeeOther)
	one("PAP").Expect(t, http.StatusSeeOther)
	c.holds(friday(), "PAP", 2)
	one("PAP").Expect(t, http.StatusSeeOther)
	c.holds(friday(), "PAP", 2)
	webtest.Post(h, address, plus(sheet(friday(), "2", "AAA"), "form_id", strings.Repeat("02", 16))).Expect(t, http.StatusSeeOther)
	one("PPP").Expect(t, http.StatusConflict, "Intanto il registro è cambiato")
	c.holds(friday(), "AAA", 3)
	if records := c.records(); len(records) != 3 {
		t.Errorf("%+v", records)
	}
}

// Goal: a conflict is of the pupils whom somebody chose: of those that the form left as its page had them the register holds, and sending
// the page again changes nothing of them. Method: the page's own form with one change, with none, and after a form of theirs was stored.
func TestConflictOfWhatWasChosen(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	c.tell("A002", friday(), school.Plain)
	page := webtest.Get(h, address)
	for _, field := range []string{`name="prima-A001" value="P"`, `name="prima-A002" value="B"`} {
		if !strings.Contains(page.Body, field) {
			t.Errorf("the form lacks %s", field)
		}
	}
	mine := func(version, marks, key string) map[string][]string {
		return plus(sheet(friday(), version, marks), "form_id", strings.Repeat(key, 16), "prima-A001", "P", "prima-A002", "B", "prima-A003", "P")
	}
	webtest.Post(h, address, plus(sheet(friday(), "0", "PAA"), "form_id", strings.Repeat("01", 16))).Expect(t, http.StatusSeeOther)
	conflict := webtest.Post(h, address, mine("0", "ABP", "02"))
	conflict.Expect(t, http.StatusConflict, "Intanto il registro è cambiato", "per 1 alunno", "Rossi Anna: ora Presente", "Dove non avevi cambiato nulla",
		"Rossi Bruno: Assente", "Rossi Carla: Assente")
	for _, field := range []string{
		`name="stato-A001" value="A" checked`, `name="stato-A002" value="A" checked`, `name="stato-A003" value="A" checked`, `name="prima-A002" value="A"`,
	} {
		if !strings.Contains(conflict.Body, field) {
			t.Errorf("the conflict lacks %s", field)
		}
	}
	if strings.Contains(conflict.Text(), "Rossi Carla: ora") {
		t.Error("a pupil whom nobody touched is a conflict")
	}
	webtest.Post(h, address, mine("0", "PBP", "03")).Expect(t, http.StatusConflict, "Non abbiamo registrato nulla", "Rossi Bruno: Assente")
	found := webtest.Post(h, address, looking(mine("0", "ABP", "04"), "carla"))
	if !strings.Contains(found.Body, `name="prima-A002" value="B"`) {
		t.Error("a search forgets what the page showed")
	}
	c.holds(friday(), "PAA", 1)
	webtest.Post(h, address, plus(sheet(friday(), "1", "AAA"), "form_id", strings.Repeat("05", 16))).Expect(t, http.StatusSeeOther)
	c.holds(friday(), "AAA", 2)
	webtest.Post(h, address, plus(mine("0", "PBP", "01"), "versione", "0")).Expect(t, http.StatusConflict, "Rossi Anna: ora Assente")
}

// Goal: two people on one sheet lose nothing of one another: the second sees both, and decides; a form that comes twice
// changes nothing, also after the other's. Method: two forms of version 0, the first once more, the second again from the conflict.
func TestTwoPeopleOnOneSheet(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	first := plus(sheet(friday(), "0", "PPA"), "form_id", strings.Repeat("01", 16))
	second := plus(sheet(friday(), "0", "PAP"), "form_id", strings.Repeat("02", 16))
	for range 2 {
		webtest.Post(h, address, first).Expect(t, http.StatusSeeOther)
	}
	c.holds(friday(), "PPA", 1)
	conflict := webtest.Post(h, address, second)
	conflict.Expect(t, http.StatusConflict, "Intanto il registro è cambiato", "Giulia Conti lo ha inviato alle 8:30",
		"Rossi Bruno: ora Presente", "Rossi Carla: ora Assente")
	if !strings.Contains(conflict.Body, `name="stato-A002" value="A" checked`) || !strings.Contains(conflict.Body, `name="versione" value="1"`) {
		t.Error("the choices that were sent are gone, or the version is that of before")
	}
	c.holds(friday(), "PPA", 1)
	c.now = at(8, 31, 0)
	webtest.Post(h, address, plus(sheet(friday(), "1", "PAP"), "form_id", strings.Repeat("03", 16))).Expect(t, http.StatusSeeOther)
	webtest.Post(h, address, first).Expect(t, http.StatusSeeOther)
	c.holds(friday(), "PAP", 2)
	if records := c.records(); len(records) != 2 || records[0].Before != "A002 Presente, A003 Assente" || records[0].After != "A002 Assente, A003 Presente" {
		t.Errorf("%+v", records)
	}
}

// Goal: who sends a sheet in which nothing is changed reads that it stays as it was sent before, and when; a form that comes twice
// was sent. Method: the same marks from another form ten minutes later, then the first form again; another mark; a sheet that
// nobody sent, whose address says either.
func TestSheetSentUnchanged(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	send := func(form, version, marks, outcome string) {
		t.Helper()
		sent := webtest.Post(h, address, plus(sheet(friday(), version, marks), "form_id", strings.Repeat(form, 16)))
		if got := sent.Header.Get("Location"); sent.Status != http.StatusSeeOther || got != address+"?esito="+outcome {
			t.Errorf("%s of version %s: %d to %s", marks, version, sent.Status, got)
		}
	}
	for _, outcome := range []string{"inviato", "invariato"} {
		if page := webtest.Get(h, address+"?esito="+outcome); strings.Contains(page.Text(), "resta il registro") || strings.Contains(page.Text(), "Registro inviato") {
			t.Errorf("%s is said of a sheet that nobody sent", outcome)
		}
	}
	send("01", "0", "PPA", "inviato")
	send("01", "0", "PPA", "inviato")
	c.now = at(8, 40, 0)
	send("02", "1", "PPA", "invariato")
	webtest.Get(h, address+"?esito=invariato").Expect(t, http.StatusOK,
		"Nessuna modifica: resta il registro inviato alle 8:30 (presente 2, assente 1).", "Inviato alle 8:30 da Giulia Conti")
	c.holds(friday(), "PPA", 1)
	send("03", "1", "PPP", "inviato")
	send("01", "0", "PPA", "invariato")
	webtest.Get(h, address+"?esito=inviato").Expect(t, http.StatusOK, "Registro inviato alle 8:40: presente 3.")
	c.holds(friday(), "PPP", 2)
}

// Goal: the sheet follows the clock in Rome to the second: until the limit without a reason, a second later only with one
// of the list, for which it asks above the marks, all of them kept. Method: 9:30:00 and 9:30:01, without, with a word of one's
// own, with one of the list; nothing new late is fine.
func TestLimitByOneSecond(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	c.now = at(9, 30, 0)
	webtest.Post(h, address, sheet(friday(), "0", "PPP")).Expect(t, http.StatusSeeOther)
	c.now = at(9, 30, 1)
	webtest.Get(h, address).Expect(t, http.StatusOK, "Fuori orario Alle 9:30 la cucina ha contato i pasti")
	late := func() map[string][]string {
		return plus(sheet(friday(), "1", "PPA"), "form_id", strings.Repeat("0a", 16))
	}
	for _, reason := range []string{"", "mal di pancia"} {
		asked := webtest.Post(h, address, plus(late(), "motivo", reason))
		asked.Expect(t, http.StatusBadRequest, "scegli perché il registro cambia")
		field, rows := strings.Index(asked.Body, `name="motivo" required autofocus`), strings.Index(asked.Body, `name="stato-A001"`)
		if field < 0 || field > rows || !strings.Contains(asked.Body, `name="stato-A003" value="A" checked`) {
			t.Error("the field of the reason is not in sight with the focus, or a mark is lost")
		}
	}
	c.holds(friday(), "PPP", 1)
	webtest.Post(h, address, plus(sheet(friday(), "1", "PPP"), "form_id", strings.Repeat("0b", 16))).Expect(t, http.StatusSeeOther)
	c.holds(friday(), "PPP", 1)
	webtest.Post(h, address, plus(late(), "motivo", "Errore nel registro")).Expect(t, http.StatusSeeOther)
	c.holds(friday(), "PPA", 2)
	if records := c.records(); len(records) != 2 || records[0].Reason != "Errore nel registro" || records[1].Reason != "" {
		t.Errorf("%+v", records)
	}
}

// Goal: the night on which the clocks change moves no limit and no day. Method: the Monday after, and the Sunday itself, in
// instants of UTC around 9:30 and midnight.
func TestClockChanges(t *testing.T) {
	for _, change := range []struct {
		day   string
		limit string // 9:30 in Rome, in UTC
	}{{"2026-10-26", "2026-10-26T08:30:00Z"}, {"2027-03-29", "2027-03-29T07:30:00Z"}} {
		c := newTown(t)
		day, err := calendar.ParseDay(change.day)
		if err != nil {
			t.Fatal(err)
		}
		limit, err := time.Parse(time.RFC3339, change.limit)
		if err != nil {
			t.Fatal(err)
		}
		h := c.as(office.School)
		c.now = limit
		webtest.Post(h, address, sheet(day, "0", "PPP")).Expect(t, http.StatusSeeOther)
		c.now = limit.Add(time.Second)
		webtest.Post(h, address, plus(sheet(day, "1", "PPA"), "form_id", strings.Repeat("0c", 16))).Expect(t, http.StatusBadRequest)
		c.now = day.Start()
		webtest.Get(h, address).Expect(t, http.StatusOK, "oggi, lunedì "+day.Long())
		c.now = day.Start().Add(-time.Second)
		sunday := webtest.Get(h, address)
		sunday.Expect(t, http.StatusOK, "oggi, domenica", "Oggi la mensa non è prevista")
		if strings.Contains(sunday.Text(), "Non ancora inviato") {
			t.Error("a sheet is waited for of a class that does not eat")
		}
		webtest.Post(h, address, sheet(day.AddDays(-1), "0", "PPP")).Expect(t, http.StatusBadRequest, "la mensa non è prevista")
	}
}

// Goal: a sheet of another day is refused in words, and writes nothing; so is one that is not whole. Method: yesterday's form of
// a tablet that was left open over night; forms without a version, with an unknown mark or pupil, without a needed reason.
func TestSheetsThatAreRefused(t *testing.T) {
	c := newTown(t)
	tablet := webtest.Operator(office.School)
	tablet.ID, tablet.Name, tablet.FamilyName = "tablet-1", "Primaria, tablet 1", ""
	h := c.of(tablet)
	thursday := friday().AddDays(-1)
	webtest.Post(h, address, sheet(thursday, "0", "PPP")).Expect(t, http.StatusConflict, "Questo registro è di un altro giorno")
	c.holds(thursday, "", 0)
	for _, form := range []map[string][]string{
		sheet(friday(), "", "PPP"), sheet(friday(), "0", "PPX"), plus(sheet(friday(), "0", "PPP"), "stato-B001", "P"),
		plus(sheet(friday(), "0", "PPP"), "giorno", ""),
	} {
		webtest.Post(h, address, form).Expect(t, http.StatusBadRequest)
	}
	webtest.Post(h, address, sheet(friday(), "0", "UPP")).Expect(t, http.StatusBadRequest, "non è completo")
	webtest.Post(h, address, plus(sheet(friday(), "0", "UPP"), "motivo-U-A001", "mancante")).Expect(t, http.StatusBadRequest)
	c.holds(friday(), "", 0)
	webtest.Post(h, address, plus(sheet(friday(), "0", "UPP"), "motivo-U-A001", "famiglia")).Expect(t, http.StatusSeeOther)
	c.holds(friday(), "UPP", 1)
	webtest.Get(h, address).Expect(t, http.StatusOK, "da Primaria, tablet 1")
	for _, path := range []string{address + "/mese", address + "/giorno/2026-11-20", address + "/mese.csv", address + "/giorno/2026-11-20/csv",
		"/ufficio/cucina"} {
		webtest.Get(h, path).Expect(t, http.StatusForbidden)
	}
}

// Goal: a school's tablet searches, prints and takes out today's list of its school and nothing else, and the record says which
// tablet. Method: a class more, sought by words and by a missing sheet; the list's file, of another day and of another school's class too.
func TestListOnATablet(t *testing.T) {
	c := newTown(t)
	must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{
		ID: "PRI-4B", Name: "4B", School: "PRI", SchoolName: "Scuola primaria", Weekdays: []time.Weekday{time.Friday},
	}))
	c.mark(friday(), "PPA")
	c.mark(friday().AddDays(-1), "AAA")
	tablet := office.Device{ID: "1", School: "PRI", Name: "Primaria, tablet 1"}.Operator()
	h := c.of(tablet)
	for query, want := range map[string][]string{
		"":                      {"Classi con mensa: 2 . Registri mancanti: 1", "normali e diete 2", "3A", "4B"},
		"?giorno=2026-11-19":    {"Venerdì 20 novembre 2026", "normali e diete 2", "3A", "4B"},
		"?q=4b":                 {"Classi con mensa: 1 . Registri mancanti: 1", "4B"},
		"?q=secondaria":         {"Classi con mensa: 0 .", "Nessun risultato per «secondaria»"},
		"?giorno=x&mancanti=1":  {"Classi con mensa: 1 . Registri mancanti: 1", "4B"},
		"?giorno=1/1/2026&q=3a": {"Classi con mensa: 1 . Registri mancanti: 0", "3A"},
	} {
		page := webtest.Get(h, "/ufficio/presenze"+query)
		page.Expect(t, http.StatusOK, want...)
		page.Expect(t, http.StatusOK, "Cerca Classe o scuola", "Solo registri mancanti", "Scarica (CSV) Stampa")
		for _, never := range []string{`name="giorno"`, "giorno=", "Mese"} {
			if strings.Contains(page.Body, never) {
				t.Errorf("%s: %s is offered", query, never)
			}
		}
	}
	if page := webtest.Get(h, address); !strings.Contains(page.Body, "data-stampa") || strings.Contains(page.Body, address+"/") {
		t.Error("the sheet cannot be printed, or leads where no tablet goes")
	}
	file := webtest.Get(h, "/ufficio/presenze/oggi.csv?giorno=2026-11-19")
	file.Expect(t, http.StatusOK)
	for _, line := range []string{"20/11/2026;Scuola primaria;3A;Inviato;8:30;2;0\r\n", "20/11/2026;Scuola primaria;4B;Manca;;;\r\n"} {
		if !strings.Contains(file.Body, line) {
			t.Errorf("no %q in\n%s", line, file.Body)
		}
	}
	if strings.Contains(file.Body, "secondaria") {
		t.Error("the file has a class of another school")
	}
	c.now = at(8, 31, 0)
	webtest.Get(h, "/ufficio/presenze/oggi.csv?q=4b&mancanti=1").Expect(t, http.StatusOK, "4B")
	records := c.records()
	if len(records) != 2 || records[0].Action != office.Exported || records[0].Operator != tablet.ID || records[0].Name != "Primaria, tablet 1" ||
		records[0].Object != "presenze-2026-11-20.csv: classe 4b, registro mancante" || records[0].After != "1\u00a0riga" {
		t.Errorf("%+v", records)
	}
}

// Goal: a school sees its own classes and no other; whoever only reads sends nothing. Method: the other school's class by each
// address, and a reader's form.
func TestSchoolsAreApart(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	list := webtest.Get(h, "/ufficio/presenze")
	list.Expect(t, http.StatusOK, "Classi con mensa: 1 .", "3A", "Manca")
	if strings.Contains(list.Text(), "secondaria") {
		t.Error("the list has a class of another school")
	}
	for _, path := range []string{"", "/mese", "/mese.csv", "/giorno/2026-11-20"} {
		webtest.Get(h, "/ufficio/presenze/classe/SEC-1A"+path).Expect(t, http.StatusNotFound)
		webtest.Get(h, "/ufficio/presenze/classe/NO"+path).Expect(t, http.StatusNotFound)
	}
	webtest.Post(h, "/ufficio/presenze/classe/SEC-1A", sheet(friday(), "0", "")).Expect(t, http.StatusNotFound)
	reader := c.as(office.Reader)
	page := webtest.Get(reader, address)
	page.Expect(t, http.StatusOK, "Rossi Anna Presente")
	if strings.Contains(page.Body, "<button class=\"btn btn-primary\" type=\"submit\">") {
		t.Error("whoever only reads is offered to send")
	}
	webtest.Post(reader, address, sheet(friday(), "0", "PPP")).Expect(t, http.StatusForbidden)
	c.holds(friday(), "", 0)
}

// Goal: a city's list of classes comes in pages, and its figures and its file are of all of them. Method: sixty classes
// more than the two, the second page, and the file.
func TestClassesInPages(t *testing.T) {
	c := newTown(t)
	for n := range 60 {
		must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{
			ID: fmt.Sprintf("PRI-%02d", n), Name: fmt.Sprintf("Z%02d", n), School: "PRI", SchoolName: "Scuola primaria",
			Weekdays: []time.Weekday{time.Friday},
		}))
	}
	clerk := c.as(office.Clerk)
	first := webtest.Get(clerk, "/ufficio/presenze?q=primaria")
	first.Expect(t, http.StatusOK, "Classi con mensa: 61 . Registri mancanti: 61", "3A, Scuola primaria", "Z48", "Pagina 2")
	if strings.Contains(first.Text(), "Z49") {
		t.Error("the first page has more than fifty classes")
	}
	second := webtest.Get(clerk, "/ufficio/presenze?q=primaria&pagina=2")
	second.Expect(t, http.StatusOK, "Classi con mensa: 61 . Registri mancanti: 61", "Z49", "Z59")
	file := webtest.Get(clerk, "/ufficio/presenze/oggi.csv?q=primaria")
	if rows := strings.Count(file.Body, "\r\n"); rows != 62 {
		t.Errorf("the file has %d rows", rows)
	}
	webtest.Get(clerk, "/ufficio/presenze/oggi.csv?mancanti=1&q="+strings.Repeat("è", 200))
	for _, want := range []string{": classe " + strings.Repeat("è", 80) + ", registro mancante", ": classe primaria"} {
		if !slices.ContainsFunc(c.records(), func(r office.Record) bool { return strings.HasSuffix(r.Object, want) }) {
			t.Errorf("no record of %q", want)
		}
	}
}
