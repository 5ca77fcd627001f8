package main

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// october is a day of long ago.
func october() calendar.Day { return calendar.NewDay(2026, 10, 5) }

const correctionPath = address + "/giorno/2026-10-05/correzione"

// mark stores a register as a file of the office did.
func (c *town) mark(day calendar.Day, marks string) {
	c.Helper()
	entered := map[string]school.Mark{}
	for i, mark := range marks {
		entered["A00"+string(rune('1'+i))] = school.Mark(mark)
	}
	if _, err := c.people.SaveMarks(c.Context(), webtest.Tenant, class, day, entered); err != nil {
		c.Fatal(err)
	}
}

// Goal: a past day's correction shows what it gives back and debits before it is confirmed, wants a reason, and is stored with its
// record and the mark for the evening. Method: a day six weeks ago, one meal charged at an old price, one of another
// tariff now; without a reason, as a preview, confirmed, confirmed again.
func TestCorrectionOfALongPastDay(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PAP")
	c.charge("A001", october(), 320, "X")
	c.charge("A003", october(), 450, "B")
	h := c.as(office.Clerk)
	webtest.Get(h, correctionPath).Expect(t, http.StatusOK, "lunedì 5 ottobre 2026", "Motivo della correzione")
	form := func(step, reason string) map[string][]string {
		return plus(sheet(october(), "1", "APP"), "passo", step, "motivo", reason)
	}
	for _, step := range []string{"verifica", "conferma"} {
		webtest.Post(h, correctionPath, form(step, " ")).Expect(t, http.StatusBadRequest, "Scrivi il motivo")
	}
	webtest.Post(h, correctionPath, form("verifica", "Segnalazione 12/2026")).Expect(t, http.StatusOK,
		"Rossi Anna Presente Assente riaccredito +3,20 €", "Rossi Bruno Assente Presente addebito, fascia B −4,50 €",
		"Totale −1,30 €", "Motivo: Segnalazione 12/2026")
	c.holds(october(), "PAP", 1)
	if marked, err := c.people.CorrectedDays(t.Context(), webtest.Tenant); err != nil || len(marked) != 0 {
		t.Fatalf("marked %+v, %v", marked, err)
	}
	for range 2 {
		webtest.Post(h, correctionPath, form("conferma", "Segnalazione  12/2026 ")).Expect(t, http.StatusSeeOther)
	}
	c.holds(october(), "APP", 2)
	marked, err := c.people.CorrectedDays(t.Context(), webtest.Tenant)
	if err != nil || len(marked) != 1 || marked[0] != (school.Corrected{Class: class, Day: october(), Version: 2}) {
		t.Errorf("marked %+v, %v", marked, err)
	}
	records := c.records()
	if len(records) != 1 || records[0].Action != "Presenze corrette" || records[0].Before != "A001 Presente, A002 Assente" ||
		records[0].After != "A001 Assente, A002 Presente" || records[0].Reason != "Segnalazione 12/2026" {
		t.Errorf("%+v", records)
	}
	for pupil, want := range map[string]int{"A001": 1, "A002": 1, "A003": 0} {
		if told, _, err := c.audit.OfPupil(t.Context(), webtest.Tenant, pupil, "", 10); err != nil || len(told) != want ||
			want > 0 && (told[0].Pupil != pupil || strings.Contains(told[0].Before, ",") || !strings.HasPrefix(told[0].After, pupil)) {
			t.Errorf("%s: %+v, want %d records, %v", pupil, told, want, err)
		}
	}
	file := webtest.Get(h, address+"/giorno/2026-10-05/csv")
	if !strings.Contains(file.Body, ";A001;Rossi Anna;Assente;registro;") {
		t.Errorf("file:\n%s", file.Body)
	}
	webtest.Get(h, sheetsPath+"?giorno=05/10/2026").Expect(t, http.StatusOK, "Inviato alle 8:30 del 20/11/2026")
	webtest.Get(h, address+"/giorno/2026-10-05?esito=corretto").Expect(t, http.StatusOK, "Registro corretto",
		"Inviato alle 8:30 del 20/11/2026 da Giulia Conti.", "da Giulia Conti. Motivo: Segnalazione 12/2026")
}

// Goal: of a pupil whom the register does not name a correction says nothing, unless the office marks them. Method: a class of whom
// one has no mark; a form without a reason, and the preview, of which neither names that pupil.
func TestCorrectionLeavesWhoIsNotNamed(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PP")
	h := c.as(office.Clerk)
	for reason, status := range map[string]int{"": http.StatusBadRequest, "Errore": http.StatusOK} {
		page := webtest.Post(h, correctionPath, plus(sheet(october(), "1", "AP"), "passo", "verifica", "motivo", reason))
		page.Expect(t, status)
		if strings.Contains(page.Body, `name="stato-A003" value="P" checked`) || strings.Contains(page.Body, `type="hidden" name="stato-A003"`) {
			t.Errorf("with the reason %q the form marks who was not marked", reason)
		}
	}
}

// Goal: a past day is corrected as it was, also when the class has other weekdays by now. Method: a Monday with a sheet, of a class
// that eats on Fridays since; a Tuesday without one.
func TestCorrectionAfterOtherWeekdays(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PAP")
	must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{
		ID: class, Name: "3A", School: "PRI", SchoolName: "Scuola primaria", Weekdays: []time.Weekday{time.Friday},
	}))
	h := c.as(office.Clerk)
	form := plus(sheet(october(), "1", "PPP"), "passo", "conferma", "motivo", "Errore")
	webtest.Post(h, correctionPath, form).Expect(t, http.StatusSeeOther)
	c.holds(october(), "PPP", 2)
	other := plus(sheet(october().AddDays(1), "0", "PPP"), "passo", "conferma", "motivo", "Errore")
	webtest.Post(h, address+"/giorno/2026-10-06/correzione", other).Expect(t, http.StatusBadRequest, "la mensa non è prevista")
}

// Goal: today's sheet is sent again also when its class lost the day of the week since: the kitchen counts it and the evening debits
// it. Method: a sheet, other weekdays, the page and one meal less.
func TestSheetAfterOtherWeekdays(t *testing.T) {
	c := newTown(t)
	h := c.as(office.School)
	webtest.Post(h, address, sheet(friday(), "0", "PPP")).Expect(t, http.StatusSeeOther)
	must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{
		ID: class, Name: "3A", School: "PRI", SchoolName: "Scuola primaria", Weekdays: []time.Weekday{time.Monday},
	}))
	webtest.Get(h, address).Expect(t, http.StatusOK, "Rossi Anna", "Invia")
	webtest.Post(h, address, plus(sheet(friday(), "1", "APP"), "form_id", strings.Repeat("0d", 16))).Expect(t, http.StatusSeeOther)
	c.holds(friday(), "APP", 2)
}

// Goal: two corrections of one day do not overwrite one another unseen, and of pupils whom a form left as its page had them the
// register holds. Method: the page's own form of an older version, looked at and confirmed, with a choice that the other one made
// otherwise, with one of another pupil, and with none.
func TestCorrectionsMeet(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PPP")
	h := c.as(office.Clerk)
	page := webtest.Get(h, correctionPath)
	if !strings.Contains(page.Body, `name="prima-A003" value="P"`) {
		t.Error("the form does not say what its page showed")
	}
	c.mark(october(), "PPA")
	for _, step := range []string{"verifica", "conferma"} {
		mine := func(marks string) webtest.Answer {
			form := plus(sheet(october(), "1", marks), "passo", step, "motivo", "Errore", "prima-A001", "P", "prima-A002", "P", "prima-A003", "P")
			answer := webtest.Post(h, correctionPath, form)
			answer.Expect(t, http.StatusConflict, "Intanto il registro è cambiato")
			return answer
		}
		mine("PPB").Expect(t, http.StatusConflict, "Nel registro ora: Assente")
		other := mine("APP")
		other.Expect(t, http.StatusConflict, "Dove non avevi cambiato nulla vale il registro com’è ora", "Rossi Carla: Assente", "Nel registro ora: Presente")
		for _, field := range []string{`name="stato-A001" value="A" checked`, `name="stato-A003" value="A" checked`, `name="prima-A003" value="A"`} {
			if !strings.Contains(other.Body, field) {
				t.Errorf("%s: the conflict lacks %s", step, field)
			}
		}
		mine("PPP").Expect(t, http.StatusConflict, "Rossi Carla: Assente")
	}
	c.holds(october(), "PPA", 2)
}

// Goal: a correction adds no meal on a day that has none, and nobody but the office corrects. Method: a Sunday, a closed day, today,
// tomorrow; the school's role.
func TestCorrectionsThatAreRefused(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PPP")
	must(t)(c.people.SaveClosure(t.Context(), webtest.Tenant, school.Closure{Day: october(), School: "PRI", Reason: "Neve"}))
	h := c.as(office.Clerk)
	for day, form := range map[string]map[string][]string{
		"2026-10-05": plus(sheet(october(), "1", "PBP")), "2026-10-04": plus(sheet(october(), "0", "PPP")),
	} {
		form["passo"], form["motivo"] = []string{"conferma"}, []string{"Errore"}
		webtest.Post(h, address+"/giorno/"+day+"/correzione", form).Expect(t, http.StatusBadRequest, "la mensa non è prevista")
	}
	c.holds(october(), "PPP", 1)
	for _, day := range []string{"2026-11-20", "2026-11-23"} {
		webtest.Get(h, address+"/giorno/"+day+"/correzione").Expect(t, http.StatusBadRequest, "Si correggono qui i giorni passati")
	}
	for _, path := range []string{"/giorno/ieri/correzione", "/giorno/2026-13-15", "/giorno/2026-02-30/csv"} {
		webtest.Get(h, address+path).Expect(t, http.StatusNotFound, "Il giorno di questo indirizzo non esiste")
	}
	for _, role := range []office.Role{office.School, office.Reader} {
		webtest.Get(c.as(role), correctionPath).Expect(t, http.StatusForbidden)
	}
	webtest.Post(h, correctionPath, plus(sheet(october(), "1", "APP"), "passo", "verifica", "motivo", "Neve")).Expect(t, http.StatusOK)
}

// suspend enters a closure of the primary school, as the calendar's page does.
func (c *town) suspend(day calendar.Day, reason string) {
	c.Helper()
	one := school.Closure{Day: day, School: "PRI", Service: school.Canteen, Reason: reason}
	if err := c.people.Close(c.Context(), webtest.Tenant, []school.Closure{one}); err != nil {
		c.Fatal(err)
	}
}

// Goal: a day that was suspended after its sheet looks served nowhere: list, day, month and their files say that it is
// suspended and why, count no meal of it, and the day says what the evening gives back. Method: a day of two meals, debited and then
// suspended, beside a day that was served; one of them free; after the evening too.
func TestSuspendedDayIsNotServed(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PAB")
	c.mark(october().AddDays(1), "PPA")
	batch := ledger.Batch{Class: class, Day: october(), Presence: 1, Meals: 2, Total: 900}
	must(t)(c.accounts.SaveBatch(t.Context(), webtest.Tenant, ledger.Batch{}, batch))
	h := c.as(office.Clerk)
	day := address + "/giorno/2026-10-05"
	if page := webtest.Get(h, day); strings.Contains(page.Text(), "sospesa") || strings.Contains(page.Text(), "si stornano") {
		t.Errorf("a day that was served: %s", page.Text())
	}
	c.suspend(october(), "Neve")
	page := webtest.Get(h, day)
	page.Expect(t, http.StatusOK, "Mensa sospesa: Neve", "nessun pasto di questo giorno si paga. 2 pasti sono già addebitati e si stornano stasera.",
		"Registro inviato alle", "Rossi Anna Sospeso (nel registro: Presente)", "Rossi Bruno Sospeso (nel registro: Assente)", "Sospeso 3")
	if strings.Contains(page.Text(), "Presente 1") {
		t.Errorf("meals are counted: %s", page.Text())
	}
	webtest.Get(h, correctionPath).Expect(t, http.StatusOK, "Mensa sospesa: Neve")
	list := webtest.Get(h, "/ufficio/presenze?giorno=5/10/2026")
	list.Expect(t, http.StatusOK, "Classi con mensa: 1 .", "Nei registri inviati: normali e diete 0 , in bianco 0", "Sospesa Neve, registro inviato alle 8:30")
	month := webtest.Get(h, address+"/mese?mese=2026-10")
	month.Expect(t, http.StatusOK, "S sospeso", "Giorni sospesi, che non si contano e non si pagano: 05/10/2026 (Neve).")
	if marks := strings.Count(month.Body, `<abbr title="Sospeso">S</abbr>`); marks != 3 {
		t.Errorf("%d pupils have a suspended day, want 3", marks)
	}
	for path, line := range map[string]string{
		"/ufficio/presenze/oggi.csv?giorno=2026-10-05": ";3A;Sospesa: Neve;20/11/2026, 8:30;0;0\r\n",
		day + "/csv":                       ";A001;Rossi Anna;Sospeso (nel registro: Presente);registro;",
		address + "/mese.csv?mese=2026-10": "A001;Rossi Anna;;;S;P;",
	} {
		if file := webtest.Get(h, path); !strings.Contains(file.Body, line) {
			t.Errorf("%s: no %q in\n%s", path, line, file.Body)
		}
	}
	if file := webtest.Get(h, address+"/mese.csv?mese=2026-10"); !strings.Contains(file.Body, ";1;0;0\r\n") || !strings.Contains(file.Body, ";0;0;1\r\n") {
		t.Errorf("a suspended day is a meal or an absence:\n%s", file.Body)
	}
	free := ledger.Batch{Class: class, Day: october(), Presence: 1, Meals: 2, Total: 450, Free: map[string]string{"A003": "Z"}}
	must(t)(c.accounts.SaveBatch(t.Context(), webtest.Tenant, ledger.Batch{Class: class, Day: october(), Run: 1}, free))
	webtest.Get(h, day).Expect(t, http.StatusOK, "1 pasto è già addebitato e si storna stasera.")
	must(t)(c.accounts.SaveBatch(t.Context(), webtest.Tenant, ledger.Batch{Class: class, Day: october(), Run: 2},
		ledger.Batch{Class: class, Day: october(), Presence: 1, Closed: true}))
	if page := webtest.Get(h, day); strings.Contains(page.Text(), "si stornano") {
		t.Errorf("after the evening: %s", page.Text())
	}
}

// unread fails whoever reads what was debited.
type unread struct{ Prices }

func (unread) Debited(context.Context, string, string, calendar.Day) (ledger.Batch, error) {
	return ledger.Batch{}, errors.New("nobody shows it")
}

// Goal: what was debited of a day is read where it is shown: on the page of a suspended day, whose file shows none. Method: a ledger
// that cannot be read; a day that was served and its file, then the suspended one.
func TestDebitsAreReadWhereTheyAreShown(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PAB")
	broken := c.handler(webtest.Operator(office.Clerk))
	broken.Prices = unread{broken.Prices}
	h, day := broken.Routes(), address+"/giorno/2026-10-05"
	webtest.Get(h, day).Expect(t, http.StatusOK, "Rossi Anna Presente")
	c.suspend(october(), "Neve")
	webtest.Get(h, day).Expect(t, http.StatusInternalServerError)
	webtest.Get(h, day+"/csv").Expect(t, http.StatusOK, "Rossi Anna;Sospeso")
}

// Goal: a day of the week on which a class does not eat is not called suspended, unless its sheet was sent when it did: that one
// counts no meal, and its debits are given back. Method: a closed Saturday; a Friday's sheet, debited, of a class that eats on no
// Friday any more, then suspended; list, day and its file.
func TestSuspendedDayOfOtherWeekdays(t *testing.T) {
	c := newTown(t)
	saturday, sent := calendar.NewDay(2026, 11, 14), calendar.NewDay(2026, 11, 13)
	c.mark(sent, "PAB")
	batch := ledger.Batch{Class: class, Day: sent, Presence: 1, Meals: 2, Total: 900}
	must(t)(c.accounts.SaveBatch(t.Context(), webtest.Tenant, ledger.Batch{}, batch))
	must(t)(c.people.SaveClass(t.Context(), webtest.Tenant, school.Class{
		ID: class, Name: "3A", School: "PRI", SchoolName: "Scuola primaria", Weekdays: []time.Weekday{time.Monday},
	}))
	c.suspend(saturday, "Ponte")
	c.suspend(sent, "Neve")
	h := c.as(office.Clerk)
	for path, want := range map[string]string{
		"/ufficio/presenze?giorno=14/11/2026": "3A Scuola primaria Senza mensa",
		address + "/giorno/2026-11-14":        "In questo giorno la mensa non è prevista per la classe.",
	} {
		page := webtest.Get(h, path)
		page.Expect(t, http.StatusOK, want)
		if strings.Contains(strings.ToLower(page.Text()), "sospes") {
			t.Errorf("%s: a Saturday is suspended: %s", path, page.Text())
		}
	}
	if file := webtest.Get(h, "/ufficio/presenze/oggi.csv?giorno=14/11/2026"); !strings.Contains(file.Body, ";3A;Senza mensa;;;\r\n") {
		t.Errorf("file:\n%s", file.Body)
	}
	webtest.Get(h, "/ufficio/presenze?giorno=13/11/2026").Expect(t, http.StatusOK, "Sospesa Neve, registro inviato alle 8:30")
	webtest.Get(h, address+"/giorno/2026-11-13").Expect(t, http.StatusOK, "Mensa sospesa: Neve", "si stornano stasera", "Sospeso 3")
}

// Goal: a day that is suspended before its sheet wants none, and today's page says why. Method: today, suspended in the morning.
func TestSuspendedDayWantsNoSheet(t *testing.T) {
	c := newTown(t)
	c.suspend(friday(), "Sciopero")
	h := c.as(office.School)
	for _, path := range []string{address, address + "/giorno/2026-11-20"} {
		page := webtest.Get(h, path)
		page.Expect(t, http.StatusOK, "Mensa sospesa: Sciopero Per questo giorno non serve un registro.")
		if strings.Contains(page.Text(), "non è prevista") {
			t.Errorf("%s says it twice: %s", path, page.Text())
		}
	}
	webtest.Get(h, "/ufficio/presenze").Expect(t, http.StatusOK, "Sospesa Sciopero", "Registri mancanti: 0 .")
}

const pricesPath = address + "/ricalcolo"

// Goal: new prices are shown before they are asked, and asked once with a reason and a record; a debit that has its price is no
// matter. Method: a band that became cheaper and one that became free, a pupil absent, a suspended day; days that are wrong.
func TestNewPrices(t *testing.T) {
	c := newTown(t)
	for _, band := range []struct {
		name  string
		price int64
	}{{"Z", 200}, {"F", 0}} {
		must(t)(c.people.SaveTariff(t.Context(), webtest.Tenant, school.Tariff{
			Year: 2026, Service: school.Canteen, Band: band.name, Price: cents(band.price), From: calendar.NewDay(2026, 9, 14),
		}))
	}
	tuesday := october().AddDays(1)
	for _, day := range []calendar.Day{october(), tuesday} {
		c.mark(day, "PPA")
		c.charge("A001", day, 450, "B")
		c.charge("A002", day, 450, "B")
	}
	must(t)(c.people.SaveClosure(t.Context(), webtest.Tenant, school.Closure{Day: tuesday, School: "PRI", Reason: "Neve"}))
	h := c.as(office.Administrator)
	form := func(step, from, to, reason string) map[string][]string {
		return map[string][]string{"passo": {step}, "dal": {from}, "al": {to}, "motivo": {reason}}
	}
	webtest.Post(h, pricesPath, form("verifica", "1/10/2026", "", "ISEE")).Expect(t, http.StatusOK, "Nessun pasto cambia prezzo")
	c.enrol("A001", "Anna", class, "Z")
	c.enrol("A002", "Bruno", class, "F")
	webtest.Post(h, pricesPath, form("verifica", "1/10/2026", "", "ISEE")).Expect(t, http.StatusOK,
		"05/10/2026 Rossi Anna Z 2,00 € +2,50 €", "05/10/2026 Rossi Bruno F 0,00 € +4,50 €", "2 pasti, totale +7,00 €")
	for _, wrong := range [][]string{
		{"", "", "ISEE"}, {"1/10/2026", "20/11/2026", "ISEE"}, {"5/10/2026", "1/10/2026", "ISEE"}, {"1/1/2024", "", "ISEE"},
		{"1/10/2026", "", ""},
	} {
		webtest.Post(h, pricesPath, form("conferma", wrong[0], wrong[1], wrong[2])).Expect(t, http.StatusBadRequest)
	}
	if asked, err := c.people.Repricings(t.Context(), webtest.Tenant); err != nil || len(asked) != 0 {
		t.Fatalf("asked %+v, %v", asked, err)
	}
	webtest.Post(h, pricesPath, form("conferma", "1/10/2026", "6/10/2026", "ISEE")).Expect(t, http.StatusSeeOther)
	asked, err := c.people.Repricings(t.Context(), webtest.Tenant)
	if err != nil || len(asked) != 1 || asked[0].Class != class || asked[0].Pupil != "" || asked[0].To != tuesday {
		t.Errorf("asked %+v, %v", asked, err)
	}
	records := c.records()
	if len(records) != 1 || records[0].Reason != "ISEE" || !strings.HasPrefix(records[0].After, "2\u00a0pasti, +7,00") {
		t.Errorf("%+v", records)
	}
}

// Goal: what a new price comes to is, to the cent, the difference from what is debited: a meal that is not debited yet is told apart, and
// counts as none; one that was done at no price is a difference. Method: one meal charged, one that waits, one that was free, one that
// was given back and marked again; asked for with and without anything that changes.
func TestNewPricesLeaveOutWhatIsNotDebited(t *testing.T) {
	c := newTown(t)
	must(t)(c.people.SaveTariff(t.Context(), webtest.Tenant, school.Tariff{
		Year: 2026, Service: school.Canteen, Band: "Z", Price: 330, From: calendar.NewDay(2026, 9, 14),
	}))
	tuesday := october().AddDays(1)
	c.mark(october(), "PPP")
	c.mark(tuesday, "PAA")
	c.charge("A001", october(), 450, "B")
	must(t)(c.accounts.SaveBatch(t.Context(), webtest.Tenant, ledger.Batch{}, ledger.Batch{
		Class: class, Day: october(), Presence: 1, Meals: 2, Total: 450, Free: map[string]string{"A003": "F"},
	}))
	c.charge("A001", tuesday, 450, "B")
	must(t)(c.accounts.PostCorrection(t.Context(), webtest.Tenant, "A001", tuesday, 1, 450, ledger.MealDetail{Class: class, Mark: "A", Presence: 2}))
	h := c.as(office.Clerk)
	form := func(step, from string) map[string][]string {
		return map[string][]string{"passo": {step}, "dal": {from}, "al": {"9/10/2026"}, "motivo": {"ISEE"}}
	}
	webtest.Post(h, pricesPath, form("verifica", "6/10/2026")).Expect(t, http.StatusOK, "Nessun pasto addebitato cambia prezzo.",
		"06/10/2026 Rossi Anna B 4,50 € −4,50 €", "Conferma il ricalcolo")
	c.enrol("A001", "Anna", class, "Z")
	page := webtest.Post(h, pricesPath, form("verifica", "1/10/2026"))
	page.Expect(t, http.StatusOK, "05/10/2026 Rossi Anna Z 3,30 € +1,20 € 05/10/2026 Rossi Carla B 4,50 € −4,50 € 2 pasti, totale −3,30 €",
		"Pasti non ancora addebitati Non sono ricalcoli", "05/10/2026 Rossi Bruno B 4,50 € −4,50 € 06/10/2026 Rossi Anna Z 3,30 € −3,30 €",
		"2 pasti, totale −7,80 €")
	webtest.Post(h, pricesPath, form("conferma", "1/10/2026")).Expect(t, http.StatusSeeOther)
	const kept = "2\u00a0pasti, −3,30\u00a0€; ancora da addebitare 2\u00a0pasti, −7,80\u00a0€"
	if records := c.records(); len(records) != 1 || records[0].After != kept {
		t.Errorf("%+v", records)
	}
}

// Goal: a correction's total is of the correction, also where other meals of the day wait to be debited. Method: a day of which
// one meal is charged and one is not.
func TestCorrectionTellsWhatWaitsApart(t *testing.T) {
	c := newTown(t)
	c.mark(october(), "PPA")
	c.charge("A001", october(), 320, "X")
	form := plus(sheet(october(), "1", "APA"), "passo", "verifica", "motivo", "Errore")
	webtest.Post(c.as(office.Clerk), correctionPath, form).Expect(t, http.StatusOK, "Rossi Anna Presente Assente riaccredito +3,20 €",
		"Rossi Bruno il registro non cambia ancora da registrare sul conto −4,50 €", "Totale delle correzioni +3,20 €",
		"Totale con i pasti ancora da registrare −1,30 €")
}
