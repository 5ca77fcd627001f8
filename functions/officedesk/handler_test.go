package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the desk shows how much waits, since when, and where it is resolved; what does not wait is in order. Method:
// two receipts, a refund and a refused notice, sixty payouts, and a night with debts.
func TestDesk(t *testing.T) {
	d := newDesk(t)
	d.waits(waiting.ParkedReceipt, "r1", 15)
	d.waits(waiting.ParkedReceipt, "r2", 1)
	d.waits(waiting.Approval, "r3", 0)
	for n := range 60 {
		d.waits(waiting.Payout, fmt.Sprint("p", n), 2)
	}
	night := ledger.Night{
		Municipality: webtest.Tenant, Day: calendar.NewDay(2026, 11, 20), Classes: 2, Meals: 31, Total: 13950,
		Missing: []string{"SEC-1B"},
	}
	d.must(figures.Store{Ops: d.ops}.SaveDebts(t.Context(), webtest.Tenant, figures.Debts{
		Day: night.Day, Deep: 1, DeepSince: calendar.NewDay(2026, 11, 15),
		Unpriced: figures.Unpriced{Meals: 3, Since: calendar.NewDay(2026, 10, 2), Classes: []string{"1B, Secondaria", "3A, Primaria"}},
	}, nil))
	d.must(ledger.Nights{Ops: d.ops, Clock: d.clock}.Save(t.Context(), night))
	page := webtest.Get(d.as(office.Administrator), "/ufficio")
	page.Expect(t, http.StatusOK, "Entrate da sistemare 2 pagamenti dal 08/11/2026, 15 giorni",
		"Rimborsi da approvare 1 rimborso da oggi", "Rimborsi da pagare più di 50 rimborsi",
		"Niente in sospeso per: Avvisi rifiutati da pagoPA", "Pasti senza tariffa 3 pasti dal 02/10/2026, 52 giorni", "Classi: 1B, Secondaria; 3A, Primaria. Ai dati del 20/11/2026.", "Crediti molto negativi 1 alunno dal 15/11/2026",
		"Pasti addebitati 31, in tutto 139,50 €", "Controllato il 23/11/2026 alle 10:00", "Senza presenze 1: 1B, Secondaria", "Da addebitare nessuna", "Sotto zero, tra chi è nei registri del giorno 0",
		"ISEE in scadenza il 31/12/2026")
	for _, link := range []string{"/ufficio/entrate", "/ufficio/entrate/rimborsi", "/ufficio/presenze/senza-tariffa",
		"/ufficio/prospetti/debitori?oltre=20%2C00"} {
		if !strings.Contains(page.Body, `<h2><a href="`+link+`">`) {
			t.Errorf("no card leads to %s", link)
		}
	}
}

// Goal: the last evening names classes with their schools and those that are gone by code, and what the morning counted says of when, also
// when nothing waits and before the first morning. Method: three classes of which one is gone; the page and the file, without figures and
// with some.
func TestDeskTellsClassesAndDays(t *testing.T) {
	d := newDesk(t)
	day := calendar.NewDay(2026, 11, 20)
	d.must(ledger.Nights{Ops: d.ops, Clock: d.clock}.Save(t.Context(), ledger.Night{
		Municipality: webtest.Tenant, Day: day, Classes: 3, Missing: []string{"PRI-3A", "SEC-1B"}, Open: []string{"PRI-9Z"},
	}))
	pages := d.as(office.Administrator)
	webtest.Get(pages, "/ufficio").Expect(t, http.StatusOK, "Senza presenze 2: 3A, Primaria; 1B, Secondaria", "Da addebitare 1: PRI-9Z",
		"Crediti molto negativi (nessun dato ancora)")
	d.must(figures.Store{Ops: d.ops}.SaveDebts(t.Context(), webtest.Tenant, figures.Debts{Day: day}, nil))
	webtest.Get(pages, "/ufficio").Expect(t, http.StatusOK, "Crediti molto negativi (ai dati del 20/11/2026), Pasti senza tariffa (ai dati del 20/11/2026)")
	file := webtest.Get(pages, "/ufficio/scrivania.csv").Body
	for _, want := range []string{"Pasti senza tariffa;niente in sospeso;;ai dati del 20/11/2026", "Senza presenze: 2 (3A, Primaria; 1B, Secondaria). Da addebitare: 1 (PRI-9Z)."} {
		if !strings.Contains(file, want) {
			t.Errorf("the file does not say %q:\n%s", want, file)
		}
	}
}

// Goal: the desk tells of registers that never came, since when, and no more of one that came since the morning. Method: figures
// with two of a Monday and one of the Monday before; one is sent, then all.
func TestUnsentRegistersAtDesk(t *testing.T) {
	d := newDesk(t)
	webtest.Get(d.as(office.Clerk), "/ufficio").Expect(t, http.StatusOK, "Registri mai inviati")
	before, last := calendar.NewDay(2026, 11, 9), calendar.NewDay(2026, 11, 16)
	d.must(figures.Store{Ops: d.ops}.SaveDebts(t.Context(), webtest.Tenant, figures.Debts{Day: last, Unsent: figures.Unsent{
		Count: 3, Since: before, Sheets: []figures.UnsentSheet{
			{Class: "PRI-3A", School: "PRI", Day: before}, {Class: "PRI-3A", School: "PRI", Day: last}, {Class: "SEC-1B", School: "SEC", Day: last},
		},
	}}, nil))
	page := webtest.Get(d.as(office.Clerk), "/ufficio")
	page.Expect(t, http.StatusOK, "Registri mai inviati 3 registri dal 09/11/2026, 14 giorni Degli ultimi 14 giorni, senza oggi")
	if !strings.Contains(page.Body, `<h2><a href="/ufficio/presenze/mai-inviati">`) {
		t.Error("no card leads to the registers")
	}
	send := func(class string, day calendar.Day) {
		t.Helper()
		_, err := d.school().SaveMarks(t.Context(), webtest.Tenant, class, day, map[string]school.Mark{"A001": school.Present})
		d.must(err)
	}
	send("PRI-3A", before)
	webtest.Get(d.as(office.Clerk), "/ufficio").Expect(t, http.StatusOK, "Registri mai inviati 2 registri dal 16/11/2026, 7 giorni")
	send("PRI-3A", last)
	send("SEC-1B", last)
	webtest.Get(d.as(office.Reader), "/ufficio").Expect(t, http.StatusOK, "Pasti senza tariffa", "Registri mai inviati")
	if text := webtest.Get(d.as(office.Clerk), "/ufficio").Text(); !strings.Contains(text, "Niente in sospeso per:") || strings.Contains(text, "registri dal") {
		t.Errorf("registers that came still lack: %s", text)
	}
}

// Goal: everybody sees the cards of the pages that the roles open, and no others; who works on one page comes to it, and has
// no desk in the menu. Method: the desks of the accounting and of a reader, with one receipt that waits and a night; a school's
// and a kitchen's operator, one of both, and one who reads besides.
func TestCardsFollowRoles(t *testing.T) {
	d := newDesk(t)
	d.waits(waiting.ParkedReceipt, "r1", 1)
	d.must(ledger.Nights{Ops: d.ops, Clock: d.clock}.Save(t.Context(), ledger.Night{
		Municipality: webtest.Tenant, Day: calendar.NewDay(2026, 11, 20), Meals: 31,
	}))
	for role, sees := range map[office.Role]struct{ income, night bool }{
		office.Accounting: {true, true}, office.Reader: {false, true},
	} {
		page := webtest.Get(d.as(role), "/ufficio")
		page.Expect(t, http.StatusOK)
		main := page.Body[strings.Index(page.Body, "<main"):]
		if strings.Contains(main, "Entrate da sistemare") != sees.income || strings.Contains(main, "Pasti addebitati") != sees.night {
			t.Errorf("%s: %s", role, page.Text())
		}
	}
	for _, c := range []struct {
		home  string
		roles []office.Role
	}{
		{"/ufficio/presenze", []office.Role{office.School}}, {"/ufficio/cucina", []office.Role{office.Kitchen}},
		{"/ufficio/presenze", []office.Role{office.Kitchen, office.School}}, {"", []office.Role{office.School, office.Reader}},
	} {
		pages := d.as(c.roles...)
		for _, path := range []string{"/ufficio", "/ufficio/scrivania.csv"} {
			if desk := webtest.Get(pages, path); desk.Header.Get("Location") != c.home {
				t.Errorf("%v: %s leads to %q", c.roles, path, desk.Header.Get("Location"))
			}
		}
		if lost := webtest.Get(pages, "/ufficio/nulla").Body; strings.Contains(lost, `href="/ufficio"`) != (c.home == "") {
			t.Errorf("%v: whether the desk is offered: %s", c.roles, lost)
		}
	}
}

// Goal: a class that eats today and has no sheet waits until the kitchen counts and is told as missing after, by the rule of
// the sheet itself. Method: the limit and a second later, no limit and another of a school, with a sheet, and a closure.
func TestClassesWithoutSheet(t *testing.T) {
	d := newDesk(t)
	handler := Handler{Sheets: presence.Store{School: d.school(), Figures: figures.Store{Ops: d.own.Ops}}}
	visit := webtest.Visit()
	expect := func(want string) {
		t.Helper()
		visit.Now = d.now
		cards, err := handler.missingSheets(t.Context(), visit)
		d.must(err)
		got := ""
		for _, one := range cards {
			got += strings.TrimSpace(one.Name+": "+strings.ReplaceAll(one.Text, "\u00a0", " ")+" "+one.Note) + ". "
		}
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	today := calendar.DayOf(d.now)
	expect("Registri di oggi: 2 registri da inviare 3A, Primaria; 1B, Secondaria. ")
	visit.Municipality.AbsenceLimit = 9*60 + 30
	expect("Classi senza presenze oggi: 2 classi 3A, Primaria; 1B, Secondaria. ")
	d.now = today.At(9*60 + 30)
	expect("Registri di oggi: 2 registri da inviare entro le 9:30 3A, Primaria; 1B, Secondaria. ")
	_, err := d.school().SaveSchool(t.Context(), webtest.Tenant, school.School{ID: "PRI", Name: "Primaria", AbsenceLimit: 9 * 60})
	d.must(err)
	expect("Classi senza presenze oggi: 1 classe 3A, Primaria. " +
		"Registri di oggi: 1 registro da inviare entro le 9:30 1B, Secondaria. ")
	d.now = today.At(9 * 60)
	expect("Registri di oggi: 2 registri da inviare, i primi entro le 9:00 3A, Primaria; 1B, Secondaria. ")
	d.now = d.now.Add(time.Second)
	_, err = d.school().SaveMarks(t.Context(), webtest.Tenant, "PRI-3A", today, map[string]school.Mark{"A001": school.Present})
	d.must(err)
	expect("Registri di oggi: 1 registro da inviare entro le 9:30 1B, Secondaria. ")
	_, err = d.school().SaveClosure(t.Context(), webtest.Tenant, school.Closure{Day: today, School: "SEC", Reason: "gita"})
	d.must(err)
	expect("Registri di oggi:. ")
}

// Goal: the desk counts the bands whose ISEE ends within thirty days and lists them in pages, with those that have ended first; a
// renewal and one that ends with the enrolment are not among them. Method: sixty pupils, one renewed, one later, one cut off.
func TestEndingISEE(t *testing.T) {
	d := newDesk(t)
	enrol := func(pupil string, day calendar.Day, to calendar.Day) {
		t.Helper()
		_, err := d.school().SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: pupil, Name: "Anna", FamilyName: "Rossi " + pupil}, nil)
		d.must(err)
		_, err = d.school().SaveEnrolments(t.Context(), webtest.Tenant, pupil, []school.Enrolment{{
			Year: 2026, Service: school.Canteen, Class: "PRI-3A", ClassName: "3A", SchoolName: "Primaria", Band: "P3",
			From: calendar.NewDay(2026, 9, 14), To: to, ISEE: day,
		}})
		d.must(err)
	}
	june := calendar.NewDay(2027, 6, 8)
	for n := range 49 {
		enrol(fmt.Sprintf("B%03d", n), calendar.NewDay(2026, 12, 20), june)
	}
	pages := d.as(office.Clerk)
	webtest.Get(pages, "/ufficio").Expect(t, http.StatusOK, "ISEE in scadenza 49 fasce Entro 30 giorni, il primo il 20/12/2026")
	enrol("A000", calendar.NewDay(2026, 11, 15), june)
	enrol("C000", calendar.NewDay(2026, 12, 23), june)
	enrol("D000", calendar.NewDay(2026, 12, 24), june)                          // too late
	enrol("E000", calendar.NewDay(2026, 12, 20), calendar.NewDay(2026, 12, 20)) // the enrolment ends too
	enrol("F000", calendar.NewDay(2026, 12, 20), june)
	enrol("F000", calendar.NewDay(2027, 12, 31), june) // renewed
	webtest.Get(pages, "/ufficio").Expect(t, http.StatusOK, "ISEE in scadenza più di 50 fasce dal 15/11/2026, 8 giorni Scaduti")
	first := webtest.Get(pages, "/ufficio/isee")
	first.Expect(t, http.StatusOK, "15/11/2026 Scaduto Rossi A000 Anna", "Rossi B048 Anna Refezione scolastica 3A, Primaria P3 08/06/2027")
	next := regexp.MustCompile(`href="(/ufficio/isee\?da=[^"]+)"`).FindStringSubmatch(first.Body)
	if next == nil {
		t.Fatal("no next page")
	}
	second := webtest.Get(pages, html.UnescapeString(next[1]))
	second.Expect(t, http.StatusOK, "1 fascia", "Rossi C000 Anna")
	for _, strange := range []string{"D000", "E000", "F000", "A000"} {
		if strings.Contains(second.Body, strange) {
			t.Errorf("%s is listed", strange)
		}
	}
	file := webtest.Get(pages, strings.Replace(html.UnescapeString(next[1]), "isee?", "isee/elenco.csv?", 1))
	if !strings.Contains(file.Body, "23/12/2026;C000;Rossi C000;Anna;Refezione scolastica;Primaria;3A;P3;08/06/2027\r\n") {
		t.Errorf("file:\n%s", file.Body)
	}
	webtest.Get(pages, "/ufficio/isee?da=~").Expect(t, http.StatusOK, "Rossi A000")
	webtest.Get(d.as(office.Accounting), "/ufficio/isee").Expect(t, http.StatusForbidden)
}

// Goal: the desk makes few calls, however much waits. Method: 250 classes, and what a request asks of DynamoDB.
func TestDeskAsksLittle(t *testing.T) {
	d := newDesk(t)
	for n := range 250 {
		_, err := d.school().SaveClass(t.Context(), webtest.Tenant, school.Class{
			ID: fmt.Sprint("C", n), School: "PRI", Weekdays: []time.Weekday{time.Monday},
		})
		d.must(err)
	}
	ctx, record := invocation.Begin(t.Context())
	visit := webtest.Visit()
	operator := webtest.Operator(office.Administrator)
	visit.Operator, visit.Now = &operator, d.now
	cards, err := Handler{Sheets: presence.Store{School: d.school(), Figures: figures.Store{Ops: d.own.Ops}}}.missingSheets(ctx, visit)
	if err != nil || !strings.HasPrefix(cards[0].Text, "252") {
		t.Fatalf("%+v, %v", cards, err)
	}
	calls := 0
	for _, attr := range record.Attrs() {
		if attr.Key == "dynamo_calls" {
			calls = int(attr.Value.Int64())
		}
	}
	if calls != 4+3 { // classes, closures, schools and figures side by side, then three parts of sheets side by side
		t.Errorf("%d calls", calls)
	}
}

// Goal: the register shows who did what with what changed, folds what one request did, and its file is recorded.
// Method: a deed of three transactions and one of another operator; each filter; the file.
func TestRegister(t *testing.T) {
	d := newDesk(t)
	giulia := office.Operator{ID: "op1", Name: "Giulia", FamilyName: "Conti", Roles: []office.Role{office.Clerk}}
	ctx := d.log().Noting(t.Context(), webtest.Tenant, giulia, office.Deed{
		Action: office.Enrolled, Object: "alunno A001", Before: "mensa, fascia P3", After: "mensa, fascia P4",
		Reason: "nuovo ISEE", Pupil: "A001",
	})
	for n := range 3 {
		d.now = d.now.Add(time.Second)
		d.must(d.core.Store(ctx, dynamoKey(n), struct{}{}))
	}
	d.now = d.now.Add(time.Second)
	d.must(d.log().Note(t.Context(), webtest.Tenant, office.Operator{ID: "op2", Name: "Marco"}, office.Deed{
		Action: office.Exported, Object: "mandati.csv",
	}))
	pages := d.as(office.Administrator)
	page := webtest.Get(pages, "/ufficio/registro")
	page.Expect(t, http.StatusOK, "2 operazioni di novembre 2026", "Giulia Conti (ufficio)", "alunno A001",
		"e 2 altre righe della stessa richiesta", "prima: mensa, fascia P3 , dopo: mensa, fascia P4", "nuovo ISEE")
	for query, want := range map[string]string{
		"operatore=op2": "1 operazione", "azione=Iscrizione+cambiata": "1 operazione", "alunno=A001": "1 operazione",
		"mese=2026-10": "Nessuna operazione", "alunno=A009": "Nessuna operazione",
	} {
		webtest.Get(pages, "/ufficio/registro?"+query).Expect(t, http.StatusOK, want)
	}
	file := webtest.Get(pages, "/ufficio/registro/elenco.csv?operatore=op1")
	if strings.Count(file.Body, "Iscrizione cambiata") != 3 || strings.Contains(file.Body, "mandati") {
		t.Errorf("file:\n%s", file.Body)
	}
	webtest.Get(pages, "/ufficio/registro?azione=Esportazione").Expect(t, http.StatusOK, "registro-2026-11.csv: operatore uno solo", "3 righe")
	webtest.Get(d.as(office.Clerk), "/ufficio/registro").Expect(t, http.StatusForbidden)
}

// Goal: whoever reads the register reads names: pupils' beside their codes, adults' and operators' in the place of ids; whom
// nobody knows stays as recorded, a word that looks like a code is none, and the file says the same. Method: a record of each
// kind of reference, and those of before there were any.
func TestRegisterNamesPeople(t *testing.T) {
	d := newDesk(t)
	adult, hash := "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
	_, err := d.school().SaveGuardian(t.Context(), webtest.Tenant, school.Guardian{ID: adult, Name: "Maria", FamilyName: "Bianchi"})
	d.must(err)
	for id, name := range map[string]string{"A001": "Niccolò", "A002": "Anna"} {
		_, err := d.school().SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: id, Name: name, FamilyName: "Rossi"},
			[]school.Guardianship{{Guardian: adult, Role: school.Payer}})
		d.must(err)
	}
	d.must(office.Store{Core: d.core, Ops: d.ops, Clock: d.clock}.Save(t.Context(), webtest.Tenant,
		office.Operator{ID: hash, Name: "Elena", FamilyName: "Greco", Roles: []office.Role{office.Clerk}}))
	var want []string
	for _, c := range []struct {
		want string
		deed office.Deed
	}{
		{"alunno A001 (Niccolò Rossi), adulto Maria Bianchi", office.Deed{Pupil: "A001", Adult: adult}},
		{"alunno A001 (Niccolò Rossi), a A002 (Anna Rossi)", office.Deed{Pupil: "A001", Sibling: "A002"}},
		{"alunno A001 (Niccolò Rossi), con A002 (Anna Rossi)", office.Deed{Action: office.CodesSwapped, Pupil: "A001", Sibling: "A002"}},
		{"alunno A002 (Anna Rossi), ricevuta 77777777777#1", office.Deed{Object: "ricevuta 77777777777#1", Pupil: "A002"}},
		{"operatore Elena Greco", office.Deed{Colleague: hash}},
		{"alunno A009, adulto aaaa", office.Deed{Pupil: "A009", Adult: "aaaa"}},
		{"classe A001, a A002, 20/11/2026", office.Deed{Object: "classe A001, a A002, 20/11/2026"}},
		// as the first records were
		{"alunno A002 (Anna Rossi), mensa dal 2026-09-14", office.Deed{Object: "alunno A002, mensa dal 2026-09-14", Pupil: "A002"}},
		{"alunno A002 (Anna Rossi), adulto bbbb", office.Deed{Object: "alunno A002, adulto bbbb", Pupil: "A002"}},
	} {
		want = append(want, c.want)
		c.deed.Action = cmp.Or(c.deed.Action, office.PupilCorrected)
		d.must(d.log().Note(t.Context(), webtest.Tenant, office.Operator{ID: "op", Name: "Giulia"}, c.deed))
	}
	pages := d.as(office.Administrator)
	page := webtest.Get(pages, "/ufficio/registro")
	page.Expect(t, http.StatusOK, want...)
	file := webtest.Get(pages, "/ufficio/registro/elenco.csv")
	for _, one := range want {
		if !strings.Contains(file.Body, one) {
			t.Errorf("the file does not say %q", one)
		}
	}
	if strings.Contains(page.Text(), hash) || strings.Contains(file.Body, hash) {
		t.Error("an operator is a hash")
	}
}

// Goal: who reads what a sheet changed reads whom it marked, and who looks for one pupil reads that sheets of several are not
// listed. Method: a sheet of two pupils and one whom nobody knows, and its correction, in the page and by a pupil.
func TestRegisterNamesThoseOfASheet(t *testing.T) {
	d := newDesk(t)
	for id, name := range map[string]string{"A001": "Niccolò", "A002": "Anna"} {
		_, err := d.school().SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: id, Name: name, FamilyName: "Rossi"}, nil)
		d.must(err)
	}
	for _, deed := range []office.Deed{
		{Action: office.SheetSent, Object: "classe PRI-3A, 20/11/2026", After: "A001 Presente, A002 Non servito: pasto mancante, A009 Assente"},
		{Action: office.SheetCorrected, Before: "A001 Presente, A002 Assente", After: "A001 Assente, A002 Pasto in bianco"},
		{Action: office.PupilCorrected, After: "A001 Rossi"},
	} {
		d.must(d.log().Note(t.Context(), webtest.Tenant, office.Operator{ID: "op", Name: "Giulia"}, deed))
	}
	pages, note := d.as(office.Administrator), "I registri di classe, che riguardano più alunni, si trovano solo nell’elenco di tutti"
	page := webtest.Get(pages, "/ufficio/registro")
	page.Expect(t, http.StatusOK, "A001 (Niccolò Rossi) Presente, A002 (Anna Rossi) Non servito: pasto mancante", "A009 Assente",
		"prima: A001 (Niccolò Rossi) Presente", "dopo: A002 (Anna Rossi) Pasto in bianco", "corretti A001 Rossi")
	if strings.Contains(page.Text(), note) {
		t.Error("the whole register says what it leaves out")
	}
	webtest.Get(pages, "/ufficio/registro?alunno=A001").Expect(t, http.StatusOK, note)
}

// Goal: nobody chooses what the register cannot find: rows of a file stand with their pupil, not in the month. Method: the
// record of a row; what the month and the pupil offer, and what each answers to it.
func TestRegisterOffersWhatItFinds(t *testing.T) {
	d := newDesk(t)
	d.must(d.log().Note(t.Context(), webtest.Tenant, office.Operator{ID: "op1", Name: "Giulia"}, office.Deed{
		Action: office.RowsStored, Object: "Saldi", Pupil: "A001", Load: &office.Load{Import: "20261123T101500-abcdefghij", Rows: []int{2}},
	}))
	pages, offer, chosen := d.as(office.Administrator), `<option value="Riga di un file registrata"`, "azione=Riga+di+un+file+registrata"
	month := webtest.Get(pages, "/ufficio/registro")
	if month.Expect(t, http.StatusOK, "Nessuna operazione"); strings.Contains(month.Body, offer) {
		t.Error("the month offers rows of files")
	}
	webtest.Get(pages, "/ufficio/registro?"+chosen).Expect(t, http.StatusBadRequest)
	webtest.Get(pages, "/ufficio/registro/elenco.csv?"+chosen).Expect(t, http.StatusBadRequest)
	pupil := webtest.Get(pages, "/ufficio/registro?alunno=A001&"+chosen)
	links := strings.Count(html.UnescapeString(pupil.Body), chosen) // the file's; the way to all pupils has it not
	if pupil.Expect(t, http.StatusOK, "1 operazione"); !strings.Contains(pupil.Body, offer) || links != 1 {
		t.Errorf("the pupil does not offer rows of files, or they lead on to everybody: %s", pupil.Text())
	}
}

// busy is a register with very many records of some days of November.
type busy struct {
	Audit
	days []int
}

func (b busy) All(_ context.Context, _ string, f office.Filter, _ int) ([]office.Record, error) {
	var all []office.Record
	for _, day := range b.days {
		if f.Until.IsZero() || day <= f.Until.OfMonth() {
			one := office.Record{At: calendar.NewDay(2026, 11, day).Start(), Deed: office.Deed{After: fmt.Sprint("giorno ", day, strings.Repeat(".", 2000))}}
			all = append(all, slices.Repeat([]office.Record{one}, 1000)...)
		}
	}
	return all, nil
}

// Goal: a file of the register is none that a function cannot answer, nobody takes a part of it for the whole month, and its end
// says how the rest is had. Method: days of 2 MB each, file by file as the last rows say; a day that is too large by itself.
func TestRegisterThatIsTooLong(t *testing.T) {
	d := newDesk(t)
	h := d.handler(office.Administrator)
	h.Audit = busy{h.Audit, []int{22, 20, 19, 19, 19, 18}}
	for _, c := range []struct {
		query string
		days  []int
		ends  string
	}{
		{"", []int{22}, "per avere le righe dei giorni prima scegli «Fino al giorno 20»"},
		{"?fino=20", []int{20}, "per avere le righe dei giorni prima scegli «Fino al giorno 19»"},
		{"?fino=19", []int{19}, "a una parte del 19/11/2026: per avere le altre righe scegli un operatore o un'operazione"},
		{"?fino=18", []int{18}, ""},
	} {
		file := webtest.Get(h.Routes(), "/ufficio/registro/elenco.csv"+c.query)
		var days []int
		for day := 30; day > 0; day-- {
			if strings.Contains(file.Body, fmt.Sprint("giorno ", day, ".")) {
				days = append(days, day)
			}
		}
		ends := strings.Contains(file.Body, "Il file si ferma qui")
		if len(file.Body) > 5<<20 || !slices.Equal(days, c.days) || ends != (c.ends != "") || !strings.Contains(file.Body, c.ends) {
			t.Errorf("%q: %d bytes, days %v, ends early: %v", c.query, len(file.Body), days, ends)
		}
	}
	webtest.Get(h.Routes(), "/ufficio/registro?fino=32").Expect(t, http.StatusBadRequest)
}

// Goal: a change is read piece by piece, and no text that somebody typed is taken apart, whatever signs it has. Method: records with
// pieces, older ones without, sheets, and texts that are one thing.
func TestDifference(t *testing.T) {
	renamed := office.Deed{Action: office.PupilCorrected}.Changing(
		office.Piece{Before: "Nome Anna; Maria", After: "Nome Anna, Maria"}, office.Piece{After: "codice della dieta cambiato"})
	if renamed.Before != "Nome Anna; Maria" || renamed.After != "Nome Anna, Maria; codice della dieta cambiato" {
		t.Errorf("%+v", renamed)
	}
	older := office.Deed{Action: office.PupilCorrected, Before: "Nome Anna; Badge B1", After: "Nome Anita; Badge B1"}
	for _, c := range []struct {
		deed office.Deed
		want []part
	}{
		{renamed, []part{{"Nome Anna; Maria", "del"}, {"Nome Anna, Maria", "ins"}, {"codice della dieta cambiato", ""}}},
		{older, []part{{"Nome Anna", "del"}, {"Badge B1", ""}, {"Nome Anita", "ins"}}},
		{office.Deed{Action: office.SheetCorrected, Before: "A001 Presente", After: "A001 Assente, A002 Assente"},
			[]part{{"A001 Presente", "del"}, {"A001 Assente", "ins"}, {"A002 Assente", "ins"}}},
		{office.Deed{Action: office.SheetSent, After: "A001 Assente, A002 Assente"}, []part{{"A001 Assente", ""}, {"A002 Assente", ""}}},
		{office.Deed{Action: office.ServiceReopened, Before: "Neve; ghiaccio, vento", After: "2 giorni, 0 pasti"},
			[]part{{"Neve; ghiaccio, vento", "del"}, {"2 giorni, 0 pasti", "ins"}}},
		{office.Deed{Action: office.NewsWithdrawn, Before: "Gita; avviso"}, []part{{"Gita; avviso", "del"}}},
		{office.Deed{Action: office.FileStored, After: "registrate 2, scartate 0"}, []part{{"registrate 2, scartate 0", ""}}},
	} {
		if got := difference(office.Record{Deed: c.deed}); !slices.Equal(got, c.want) {
			t.Errorf("%+v:\n%+v", c.deed, got)
		}
	}
}

// lastFiles are the last imports, the newest first.
type lastFiles []imports.Import

// List has them all.
func (l lastFiles) List(context.Context, string, string, int) ([]imports.Import, string, error) {
	return l, "", nil
}

// Goal: a file that was refused is told until rows of another of its kind are stored, or a week is over; one that was stored in
// part until somebody says that it is settled; one that waits for the office always. Method: files of two kinds, before and after
// one was stored, of today and of long ago.
func TestFailedFiles(t *testing.T) {
	d := newDesk(t)
	at := func(state imports.State, file string, failed, days int) imports.Import {
		return imports.Import{State: state, File: file, Added: 4, Failed: failed, At: d.now.AddDate(0, 0, -days), OKBy: "op1"}
	}
	same, settled := at(imports.Done, "alunni.csv", 0, 1), at(imports.Done, "alunni.csv", 3, 1)
	same.Added, same.Unchanged, settled.SettledWho = 0, 4, "Giulia Conti"
	refused := func(file string, days int) imports.Import {
		return imports.Import{State: imports.Refused, File: file, At: d.now.AddDate(0, 0, -days)}
	}
	for name, c := range map[string]struct {
		files lastFiles
		want  string
	}{
		"refused":             {lastFiles{refused("alunni.csv", 2)}, "File da controllare 1 file dal 21/11/2026"},
		"stored after it":     {lastFiles{at(imports.Done, "alunni.csv", 0, 1), refused("alunni.csv", 2)}, ""},
		"the same after it":   {lastFiles{same, refused("alunni.csv", 2)}, "File da controllare 1 file"},
		"none stored after":   {lastFiles{at(imports.Done, "alunni.csv", 4, 0), refused("alunni.csv", 2)}, "File da controllare 2 file"},
		"another kind":        {lastFiles{at(imports.Done, "classi.csv", 0, 1), refused("alunni.csv", 2)}, "File da controllare 1 file"},
		"stored before it":    {lastFiles{refused("alunni.csv", 1), at(imports.Done, "alunni.csv", 0, 2)}, "File da controllare 1 file"},
		"dropped after it":    {lastFiles{at(imports.Dropped, "alunni.csv", 0, 1), refused("alunni.csv", 2)}, "File da controllare 1 file"},
		"in part, then whole": {lastFiles{at(imports.Done, "alunni.csv", 0, 0), at(imports.Done, "alunni.csv", 3, 1)}, "File da controllare 1 file da ieri"},
		"in part, then same":  {lastFiles{same, at(imports.Done, "alunni.csv", 3, 2)}, "File da controllare 1 file"},
		"in part, long ago":   {lastFiles{at(imports.Done, "alunni.csv", 3, 9)}, "File da controllare 1 file"},
		"in part, settled":    {lastFiles{settled}, ""},
		"lost after its OK":   {lastFiles{at(imports.Done, "alunni.csv", 0, 0), at(imports.Refused, "alunni.csv", 0, 95)}, "File da controllare 1 file"},
		"long ago":            {lastFiles{refused("alunni.csv", 8)}, ""},
		"waits":               {lastFiles{at(imports.Done, "alunni.csv", 0, 1), at(imports.Ready, "alunni.csv", 0, 9)}, "File da controllare 1 file"},
	} {
		handler := d.handler(office.Clerk)
		handler.Imports = c.files
		told, inOrder, _ := strings.Cut(strings.ReplaceAll(webtest.Get(handler.Routes(), "/ufficio").Text(), "\u00a0", " "), "Niente in sospeso")
		if waits := c.want != ""; waits != strings.Contains(told, cmp.Or(c.want, "File da controllare")) || waits == strings.Contains(inOrder, "File da controllare") {
			t.Errorf("%s: %s; in order: %s", name, told, inOrder)
		}
	}
}

// Goal: the desk counts the files that the page behind it lists. Method: the settings of the Comune wait to be confirmed, for
// who may load them and who may not.
func TestFilesOfTheOperator(t *testing.T) {
	d := newDesk(t)
	for role, want := range map[office.Role]bool{office.Administrator: true, office.Clerk: false} {
		handler := d.handler(role)
		handler.Imports = lastFiles{{State: imports.Ready, File: "comune.csv", At: d.now}}
		told := strings.ReplaceAll(webtest.Get(handler.Routes(), "/ufficio").Text(), "\u00a0", " ")
		if strings.Contains(told, "File da controllare 1 file") != want {
			t.Errorf("%s: %s", role, told)
		}
	}
}

// Goal: one card that cannot be read is an error of the page and not a desk that says that all is well. Method: a count
// that fails, and one that panics.
func TestDeskFailsAsAWhole(t *testing.T) {
	for name, count := range map[string]func() (waiting.Count, error){
		"error": func() (waiting.Count, error) { return waiting.Count{}, errors.New("no table") },
		"panic": func() (waiting.Count, error) { panic("a bug") },
	} {
		t.Run(name, func(t *testing.T) {
			handler := newDesk(t).handler(office.Administrator)
			read := handler.Waiting
			handler.Waiting = func(ctx context.Context, tenant string, kind waiting.Kind) (waiting.Count, error) {
				if kind == waiting.Payout {
					return count()
				}
				return read(ctx, tenant, kind)
			}
			page := webtest.Get(handler.Routes(), "/ufficio")
			page.Expect(t, http.StatusInternalServerError)
			for _, well := range []string{"Niente in sospeso", "Non c’è niente che aspetta", "Rimborsi"} {
				if strings.Contains(page.Body[strings.Index(page.Body, "<main"):], well) {
					t.Errorf("the page says %q", well)
				}
			}
		})
	}
}
