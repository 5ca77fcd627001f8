package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/school"
)

const tenant = "c_x000"

var peopleKey = bytes.Repeat([]byte("k"), 32)

// tested is a loader on fresh tables.
type tested struct{ Loader }

func newLoader(t *testing.T) tested {
	t.Helper()
	clock := calendar.Fixed(time.Date(2026, 11, 22, 18, 0, 0, 0, calendar.Rome()))
	return tested{New(Tables{
		Core: dynamotest.Table(t), Presence: dynamotest.Table(t), Ledger: dynamotest.Table(t), Ops: dynamotest.Table(t),
		Audit: dynamotest.Table(t),
	}, clock, peopleKey)}
}

func (h tested) mustLoad(t *testing.T, file, content string) Report {
	t.Helper()
	report, err := h.Load(t.Context(), tenant, file, content)
	if err != nil {
		t.Fatalf("load %s: %v", file, err)
	}
	if report.Rows != report.Written+report.Unchanged+report.Rejected {
		t.Errorf("%s: the rows do not add up: %+v", file, report)
	}
	return report
}

// newSmall is a loader whose municipality is small.
func newSmall(t *testing.T) tested {
	t.Helper()
	h := newLoader(t)
	h.small(t)
	return h
}

// takes loads rows and fails unless all are taken, or one is not, as wanted.
func (h tested) takes(t *testing.T, file, content string, want bool) {
	t.Helper()
	if r := h.mustLoad(t, file, content); (r.Rejected == 0) != want {
		t.Errorf("%s: %+v", content, r)
	}
}

// small loads a municipality with one class, one tariff, a couple and a pupil.
func (h tested) small(t *testing.T) {
	t.Helper()
	for _, f := range [][2]string{
		{"comune.csv", demoFile(t, "comune.csv")},
		{"scuole.csv", "codice;nome;livello\nPRI;Primaria;primaria\n"},
		{"classi.csv", "codice;nome;scuola;giorni_mensa\n1A;1A;PRI;lun,mar,gio\n1B;1B;PRI;lun,mar,gio\n"},
		{"tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal;valida_al\n" +
			"2026/2027;mensa;P1;Fascia 1;4,50;14/09/2026;\n"},
		{"genitori.csv", "codice_fiscale;cognome;nome\nRSSMRA80A01H501U;Rossi;Mario\n" +
			"VRDFNC85A41H501G;Verdi;Francesca\n"},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante;altri_genitori\n" +
			"A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;RSSMRA80A01H501U;VRDFNC85A41H501G\n"},
		{"iscrizioni.csv", "alunno;anno;servizio;classe;fascia;motivo;dal;al\n" +
			"A1;2026/2027;mensa;1A;P1;ISEE;14/09/2026;08/06/2027\n"},
	} {
		if r := h.mustLoad(t, f[0], f[1]); r.Rejected != 0 || r.Rows == 0 {
			t.Fatalf("%s: %+v", f[0], r)
		}
	}
}

func expectMessages(t *testing.T, r Report, want []string) {
	t.Helper()
	for i, m := range r.Messages {
		got := fmt.Sprintf("%d %s: %s", m.Row, m.Column, m.Message)
		if i >= len(want) || !strings.HasPrefix(got, want[i]) {
			t.Errorf("%s: message %q, want %q", r.File, got, want)
		}
		if m.File != r.File {
			t.Errorf("%s: message names the file %q", r.File, m.File)
		}
	}
	if len(r.Messages) < len(want) {
		t.Errorf("%s: messages %+v, want %q", r.File, r.Messages, want)
	}
}

// Goal: row numbers are those of a spreadsheet, whatever is in the cells.
// Method: a byte order mark, columns in another order, empty lines, line ends in
// quotes, a long cell, a short row and a stray quote.
func TestRowNumbers(t *testing.T) {
	h := newSmall(t)
	r := h.mustLoad(t, "scuole.csv", "\ufeffNome ;LIVELLO;codice\r\n\r\n;;\r\n\"Uno\nDue\";primaria;U1\r\n"+
		"Tre;primaria\r\n"+strings.Repeat("è", 501)+";primaria;U2\r\n"+
		"\"Quat\"tro;primaria;U3\r\nCinque;primaria;U4\r\n")
	if r.Written != 2 {
		t.Errorf("%d rows written, want 2", r.Written)
	}
	schools, err := h.School.Schools(t.Context(), tenant)
	if at := slices.IndexFunc(schools, func(s school.School) bool { return s.ID == "U1" }); err != nil || at < 0 || schools[at].Name != "Uno Due" {
		t.Errorf("%+v, %v", schools, err)
	}
	expectMessages(t, r, []string{"5 : La riga ha 2 celle",
		"6 nome: Il testo supera 500", "7 : Le virgolette"})
}

// Goal: a corrected presence makes a new version of the register, and only that.
// Method: load a mark, the same again, then another; read the register.
func TestCorrectedPresence(t *testing.T) {
	h := newSmall(t)
	head := "giorno;classe;alunno;stato\n"
	for _, step := range []struct {
		mark             string
		written, version int
	}{{"P", 1, 1}, {"P", 0, 1}, {"A", 1, 2}} {
		r := h.mustLoad(t, "presenze.csv", head+"12/11/2026;1A;A1;"+step.mark+"\n")
		register, err := h.School.ClassDay(t.Context(), tenant, "1A", calendar.NewDay(2026, 11, 12))
		if err != nil || r.Written != step.written || register.Version != step.version {
			t.Errorf("%s: %+v, register %+v, %v", step.mark, r, register, err)
		}
	}
}

// Goal: marks that are not charged come with a reason of the list, and only they. Method: each mark with and without
// one, an own word, the reason of another mark; the register has what was taken.
func TestMarksWithReasons(t *testing.T) {
	h := newSmall(t)
	for _, row := range []struct {
		mark, reason string
		taken        bool
	}{
		{"U", "famiglia", true}, {"n", "MANCANTE", true}, {"P", "", true}, {"U", "", false}, {"N", "famiglia", false},
		{"A", "famiglia", false}, {"U", "febbre", false}, {"X", "", false},
	} {
		h.takes(t, "presenze.csv", "giorno;classe;alunno;stato;motivo\n12/11/2026;1A;A1;"+row.mark+";"+row.reason+"\n", row.taken)
	}
	register, err := h.School.ClassDay(t.Context(), tenant, "1A", calendar.NewDay(2026, 11, 12))
	if err != nil || register.Version != 3 || register.Marks["A1"] != "P" || len(register.Reasons) != 0 {
		t.Errorf("%+v, %v", register, err)
	}
}

// Goal: what was debited by mistake can be taken back also after the pupil left the class or the day was closed,
// and a day with pupils at table is not closed over their heads, also when the class has other weekdays since. Method: present,
// closed in vain, moved away, absent, closed, absent again.
func TestPresenceIsTakenBack(t *testing.T) {
	h := newSmall(t)
	marks, closures := "giorno;classe;alunno;stato\n12/11/2026;1A;A1;", "giorno;scuola;motivo\n12/11/2026;*;Sciopero\n"
	h.mustLoad(t, "presenze.csv", marks+"P\n")
	for _, weekdays := range []string{"lun,mar", "lun,mar,gio"} { // the day is a Thursday
		h.mustLoad(t, "classi.csv", "codice;nome;scuola;giorni_mensa\n1A;1A;PRI;"+weekdays+"\n")
		r := h.mustLoad(t, "calendario.csv", closures)
		if r.Written != 0 {
			t.Errorf("closed a day with pupils at table: %+v", r)
		}
		expectMessages(t, r, []string{"2 giorno: In questo giorno ci sono alunni registrati come presenti"})
	}
	h.mustLoad(t, "iscrizioni.csv", "alunno;anno;servizio;classe;fascia;motivo;dal;al\n"+
		"A1;2026;mensa;1B;P1;Cambio di classe;01/11/2026;08/06/2027\n"+
		"A1;2026;mensa;1A;P1;ISEE;14/09/2026;31/10/2026\n")
	if r := h.mustLoad(t, "presenze.csv", marks+"A\n"); r.Written != 1 {
		t.Errorf("absent in the class that the pupil left: %+v", r)
	}
	if r := h.mustLoad(t, "presenze.csv", marks+"P\n"); r.Rejected != 1 {
		t.Errorf("present in a class that the pupil left: %+v", r)
	}
	if r := h.mustLoad(t, "calendario.csv", closures); r.Written != 1 {
		t.Errorf("not closed: %+v", r)
	}
	if r := h.mustLoad(t, "calendario.csv", closures); r.Rejected != 0 {
		t.Errorf("closed again: %+v", r)
	}
}

// Goal: a period may end and the next begin in one file, in any order of rows.
// Method: load the new period before the shortened old one; read the roster.
func TestBandChangesInTheYear(t *testing.T) {
	h := newSmall(t)
	r := h.mustLoad(t, "iscrizioni.csv", "alunno;anno;servizio;classe;fascia;motivo;dal;al\n"+
		"A1;2026;mensa;1B;P1;Cambio di classe;01/11/2026;08/06/2027\n"+
		"A1;2026;mensa;1A;P1;ISEE;14/09/2026;31/10/2026\n")
	if r.Written != 2 || r.Rejected != 0 {
		t.Errorf("%+v", r)
	}
	for class, day := range map[string]calendar.Day{
		"1A": calendar.NewDay(2026, 10, 31), "1B": calendar.NewDay(2026, 11, 1),
	} {
		rows, err := h.School.Roster(t.Context(), tenant, class)
		if err != nil || len(rows) != 1 || !rows[0].ActiveOn(day) {
			t.Errorf("roster of %s = %+v, %v", class, rows, err)
		}
	}
}

// Goal: the office's file gives canteen enrolments a diet's code that the roster tells, a file without the column changes none,
// also where a period is cut in two, and what is no code is refused. Method: load, without, cut, with another name, wrong ones.
func TestDietsOfEnrolments(t *testing.T) {
	h := newSmall(t)
	const head, period = "alunno;anno;servizio;classe;fascia;dal;al", "A1;2026;mensa;1A;P1;14/09/2026;"
	diets := func(want ...string) {
		t.Helper()
		rows, err := h.School.Roster(t.Context(), tenant, "1A")
		got := []string{}
		for _, row := range rows {
			got = append(got, row.Diet)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	h.mustLoad(t, "iscrizioni.csv", head+";codice_dieta\n"+period+"08/06/2027;d1\n")
	diets("D1")
	h.mustLoad(t, "iscrizioni.csv", head+"\n"+period+"31/10/2026\nA1;2026;mensa;1A;P1;01/11/2026;08/06/2027\n")
	diets("D1", "D1")
	h.mustLoad(t, "iscrizioni.csv", head+";codice_dieta\nA1;2026;mensa;1A;P1;01/11/2026;08/06/2027;\n")
	diets("D1", "")
	r := h.mustLoad(t, "iscrizioni.csv", head+";codice_dieta\n"+period+"31/10/2026;sì\nA1;2026;trasporto;1A;P1;14/09/2026;08/06/2027;D1\n")
	expectMessages(t, r, []string{"2 codice_dieta: Il codice della dieta ha da 1 a 8", "3 codice_dieta: Il codice della dieta si scrive solo per la mensa"})
	kind, _ := KindOf("iscrizioni.csv")
	if layout := kind.Lay([]string{"Matricola", "A.S.", "servizio", "classe", "fascia", "dal", "al", "DIETA"}, nil); layout.Ours[7] != "codice_dieta" {
		t.Errorf("%+v", layout)
	}
}

// Goal: the office's file tells the end of an ISEE, and a file without the column leaves it. Method: load with and without.
func TestEndOfISEE(t *testing.T) {
	h := newSmall(t)
	const head, row = "alunno;anno;servizio;classe;fascia;dal;al", "A1;2026;mensa;1A;P1;14/09/2026;08/06/2027"
	ends := calendar.NewDay(2026, 12, 31)
	for _, content := range []string{head + ";scadenza_isee\n" + row + ";31/12/2026\n", head + "\n" + row + "\n"} {
		h.mustLoad(t, "iscrizioni.csv", content)
		list, _, err := h.School.Endings(t.Context(), tenant, ends, "", 9)
		if err != nil || len(list) != 1 || list[0].ISEE != ends {
			t.Errorf("%+v, %v", list, err)
		}
	}
}

// Goal: an opening credit counts once, and another amount is refused.
// Method: load it twice, then with another amount; read the account.
func TestOpeningCountsOnce(t *testing.T) {
	h := newSmall(t)
	head := "alunno;giorno;importo;descrizione\n"
	for _, step := range []struct {
		amount                       string
		written, unchanged, rejected int
	}{{"12,50", 1, 0, 0}, {"12,50", 0, 1, 0}, {"13,50", 0, 0, 1}} {
		r := h.mustLoad(t, "movimenti.csv", head+"A1;14/09/2026;"+step.amount+";Credito\n")
		if r.Written != step.written || r.Unchanged != step.unchanged || r.Rejected != step.rejected {
			t.Errorf("%s: %+v", step.amount, r)
		}
	}
	s, err := h.Accounts.Statement(t.Context(), tenant, "A1", calendar.NewDay(2026, 9, 1))
	if err != nil || s.Account.Balance != 12_50 {
		t.Errorf("balance %d, %v", s.Account.Balance, err)
	}
}

// Goal: the report of a hopeless file still fits into a function's answer.
// Method: load more bad rows than the report lists.
func TestReportIsBounded(t *testing.T) {
	h := newSmall(t)
	r := h.mustLoad(t, "scuole.csv", "codice;nome;livello\n"+strings.Repeat("A;B;liceo\n", maxMessages+7))
	if r.Rejected != maxMessages+7 || len(r.Messages) != maxMessages || r.Omitted != 7 {
		t.Errorf("%d rejected, %d messages, %d omitted", r.Rejected, len(r.Messages), r.Omitted)
	}
}
