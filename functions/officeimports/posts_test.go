package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// Goal: before a file of presences is confirmed its page says what the evening gives back and debits for it, in all and by row,
// and nothing of it where no day was debited; of a file of movements what it moves at once. Method: a day that was debited at another price than today's, one that was not.
func TestPageTellsWhatTheEveningPosts(t *testing.T) {
	f := newFixture(t, office.Clerk)
	for _, file := range [][2]string{
		{"scuole.csv", "codice;nome;livello\nPRI;Primaria;primaria\n"},
		{"classi.csv", "codice;nome;scuola;giorni_mensa\n1A;1A;PRI;lun,mar,gio\n"},
		{"tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal\n2026/2027;mensa;P1;Fascia 1;4,50;14/09/2026\n"},
		{"genitori.csv", "codice_fiscale;cognome;nome\nRSSMRA80A01H501U;Rossi;Mario\n"},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante\n" +
			"A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;RSSMRA80A01H501U\n"},
		{"iscrizioni.csv", "alunno;anno;servizio;classe;fascia;dal;al\nA1;2026/2027;mensa;1A;P1;14/09/2026;08/06/2027\n"},
		{"presenze.csv", "giorno;classe;alunno;stato\n08/10/2026;1A;A1;P\n12/11/2026;1A;A1;P\n"},
	} {
		if r, err := f.own.Loader.Load(t.Context(), webtest.Tenant, file[0], file[1]); err != nil || r.Rejected > 0 {
			t.Fatalf("%s: %+v, %v", file[0], r, err)
		}
	}
	day, accounts := calendar.NewDay(2026, 10, 8), f.own.Loader.Accounts.(ledger.Store)
	detail := ledger.MealDetail{Class: "1A", Mark: "P", Band: "P1", Price: 520, Presence: 1}
	_, err := accounts.PostMeal(t.Context(), webtest.Tenant, "A1", day, detail)
	if err == nil {
		done := ledger.Batch{Class: "1A", Day: day, Presence: 1, Meals: 1, Total: 520}
		_, err = accounts.SaveBatch(t.Context(), webtest.Tenant, ledger.Batch{}, done)
	}
	if err != nil {
		t.Fatal(err)
	}
	webtest.Get(f.pages, f.upload("presenze.csv", "giorno;classe;alunno;stato\n08/10/2026;1A;A1;A\n")).Expect(t, http.StatusOK,
		"Nei giorni già addebitati il file restituisce 5,20 € : i movimenti si registrano stasera.", "stato: P → A; restituisce 5,20 €")
	other := webtest.Get(f.pages, f.upload("presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;A\n"))
	other.Expect(t, http.StatusOK, "stato: P → A")
	if strings.Contains(other.Text(), "stasera") {
		t.Errorf("a day that was not debited: %s", other.Text())
	}
	webtest.Get(f.pages, f.upload("movimenti.csv", "alunno;giorno;importo;descrizione;tipo;genitore;anno_spesa\n"+
		"A1;14/09/2026;20,00;Saldo;saldo;;\nA1;14/09/2026;-3,00;Debito;saldo;;\n"+
		"A1;20/11/2026;5,00;Reso;rimborso;RSSMRA80A01H501U;2026\nA1;20/11/2026;0,00;Niente;saldo;;\n")).Expect(t, http.StatusOK,
		"Sui conti il file accredita 20,00 €, addebita 8,00 € , appena confermi.")
}
