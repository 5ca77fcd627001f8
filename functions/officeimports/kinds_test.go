package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// Goal: rows of every kind of file are stored by their worker with the rights that it has, what is new as what changes: money of
// notices most of all. Method: a small municipality file by file, then what changes it, each from the page to its end.
func TestEveryKindIsStored(t *testing.T) {
	f := newFixture(t, office.Administrator)
	const (
		pupils     = "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante;altri_genitori\nA1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;"
		documents  = "numero;data;servizio;alunno;genitore;descrizione;importo;storna\n"
		enrolments = "alunno;anno;servizio;classe;fascia;dal;al\nA1;2026/2027;mensa;"
	)
	document := func(number, corrects string) string {
		return number + ";01/10/2026;trasporto;A1;RSSMRA80A01H501U;Trasporto;120,00;" + corrects + "\n"
	}
	for _, file := range [][2]string{
		{"scuole.csv", "codice;nome;livello\nPRI;Prima;primaria\n"},
		{"scuole.csv", "codice;nome;livello\nPRI;Primaria;primaria\n"},
		{"classi.csv", "codice;nome;scuola;giorni_mensa\n1A;1A;PRI;lun,mar\n1B;1B;PRI;lun,mar\n"},
		{"classi.csv", "codice;nome;scuola\n1A;Prima A;PRI\n"},
		{"tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal\n2026/2027;mensa;P1;Fascia 1;4,50;14/09/2026\n"},
		{"genitori.csv", "codice_fiscale;cognome;nome;email\nRSSMRA80A01H501U;Rossi;Mario;m@example.com\nVRDFNC85A41H501G;Verdi;Francesca;\n"},
		{"genitori.csv", "codice_fiscale;cognome;nome\nRSSMRA80A01H501U;Rossi;Mario Luigi\n"},
		{"alunni.csv", pupils + "RSSMRA80A01H501U;\n"},
		{"alunni.csv", pupils + "RSSMRA80A01H501U;VRDFNC85A41H501G\n"},
		{"iscrizioni.csv", enrolments + "1A;P1;14/09/2026;08/06/2027\n"},
		{"calendario.csv", "giorno;scuola;motivo\n07/12/2026;*;Ponte\n"},
		{"calendario.csv", "giorno;scuola;motivo\n07/12/2026;*;Festa\n"},
		{"menu.csv", "giorno;scuola;portata;piatto\n23/11/2026;*;Primo;Pasta\n"},
		{"menu.csv", "giorno;scuola;portata;piatto\n23/11/2026;*;Primo;Riso\n"},
		{"messaggi.csv", "codice;scuola;dal;titolo;testo\nM1;*;20/11/2026;Festa;Festa.\n"},
		{"messaggi.csv", "codice;scuola;dal;titolo;testo\nM1;*;20/11/2026;Festa;Grande festa.\n"},
		{"presenze.csv", "giorno;classe;alunno;stato\n16/11/2026;1A;A1;P\n"},
		{"presenze.csv", "giorno;classe;alunno;stato\n16/11/2026;1A;A1;A\n"},
		{"movimenti.csv", "alunno;giorno;importo;descrizione;tipo;genitore;anno_spesa\nA1;14/09/2026;50,00;Saldo;saldo;;\n" +
			"A1;20/11/2026;5,00;Rimborso;rimborso;RSSMRA80A01H501U;2026\n"},
		{"documenti.csv", documents + document("1", "") + document("2", "") + document("3", "") + document("4", "")},
		{"documenti.csv", documents + document("N1", "1")},
		{"variazioni.csv", "documento;operazione;importo;data;modo\n2;importo;90,00;;\n3;annullo;;;\n4;incasso;;20/11/2026;contanti\n"},
		{"alunni.csv", pupils + "VRDFNC85A41H501G;\n"},
		{"iscrizioni.csv", enrolments + "1B;P1;14/09/2026;08/06/2027\n"},
		{"comune.csv", "chiave;valore\ncredito_basso;12,50\n"},
	} {
		at := f.upload(file[0], file[1])
		if answer := webtest.Post(f.pages, at+"/conferma", url.Values{"motivo": {"prova di ogni file"}}); answer.Status != http.StatusSeeOther {
			t.Fatalf("%s: %d, %s", file[0], answer.Status, answer.Text())
		}
		f.work()
		page := webtest.Get(f.pages, at).Text()
		if !strings.Contains(page, "Righe registrate:") || !strings.Contains(page, "errate 0") || strings.Contains(page, "non andava") {
			t.Errorf("%s\n%s: %s", file[0], file[1], page)
		}
	}
}
