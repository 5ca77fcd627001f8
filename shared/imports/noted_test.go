package imports

import (
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
)

// Goal: each row that a file stores has its record, in the transaction that stores it: who, with which role and reason, and
// what; the money that it moved carries the record's mark, and the pupil's records have it. What says who an adult is, or what a
// pupil may not eat, stays out of the log for good, and out of the tables that are kept for years. Method: a balance and a
// refund; an enrolment with a diet, which then changes; the register's rows of both files.
func TestEachRowHasItsRecord(t *testing.T) {
	f := newFixture(t)
	i := f.upload("movimenti.csv", "alunno;giorno;importo;descrizione;tipo;genitore;anno_spesa\n"+
		"A1;01/10/2026;12,50;Saldo iniziale;;;\nA1;02/10/2026;3,00;Restituito;rimborso;RSSMRA80A01H501U;2026\n")
	i.Reason = "passaggio dal vecchio programma"
	if i = f.confirm(i); i.State != Done || i.Stored() != 2 {
		t.Fatalf("%+v", i)
	}
	records := f.rows(i)
	slices.SortFunc(records, func(a, b office.Record) int { return a.Load.Rows[0] - b.Load.Rows[0] })
	if len(records) != 2 {
		t.Fatalf("%+v", records)
	}
	for n, after := range []string{
		"riga 2: Codice dell'alunno A1, Giorno 01/10/2026, Importo 12,50, Descrizione Saldo iniziale",
		"riga 3: Codice dell'alunno A1, Giorno 02/10/2026, Importo 3,00, Descrizione Restituito, Tipo rimborso, Anno della spesa 2026",
	} {
		r := records[n]
		if r.After != after || r.Pupil != "A1" || r.Name != "Giulia Conti" || !slices.Equal(r.Roles, []office.Role{office.Clerk}) ||
			r.Reason != i.Reason || r.Action != office.RowsStored {
			t.Errorf("%+v", r)
		}
	}
	marks := map[string]bool{}
	entries, err := dynamo.Query[struct {
		Mark string `dynamodbav:"audit"`
		Hand string `dynamodbav:"hand"`
	}](t.Context(), f.ledger, dynamo.Range{PK: dynamo.Account(tenant, "A1").PK, From: "E#", To: "F"})
	for _, entry := range entries {
		marks[entry.Mark] = true
		if entry.Hand != records[0].Operator || entry.Hand == "" {
			t.Errorf("an entry of %q, recorded of %q", entry.Hand, records[0].Operator)
		}
	}
	if err != nil || !marks[records[0].Mark] || !marks[records[1].Mark] {
		t.Errorf("entries are marked %v, %v", marks, err)
	}
	if ofPupil, _, err := f.Audit.OfPupil(t.Context(), tenant, "A1", "", 10); err != nil || len(ofPupil) != 2 {
		t.Errorf("%+v, %v", ofPupil, err)
	}

	enrolment := func(diet string) Import {
		return f.confirm(f.upload("iscrizioni.csv", "alunno;anno;servizio;classe;fascia;dal;al;codice_dieta\n"+
			"A1;2026/2027;mensa;1A;P1;14/09/2026;08/06/2027;"+diet+"\n"))
	}
	enrolment("C1")
	i = enrolment("G2")
	if records = f.rows(i); len(records) != 1 ||
		records[0].After != "riga 2: Codice dell'alunno A1, Servizio mensa, Primo giorno 14/09/2026: codice_dieta: cambiato" || records[0].Pupil != "A1" {
		t.Errorf("%+v", records)
	}
	told := f.newestRecord(i)
	for name, table := range f.registered(told) {
		if strings.Contains(table, "C1") || strings.Contains(table, "G2") || !strings.Contains(table, "codice_dieta: cambiato") {
			t.Errorf("%s: %q", name, table)
		}
	}
}

// Goal: a record says what is changed when it is stored, not when somebody looked, and about what; what is stored already by
// then is not in it. Method: presences of two pupils, new when they are read, of which others send one in another way and one in the
// same way meanwhile; an address of an adult with a text of which the log keeps the beginning.
func TestRecordsOfTheMoment(t *testing.T) {
	f := newFixture(t)
	for _, file := range [][2]string{
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante\nA2;FOXLCU16P14L219P;Fo;Luca;14/09/2016;RSSMRA80A01H501U\n"},
		{"iscrizioni.csv", "alunno;anno;servizio;classe;fascia;dal;al\nA2;2026/2027;mensa;1A;P1;14/09/2026;08/06/2027\n"},
	} {
		if r, err := f.Loader.Load(t.Context(), tenant, file[0], file[1]); err != nil || r.Rejected > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	i := f.upload("presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;A\n12/11/2026;1A;A2;A\n")
	if i.Added != 2 {
		t.Fatalf("%+v", i)
	}
	other := "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n12/11/2026;1A;A2;A\n"
	if r, err := f.Loader.Load(t.Context(), tenant, "presenze.csv", other); err != nil || r.Rejected > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	i = f.confirm(i)
	records := f.rows(i)
	if len(records) != 1 || records[0].Pupil != "A1" || !slices.Equal(records[0].Load.Rows, []int{2}) ||
		records[0].After != "riga 2: Giorno 12/11/2026, Classe 1A, Codice dell'alunno A1, Stato A: stato: P → A" {
		t.Errorf("%+v", records)
	}
	if got := f.registered(f.newestRecord(i))["cambiate"]; !strings.Contains(got, "stato: P → A") {
		t.Errorf("%q", got)
	}

	long := strings.Repeat("x", 250)
	i = f.confirm(f.upload("genitori.csv", "codice_fiscale;cognome;nome;indirizzo;telefono\nrss mra 80a01 h501u;Rossi;Mario;"+long+";035123456\n"))
	records = f.rows(i)
	want := "riga 2: telefono: (vuoto) → 035123456; indirizzo: (vuoto) → " + long[:200] + "…"
	if len(records) != 1 || records[0].Adult != school.GuardianID(f.Loader.PeopleKey, "RSSMRA80A01H501U") || records[0].After != want {
		t.Errorf("%+v, want %s", records, want)
	}
}

// rows are the records of the rows that an import stored.
func (f fixture) rows(i Import) []office.Record {
	f.t.Helper()
	records, _, err := f.Audit.OfLoad(f.t.Context(), tenant, i.ID, "")
	if err != nil {
		f.t.Fatal(err)
	}
	return records
}
