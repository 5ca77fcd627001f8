package intake

import (
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/school"
)

// Goal: open top-ups end with the right to top up: those of who pays for the pupil no more are taken back, but for
// one that is being paid; those for other pupils, documents and what was paid stay. Loading the same payer again
// takes nothing back. Method: one of each, and the other parent becomes the payer of one of two pupils.
func TestOpenTopUpsEndWithTheirPayer(t *testing.T) {
	h := newSmall(t)
	const head = "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante;altri_genitori\n"
	const ada, ivo = "A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;", "A2;FOXVIO16P14L219H;Fo;Ivo;14/09/2016;"
	const rossi, verdi = "RSSMRA80A01H501U;VRDFNC85A41H501G\n", "VRDFNC85A41H501G;RSSMRA80A01H501U\n"
	h.mustLoad(t, "alunni.csv", head+ivo+rossi)
	h.mustLoad(t, "documenti.csv", documentHead+documentRow("1", ";;;;;;;"))
	m, err := h.Municipalities.ByID(t.Context(), tenant)
	if err != nil {
		t.Fatal(err)
	}
	store, payer := h.Documents.(billing.Store), school.GuardianID(peopleKey, "RSSMRA80A01H501U")
	for form, topUp := range map[string]billing.PupilAmount{
		"a": {Pupil: "A1", Amount: 2000}, "b": {Pupil: "A1", Amount: 3000}, "c": {Pupil: "A2", Amount: 4000},
	} {
		if _, err := store.OpenTopUps(t.Context(), billing.Order{
			Municipality: m, Guardian: payer, Session: "s", Form: form, TopUps: []billing.PupilAmount{topUp},
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, position := range h.notices(t) {
		if position.Amount == 3000 {
			if err := store.BeginAttempt(t.Context(), "cart", []billing.Position{position}); err != nil {
				t.Fatal(err)
			}
		}
	}
	open := func(pays string) int {
		t.Helper()
		if r := h.mustLoad(t, "alunni.csv", head+ada+pays+ivo+rossi); r.Rejected != 0 {
			t.Fatalf("%+v", r.Messages)
		}
		count := 0
		for _, position := range h.notices(t) {
			if position.State == billing.Open {
				count++
			} else if position.Amount != 2000 || position.State != billing.Cancelled {
				t.Errorf("%s over %s is %s", position.Kind, position.Amount, position.State)
			}
		}
		return count
	}
	if before, after := open(rossi), open(verdi); before != 4 || after != 3 {
		t.Errorf("%d open while the payer pays, then %d", before, after)
	}
}

// Goal: a document is held to who owed it when it was issued. The same file changes nothing after another parent has
// become the payer, and the document can be taken back; what is issued from then on is for who pays. Method: issue,
// change the payer, load again, then a note and a document for either parent.
func TestDocumentsStayTheirDebtors(t *testing.T) {
	h := newSmall(t)
	h.mustLoad(t, "documenti.csv", documentHead+documentRow("1", ";;;;;;;"))
	h.mustLoad(t, "alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante\n"+
		"A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;VRDFNC85A41H501G\n")
	const head = "numero;data;servizio;alunno;genitore;descrizione;importo;storna\n"
	const terms = ";Trasporto scolastico;120,00;"
	row := func(number, debtor, corrects string) string {
		return head + number + ";01/10/2026;trasporto;A1;" + debtor + terms + corrects + "\n"
	}
	const before, now = "RSSMRA80A01H501U", "VRDFNC85A41H501G"
	for _, c := range []struct {
		content            string
		written, unchanged int
	}{
		{row("1", before, ""), 0, 1}, // the same file again
		{row("1", now, ""), 0, 0},    // that document is the other one's
		{row("2", before, ""), 0, 0}, // who does not pay owes nothing new
		{row("3", now, "1"), 0, 0},   // a note goes to who owed
		{row("3", before, "1"), 1, 0},
		{row("3", before, "1"), 0, 1},
		{row("4", now, ""), 1, 0},
	} {
		r := h.mustLoad(t, "documenti.csv", c.content)
		if r.Written != c.written || r.Unchanged != c.unchanged {
			t.Errorf("%s: %d written, %d unchanged, want %d and %d: %+v", c.content, r.Written, r.Unchanged,
				c.written, c.unchanged, r.Messages)
		}
	}
}
