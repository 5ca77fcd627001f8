package main

import (
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/school"
)

// Goal: open top-ups end with the right to top up: those of who pays for the pupil no more are taken back, but for
// one that is being paid; those for other pupils, documents and what was paid stay. Loading the same payer again
// takes nothing back. Method: one of each, and the other parent becomes the payer of one of two pupils.
func TestOpenTopUpsEndWithTheirPayer(t *testing.T) {
	h := newHandler(t)
	h.small(t)
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
			if err := store.BeginAttempt(t.Context(), []billing.Position{position}); err != nil {
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
