package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

func cents(n int64) money.Cents { return money.Cents(n) }

// Goal: the kitchen reads what is expected until a sheet arrives, what the sheet says until the limit, and from then on the count of
// that moment with every later change as a difference. Method: the morning of a class, step by step; a class whose sheet never came
// in time.
func TestKitchensMorning(t *testing.T) {
	c := newTown(t)
	c.tell("A001", friday(), school.Absent)
	c.tell("A002", friday(), school.Plain)
	cook, school3A := c.as(office.Kitchen), c.as(office.School)
	kitchen := func(parts ...string) webtest.Answer {
		t.Helper()
		page := webtest.Get(cook, "/ufficio/cucina")
		page.Expect(t, http.StatusOK, parts...)
		return page
	}
	page := kitchen("Cucina CENTRO: 2 pasti Normali 1 In bianco 1 Diete speciali 0 Registri mancanti 1", "Il conteggio si ferma alle 9:30", "3A 1 1 manca, numeri previsti")
	if strings.Contains(page.Text(), "NORD") {
		t.Error("the cook of CENTRO sees another kitchen")
	}
	webtest.Post(school3A, address, sheet(friday(), "0", "PPA")).Expect(t, http.StatusSeeOther)
	kitchen("Normali 2 In bianco 0 Diete speciali 0 Registri mancanti 0", "3A 2 0 arrivato alle 8:30")
	c.now = at(9, 30, 1)
	late := plus(sheet(friday(), "1", "PAB"), "form_id", strings.Repeat("0d", 16), "motivo", "Errore nel registro")
	webtest.Post(school3A, address, late).Expect(t, http.StatusSeeOther)
	kitchen("Normali 2 In bianco 0", "Conteggio fermo alle 9:30", "Dopo il conteggio: −1 normale, +1 in bianco", "3A 2 0 arrivato alle 8:30, cambiato alle 9:30 −1 normale, +1 in bianco")
	everybody := webtest.Get(c.as(office.Reader), "/ufficio/cucina")
	everybody.Expect(t, http.StatusOK, "Cucina NORD: 1 pasto Normali 1 In bianco 0 Diete speciali 0 Registri mancanti 1",
		"Conteggio fermo alle 9:30.")

	c.now = at(10, 0, 0)
	webtest.Post(c.as(office.Clerk), "/ufficio/presenze/classe/SEC-1A", map[string][]string{
		"giorno": {"2026-11-20"}, "versione": {"0"}, "stato-A009": {"A"}, "motivo": {"Registro non inviato in tempo"},
	}).Expect(t, http.StatusSeeOther)
	webtest.Get(c.as(office.Reader), "/ufficio/cucina").Expect(t, http.StatusOK, "Cucina NORD: 1 pasto Normali 1 In bianco 0 Diete speciali 0 Registri mancanti 0",
		"Dopo il conteggio: −1 normale.")
	page = webtest.Get(c.as(office.Reader), "/ufficio/cucina?q=primaria+3a")
	page.Expect(t, http.StatusOK, "I numeri sono solo di ciò che hai cercato: «primaria 3a»", "Cucina CENTRO: 2 pasti")
	some := webtest.Get(c.as(office.Reader), "/ufficio/cucina/pasti.csv?q=primaria+3a")
	if strings.Contains(page.Text(), "Cucina NORD") || strings.Contains(some.Body, "NORD") {
		t.Errorf("a search shows what is not sought: %s\n%s", page.Text(), some.Body)
	}
	if strings.Count(page.Text(), "«primaria 3a»") != 1 {
		t.Errorf("a page says more than once, or not, what was sought: %s", page.Text())
	}
	webtest.Get(cook, "/ufficio/cucina?q=4b").Expect(t, http.StatusOK, "Nessun risultato per «4b»")
	file := webtest.Get(cook, "/ufficio/cucina/pasti.csv")
	if !strings.Contains(file.Body, "20/11/2026;CENTRO;Scuola primaria;3A;8:30, cambiato alle 9:30;2;2;0;-1;1\r\n") || strings.Contains(file.Body, "NORD") {
		t.Errorf("%s", file.Body)
	}
}

// Goal: the kitchen cooks special diets by code, counts one without a code apart, finds those in bianco among the plain meals, and
// sees what changes after its count; a class and a tablet read only that there is a diet. Method: a morning of three pupils
// with two codes and a flag; a new code and a sheet after the count; page, file, sums of all kitchens.
func TestKitchensDiets(t *testing.T) {
	c := newTown(t)
	c.diet("A001", "D1", false)
	c.diet("A002", "VEG", false)
	c.diet("A003", "", true)
	c.diet("A009", "D1", false)
	reader, school3A := c.as(office.Reader), c.as(office.School)
	kitchen := func(parts ...string) {
		t.Helper()
		webtest.Get(reader, "/ufficio/cucina").Expect(t, http.StatusOK, parts...)
	}
	kitchen("Tutte le cucine: 4 pasti Normali 0 In bianco 0 Diete speciali 4", "Diete per codice D1: 2, VEG: 1, senza codice: 1",
		"Cucina CENTRO: 3 pasti Normali 0", "Scuola primaria: 3 pasti 3 diete speciali (D1: 1, VEG: 1, senza codice: 1)", "Cucina NORD: 1 pasto")
	webtest.Post(school3A, address, sheet(friday(), "0", "PBA")).Expect(t, http.StatusSeeOther)
	kitchen("Cucina CENTRO: 2 pasti Normali 0 In bianco 1 Diete speciali 1", "Diete per codice D1: 1 In bianco con dieta VEG: 1",
		"Scuola primaria: 2 pasti 1 in bianco, 1 dieta speciale (D1: 1)", "3A 0 1 (con dieta VEG: 1) D1: 1 arrivato alle 8:30")
	for _, path := range []string{address, address + "/giorno/2026-11-20"} {
		page := webtest.Get(school3A, path)
		page.Expect(t, http.StatusOK, "Rossi Anna (dieta)", "Rossi Carla (dieta)")
		if strings.Contains(page.Body, "D1") || strings.Contains(page.Body, "VEG") {
			t.Errorf("%s shows which diet", path)
		}
	}
	c.now = at(9, 30, 1)
	c.diet("A001", "D2", false)
	late := plus(sheet(friday(), "1", "PBP"), "form_id", strings.Repeat("0d", 16), "motivo", "Errore nel registro")
	webtest.Post(school3A, address, late).Expect(t, http.StatusSeeOther)
	kitchen("Cucina CENTRO: 2 pasti", "3A 0 1 (con dieta VEG: 1) D1: 1, ma ora 0, D2: 0, ma ora 1, senza codice: 0, ma ora 1 arrivato alle 8:30, cambiato alle 9:30 −1 dieta D1, +1 dieta D2, +1 dieta senza codice", "Tutte le cucine: 3 pasti")
	file := webtest.Get(reader, "/ufficio/cucina/pasti.csv")
	for _, line := range []string{
		";totale;normali;in_bianco;differenza_normali;differenza_in_bianco;dieta_senza_codice;in_bianco_senza_codice;",
		"3A;8:30, cambiato alle 9:30;2;0;1;0;0;0;0;1;0;1;0;-1;0;0;0;1;0;0;1;0;0\r\n",
	} {
		if !strings.Contains(file.Body, line) {
			t.Errorf("no %q in\n%s", line, file.Body)
		}
	}
}

// Goal: the code of a diet that comes between the sheet and the count is counted; one that comes after it is a difference. Method: a
// sheet without diets, two codes, the hour, and another code for one of them.
func TestKitchensLateDiets(t *testing.T) {
	c := newTown(t)
	webtest.Post(c.as(office.School), address, sheet(friday(), "0", "PBP")).Expect(t, http.StatusSeeOther)
	c.now = at(9, 0, 0)
	c.diet("A001", "D2", false)
	c.diet("A002", "VEG", false)
	for _, moment := range []time.Time{at(9, 0, 0), at(9, 30, 1)} {
		c.now = moment
		webtest.Get(c.as(office.Kitchen), "/ufficio/cucina").Expect(t, http.StatusOK, "Normali 1 In bianco 1 Diete speciali 1",
			"Diete per codice D2: 1 In bianco con dieta VEG: 1", "3A 1 1 (con dieta VEG: 1) D2: 1 arrivato alle 8:30")
	}
	c.now = at(9, 35, 0)
	c.diet("A001", "D3", false)
	webtest.Get(c.as(office.Kitchen), "/ufficio/cucina").Expect(t, http.StatusOK, "Normali 1 In bianco 1 Diete speciali 1",
		"Diete per codice D2: 1, ma ora 0, D3: 0, ma ora 1", "Dopo il conteggio: −1 dieta D2, +1 dieta D3.")
}

// Goal: who is enrolled, moved or given a diet after the count is a difference also in a class whose sheet never came; a count that
// is read for the first time long after its hour says of when it is, and nobody who reads it has done anything. Method: two
// kitchens, one that is read at its hour and one an hour later, a pupil who changes class and one diet in between; then a later
// limit.
func TestKitchensCountStays(t *testing.T) {
	c := newTown(t)
	c.now = at(9, 30, 30)
	cook := c.as(office.Kitchen)
	first := webtest.Get(cook, "/ufficio/cucina")
	first.Expect(t, http.StatusOK, "Cucina CENTRO: 3 pasti Normali 3", "Conteggio fermo alle 9:30.")
	c.now = at(10, 45, 0)
	c.diet("A002", "D1", false)
	c.reenrol("A001", func(e *school.Enrolment) { e.Class, e.School = "SEC-1A", "SEC" })
	page := webtest.Get(c.as(office.Reader), "/ufficio/cucina")
	page.Expect(t, http.StatusOK, "Cucina CENTRO: 3 pasti Normali 3 In bianco 0 Diete speciali 0", "Dopo il conteggio: −2 normali, +1 dieta D1.",
		"3A 3 0 D1: 0, ma ora 1 manca, numeri previsti −2 normali, +1 dieta D1",
		"Cucina NORD: 2 pasti", "Conteggio fermo alle 9:30, con iscrizioni e diete delle 10:45.")
	file := webtest.Get(cook, "/ufficio/cucina/pasti.csv")
	if !strings.Contains(file.Body, "20/11/2026;CENTRO;Scuola primaria;3A;manca;3;3;0;-2;0;0;0;1;0\r\n") {
		t.Error(file.Body)
	}
	c.now = at(11, 0, 0)
	c.diet("A009", "D2", false)
	webtest.Get(c.as(office.Reader), "/ufficio/cucina").Expect(t, http.StatusOK, "Cucina NORD: 2 pasti Normali 2", "−1 normale, +1 dieta D2", "delle 10:45")
	webtest.Get(c.as(office.Reader), "/ufficio/cucina?giorno=2026-11-23").Expect(t, http.StatusOK, "Cucina CENTRO: 2 pasti", "Il conteggio si ferma alle 9:30.")
	c.now = at(11, 30, 0)
	must(t)(c.people.SaveSchool(t.Context(), webtest.Tenant, school.School{ID: "PRI", Name: "Scuola primaria", AbsenceLimit: 12 * 60}))
	webtest.Get(cook, "/ufficio/cucina").Expect(t, http.StatusOK, "Cucina CENTRO: 2 pasti Normali 1 In bianco 0 Diete speciali 1", "Il conteggio si ferma alle 12:00.")
	c.now = at(12, 0, 1)
	page = webtest.Get(cook, "/ufficio/cucina")
	page.Expect(t, http.StatusOK, "Cucina CENTRO: 2 pasti Normali 1", "Conteggio fermo alle 12:00.")
	if strings.Contains(page.Text(), "Dopo il conteggio:") {
		t.Errorf("a limit that was moved has the count of the first one: %s", page.Text())
	}
}

// Goal: the count that is kept has the enrolments of its first reading, not those that a page of another day remembers. Method: the
// next day's page, a diet, and the first page of today within the same minute.
func TestKitchensCountIsReadAfresh(t *testing.T) {
	c := newTown(t)
	c.now = at(9, 31, 0)
	reader := c.as(office.Reader)
	webtest.Get(reader, "/ufficio/cucina?giorno=2026-11-23").Expect(t, http.StatusOK, "Cucina CENTRO: 3 pasti Normali 3")
	c.diet("A001", "D1", false)
	c.now = at(9, 31, 10)
	webtest.Get(reader, "/ufficio/cucina").Expect(t, http.StatusOK, "Cucina CENTRO: 3 pasti Normali 2 In bianco 0 Diete speciali 1", "D1: 1")
}

// Goal: a class whose weekdays change after the count stays in it: with what its sheet says, or taken off where none came. A class
// in which nobody is enrolled is awaited nowhere. Method: two classes that lose their Friday, one with a sheet and a diet; a third
// without pupils; page before and after.
func TestKitchensOfOtherWeekdays(t *testing.T) {
	c := newTown(t)
	c.diet("A003", "D1", false)
	save := func(id, name, of, schoolName string, days ...time.Weekday) {
		must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{ID: id, Name: name, School: of, SchoolName: schoolName, Weekdays: days}))
	}
	save("PRI-5E", "5E", "PRI", "Scuola primaria", time.Friday)
	webtest.Post(c.as(office.School), address, sheet(friday(), "0", "PAP")).Expect(t, http.StatusSeeOther)
	c.now = at(9, 30, 30)
	reader := c.as(office.Reader)
	page := webtest.Get(reader, "/ufficio/cucina")
	page.Expect(t, http.StatusOK, "Tutte le cucine: 3 pasti Normali 2 In bianco 0 Diete speciali 1 Registri mancanti 1")
	if strings.Contains(page.Text(), "5E") {
		t.Error("a class without pupils is awaited")
	}
	save(class, "3A", "PRI", "Scuola primaria", time.Monday)
	save("SEC-1A", "1A", "SEC", "Scuola secondaria", time.Monday)
	for _, minutes := range []int{45, 50} {
		c.now = at(9, minutes, 0)
		webtest.Get(reader, "/ufficio/cucina").Expect(t, http.StatusOK, "Tutte le cucine: 3 pasti Normali 2 In bianco 0 Diete speciali 1 Registri mancanti 0",
			"3A 1 0 D1: 1 arrivato alle 8:30", "Cucina NORD: 1 pasto", "1A 1 0 sospesa −1 normale")
	}
}

// Goal: a class that is suspended after the count stays in it, and is taken off as a difference with the reason; one that was
// suspended before is not counted, and comes back as a difference when it is opened again. Method: a school that is suspended
// before the limit and one after, each the other way round later; page and file.
func TestKitchensClosedAfterTheCount(t *testing.T) {
	c := newTown(t)
	c.mark(friday(), "PAB")
	reader := c.as(office.Reader)
	enter := func(do func(context.Context, string, []school.Closure) error, of, reason string) {
		t.Helper()
		known, err := c.people.Closures(t.Context(), webtest.Tenant, friday(), friday())
		one := school.Closure{Day: friday(), School: of, Service: school.Canteen, Reason: reason}
		if at := slices.IndexFunc(known, one.Same); err == nil && at >= 0 {
			one = known[at]
		}
		if err == nil {
			err = do(t.Context(), webtest.Tenant, []school.Closure{one})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	enter(c.people.Close, "SEC", "Sciopero")
	c.now = at(9, 30, 0)
	page := webtest.Get(reader, "/ufficio/cucina")
	page.Expect(t, http.StatusOK, "Cucina CENTRO: 2 pasti")
	if strings.Contains(page.Text(), "NORD") {
		t.Error("a school that was suspended before the count is counted")
	}
	c.now = at(9, 30, 1)
	enter(c.people.Close, "PRI", "Neve")
	page = webtest.Get(reader, "/ufficio/cucina")
	page.Expect(t, http.StatusOK, "Cucina CENTRO: 2 pasti Normali 1 In bianco 1 Diete speciali 0 Registri mancanti 0",
		"Dopo il conteggio: −1 normale, −1 in bianco (1 classe sospesa: Neve).", "9:30. Sospesa", "3A 1 1 sospesa: Neve −1 normale, −1 in bianco")
	if strings.Contains(page.Text(), "NORD") {
		t.Error("a school that was suspended before the count is counted after it")
	}
	c.now = at(9, 40, 0)
	enter(c.people.Reopen, "PRI", "")
	enter(c.people.Reopen, "SEC", "")
	page = webtest.Get(reader, "/ufficio/cucina")
	page.Expect(t, http.StatusOK, "Cucina CENTRO: 2 pasti Normali 1 In bianco 1",
		"Cucina NORD: 0 pasti Normali 0 In bianco 0 Diete speciali 0 Registri mancanti 1 Dopo il conteggio: +1 normale.")
	if strings.Contains(page.Text(), "sospesa") || strings.Contains(page.Text(), "−1 normale") {
		t.Errorf("a school that was opened again is taken off: %s", page.Text())
	}
	c.now = at(9, 50, 0)
	must(t)(c.people.SaveClosure(t.Context(), webtest.Tenant, school.Closure{Day: friday(), School: "PRI", Class: class, Reason: "Gita"}))
	file := webtest.Get(reader, "/ufficio/cucina/pasti.csv")
	if !strings.Contains(file.Body, "20/11/2026;CENTRO;Scuola primaria;3A;sospesa: Gita;2;1;1;-1;-1\r\n") {
		t.Error(file.Body)
	}
}

// Goal: the kitchen reads what is suspended and why also when that was known before the count, and there is nothing to cook. Method:
// close a school's canteen before the count, and a class of it alone.
func TestSuspendedBeforeTheCount(t *testing.T) {
	c := newTown(t)
	c.suspend(friday(), "Neve")
	webtest.Get(c.as(office.Kitchen), "/ufficio/cucina").Expect(t, http.StatusOK, "Mensa sospesa (Neve): Scuola primaria.",
		"non ci sono pasti da preparare")
	monday := friday().AddDays(3)
	for _, name := range []string{"3A", "3B"} {
		must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{
			ID: "PRI-" + name, Name: name, School: "PRI", SchoolName: "Scuola primaria", Weekdays: []time.Weekday{time.Monday},
		}))
	}
	c.now = c.now.Add(2 * time.Minute) // the kitchens remember classes for a minute
	class := school.Closure{Day: monday, School: "PRI", Class: "PRI-3A", Reason: "Gita"}
	must(t)(c.people.SaveClosure(t.Context(), webtest.Tenant, class))
	webtest.Get(c.as(office.Reader), "/ufficio/cucina?giorno="+monday.String()).Expect(t, http.StatusOK, "Mensa sospesa (Gita): Scuola primaria: 3A.")
}

// Goal: a class that never sent its sheet and is suspended after the count is suspended, not missing, and the sum of all kitchens
// has each reason once. Method: two schools without sheets, suspended after the count.
func TestSuspendedClassesAreNotMissing(t *testing.T) {
	c := newTown(t)
	reader := c.as(office.Reader)
	webtest.Get(reader, "/ufficio/cucina").Expect(t, http.StatusOK, "manca, numeri previsti", "1 registro mancante")
	c.now = at(9, 30, 1)
	c.suspend(friday(), "Neve")
	one := school.Closure{Day: friday(), School: "SEC", Service: school.Canteen, Reason: "Sciopero"}
	if err := c.people.Close(t.Context(), webtest.Tenant, []school.Closure{one}); err != nil {
		t.Fatal(err)
	}
	page := webtest.Get(reader, "/ufficio/cucina")
	page.Expect(t, http.StatusOK, "Tutte le cucine: 4 pasti Normali 4 In bianco 0 Diete speciali 0 Registri mancanti 0",
		"Dopo il conteggio: −4 normali (2 classi sospese: Neve, Sciopero).", "3A 3 0 sospesa: Neve −3 normali", "1A 1 0 sospesa: Sciopero −1 normale")
	if strings.Contains(page.Text(), "manca, numeri previsti") {
		t.Errorf("a suspended class is missing: %s", page.Text())
	}
}

// Goal: the list of classes and the kitchen, and the files of both, say in the same words that a class is suspended, also when nobody
// gave a reason. Method: a closure with a reason and one without.
func TestSuspendedInTheSameWords(t *testing.T) {
	for reason, want := range map[string]string{"Neve": "ospesa: Neve;", "": "ospesa;"} {
		c := newTown(t)
		c.now = at(9, 30, 1)
		c.suspend(friday(), reason)
		h := c.as(office.Reader)
		for path, first := range map[string]string{"/ufficio/presenze/oggi.csv": ";3A;S", "/ufficio/cucina/pasti.csv": ";3A;s"} {
			if file := webtest.Get(h, path); !strings.Contains(file.Body, first+want) {
				t.Errorf("%s: no %q in\n%s", path, first+want, file.Body)
			}
		}
		webtest.Get(h, "/ufficio/cucina").Expect(t, http.StatusOK, strings.TrimSuffix("3A 3 0 s"+want, ";")+" −3 normali")
	}
}

// Goal: the next day with meals can be looked at, past holidays; other days are refused, in the file too; the page loads itself again
// only on request, and then today names no day, which after midnight would be a past one. Method: Friday, a Monday that is closed; days too far, past and wrong.
func TestKitchensNextDay(t *testing.T) {
	c := newTown(t)
	monday := friday().AddDays(3)
	must(t)(c.people.SaveClosure(t.Context(), webtest.Tenant, school.Closure{Day: monday, School: "*", Reason: "Patrono"}))
	c.tell("A003", monday.AddDays(1), school.Absent)
	h := c.as(office.Kitchen)
	page := webtest.Get(h, "/ufficio/cucina")
	page.Expect(t, http.StatusOK, "martedì 24/11/2026")
	if page.Header.Get("Refresh") != "" {
		t.Error("the page loads itself again unasked")
	}
	next := webtest.Get(h, "/ufficio/cucina?giorno=2026-11-24&auto=1")
	next.Expect(t, http.StatusOK, "Martedì 24 novembre 2026", "Normali 2 In bianco 0")
	if next.Header.Get("Refresh") != "60" {
		t.Errorf("Refresh %q", next.Header.Get("Refresh"))
	}
	webtest.Get(h, "/ufficio/cucina?giorno=2026-11-23").Expect(t, http.StatusOK, "non ci sono pasti da preparare")
	for _, day := range []string{"2026-11-19", "2026-12-31", "domani"} {
		for _, path := range []string{"/ufficio/cucina", "/ufficio/cucina/pasti.csv"} {
			webtest.Get(h, path+"?giorno="+day).Expect(t, http.StatusBadRequest, "qualcosa che l’elenco non conosce (giorno)")
		}
	}
	if today := webtest.Get(h, "/ufficio/cucina?giorno=2026-11-20"); !strings.Contains(today.Body, `href="/ufficio/cucina?auto=1"`) {
		t.Error("today, loaded again after midnight, would be a past day")
	}
}

// Goal: a class's month has a row a pupil and a column a day, with the pupils of its registers and their totals, as page and as file.
// Method: three days of a month, one with a pupil who has left since; a month without anything.
func TestMonthOfAClass(t *testing.T) {
	c := newTown(t)
	c.mark(friday(), "PAB")
	c.mark(friday().AddDays(-1), "PP")
	h := c.as(office.School)
	page := webtest.Get(h, address+"/mese")
	page.Expect(t, http.StatusOK, "Presenze alla mensa di novembre 2026", "Rossi Anna", "P presente, A assente", "· iscritto, senza segno nel registro")
	if missing := strings.Count(page.Body, `title="Registro mancante"`); missing != 13 {
		t.Errorf("%d registers are missing until the 20th, want the fifteen weekdays but two", missing)
	}
	file := webtest.Get(h, address+"/mese.csv?mese=2026-11")
	for _, line := range []string{"A001;Rossi Anna;", ";pasti;in_bianco;senza_pasto\r\n", ";P;P;;;;;;;2;0;0\r\n", ";P;A;;;;;;;1;0;1\r\n", ";;B;;;;;;;1;1;0\r\n"} {
		if !strings.Contains(file.Body, line) {
			t.Errorf("no %q in\n%s", line, file.Body)
		}
	}
	webtest.Get(h, address+"/mese?mese=2026-08").Expect(t, http.StatusOK, "agosto 2026")
	for _, path := range []string{"/mese", "/mese.csv"} {
		webtest.Get(h, address+path+"?mese=zz").Expect(t, http.StatusBadRequest, "qualcosa che l’elenco non conosce (mese)")
	}
	webtest.Get(h, address+"/giorno/2026-11-20").Expect(t, http.StatusOK, "Rossi Bruno Assente", "da un file dell’ufficio")
	if records := c.records(); len(records) != 1 || records[0].Action != "Esportazione" {
		t.Errorf("%+v", records)
	}
}

// Goal: of a class in which nobody is enrolled no sheet is awaited, and the list says why; one in which somebody is enrolled since the
// figures were made is awaited. Method: figures that name a class with a pupil, and without; page, file, the missing ones alone,
// and a day that the figures are not of.
func TestClassWithoutPupils(t *testing.T) {
	c := newTown(t)
	must(t)(true, c.figures.SaveDebts(t.Context(), webtest.Tenant, figures.Debts{Day: friday(), Vacant: []string{"SEC-1A"}}, nil))
	h := c.as(office.Clerk)
	webtest.Get(h, sheetsPath).Expect(t, http.StatusOK, "Classi con mensa: 2", "Registri mancanti: 2")
	c.reenrol("A009", func(e *school.Enrolment) { e.To = friday().AddDays(-1) })
	webtest.Get(h, sheetsPath).Expect(t, http.StatusOK, "Classi con mensa: 1", "Registri mancanti: 1", "Scuola secondaria Nessun iscritto")
	if file := webtest.Get(h, sheetsPath+"/oggi.csv"); !strings.Contains(file.Body, ";Scuola secondaria;1A;Nessun iscritto;") {
		t.Error(file.Body)
	}
	if page := webtest.Get(h, sheetsPath+"?mancanti=1"); strings.Contains(page.Text(), "secondaria") {
		t.Error("the class is missing")
	}
	webtest.Get(h, sheetsPath+"?giorno=19/11/2026").Expect(t, http.StatusOK, "Classi con mensa: 2", "Registri mancanti: 2")
}

// Goal: the list of classes finds one by its name, the missing ones, and another day. Method: search, filter, file.
func TestListOfClasses(t *testing.T) {
	c := newTown(t)
	c.mark(friday(), "PAB")
	h := c.as(office.Clerk)
	has := func(query, want, not string) {
		t.Helper()
		page := webtest.Get(h, "/ufficio/presenze"+query)
		page.Expect(t, http.StatusOK, want)
		if not != "" && strings.Contains(page.Text(), not) {
			t.Errorf("%s shows %s", query, not)
		}
	}
	has("", "Classi con mensa: 2 . Registri mancanti: 1 . Nei registri inviati: normali e diete 1 , in bianco 1", "")
	has("?q=secondaria", "1A , Scuola secondaria Scuola secondaria Manca", "primaria")
	c.now = at(9, 30, 0)
	has("", "Manca la cucina conta alle 9:30", "ha contato")
	c.now = at(9, 30, 1)
	has("", "Manca la cucina ha contato alle 9:30", "cucina conta")
	has("/classe/SEC-1A", "Non ancora inviato La cucina ha contato alle 9:30", "cucina conta i pasti")
	has("?mancanti=1", "1A , Scuola secondaria Scuola secondaria Manca", "primaria")
	has("?giorno=19/11/2026", "Registri mancanti: 2 .", "")
	has("?q=nessuna", "Nessun risultato per «nessuna»", "")
	has("?q=primaria+3a", "3A , Scuola primaria", "secondaria")
	has("?q=1A+second", "1A , Scuola secondaria", "primaria")
	for _, day := range []string{"19/11", "32/13/2026"} {
		page := webtest.Get(h, "/ufficio/presenze?giorno="+day)
		page.Expect(t, http.StatusBadRequest, "Scrivi il giorno con l'anno, come 20/11/2026.")
		if !strings.Contains(page.Body, `name="giorno" value="`+day+`"`) || strings.Contains(page.Text(), "Registri mancanti") {
			t.Errorf("%s shows %s", day, page.Text())
		}
		webtest.Get(h, "/ufficio/presenze/oggi.csv?giorno="+day).Expect(t, http.StatusBadRequest, "Scrivi il giorno con l'anno")
	}
	file := webtest.Get(h, "/ufficio/presenze/oggi.csv?giorno=2026-11-20")
	if !strings.Contains(file.Body, ";normali_e_diete;in_bianco\r\n") ||
		!strings.Contains(file.Body, "20/11/2026;Scuola primaria;3A;Inviato;8:30;1;1\r\n") {
		t.Error(file.Body)
	}
}
