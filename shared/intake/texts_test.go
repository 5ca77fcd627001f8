package intake

import (
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
)

// Goal: characters that nobody sees or that papers cannot show are named, not stored, and what people write
// is not refused. Method: each in a cell of every kind.
func TestCharactersThatNobodyCanRead(t *testing.T) {
	h := newSmall(t)
	const hides, prints = "C'è un carattere che non si vede", "Il carattere «"
	for _, c := range []struct{ file, content, column, message string }{
		{"scuole.csv", "codice;nome;livello\nB;Scuola \u202eairamirp;primaria\n", "nome", hides},
		{"scuole.csv", "codice;nome;livello\nB;Scu\u200bola;primaria\n", "nome", hides},
		{"scuole.csv", "codice;nome;livello\nB;Scuola 5\ufe0f;primaria\n", "nome", hides}, // prose may hold it
		{"scuole.csv", "codice;nome;livello\nB;Scuola;prim\u00adaria\n", "livello", hides},
		{"scuole.csv", "codice;nome\u200b;livello\nB;Scuola;primaria\n", "", hides},
		{"genitori.csv", "codice_fiscale;cognome;nome;email\nVRDFNC85A41H501G;Verdi;Franca;a\u200bb@example.com\n", "email", hides},
		{"comune.csv", "chiave;valore\ndomini;scuola\u2060.example.it\n", "valore", hides},
		{"messaggi.csv", "codice;scuola;dal;titolo;testo\nN1;*;20/11/2026;Mensa;Menù \u2067nuovo\n", "testo", hides},
		{"scuole.csv", "codice;nome;livello\nB;小学;primaria\n", "nome", prints + "小»"},
		{"genitori.csv", "codice_fiscale;cognome;nome\nVRDFNC85A41H501G;Вердi;Франка\n", "cognome", prints + "В»"},
		{"tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal\n2026/2027;mensa;P2;Fascia 😀;1,00;14/09/2026\n",
			"descrizione", prints + "😀»"},
	} {
		r := h.mustLoad(t, c.file, c.content)
		if r.Written != 0 || len(r.Messages) == 0 || r.Messages[0].Column != c.column ||
			!strings.HasPrefix(r.Messages[0].Message, c.message) {
			t.Errorf("%q: %+v", c.content, r)
		}
	}
	for file, content := range map[string]string{
		"scuole.csv":   "codice;nome;livello\nC;Scuola «Đorđe Şahin» – Gröden/Selva n.\u00a01, dell’Unità;primaria\n",
		"messaggi.csv": "codice;scuola;dal;titolo;testo\nN2;*;20/11/2026;Festa 🎉;Famiglie 👩‍👧 benvenute ❤️ 欢迎\n",
	} {
		if r := h.mustLoad(t, file, content); r.Written != 1 {
			t.Errorf("%s: %+v", file, r)
		}
	}
}

// Goal: no text is cut in silence by what shows it. Method: texts one character too long for notice or pagoPA,
// and others of just the length.
func TestTextsThatAPaperWouldCut(t *testing.T) {
	h := newSmall(t)
	long := func(n int) string { return strings.Repeat("a", n) }
	for content, message := range map[string]string{
		"chiave;valore\nnome;" + long(51) + "\n":                                 "Il testo supera 50 caratteri",
		"chiave;valore\nufficio;" + long(51) + "\n":                              "Il testo supera 50 caratteri",
		"chiave;valore\nemail;" + long(50) + "\nsito;https://" + long(50) + "\n": "E-mail, telefono e sito insieme",
		"chiave;valore\nnome;" + long(50) + "\nufficio;" + long(50) + "\n":       "",
	} {
		expectFirst(t, h.mustLoad(t, "comune.csv", content), message)
	}
	guardian := "codice_fiscale;cognome;nome\nVRDFNC85A41H501G;Verdi;"
	expectFirst(t, h.mustLoad(t, "genitori.csv", guardian+long(65)+"\n"), "Nome e cognome insieme superano 70")
	expectFirst(t, h.mustLoad(t, "genitori.csv", guardian+long(64)+"\n"), "")
}

// Goal: no document is taken whose notice could not be drawn. Method: the largest amount of a postal slip and one
// cent more, in a document and in its change.
func TestAmountThatANoticeCannotCarry(t *testing.T) {
	h := newSmall(t)
	document := "numero;data;servizio;alunno;genitore;descrizione;importo\n2026/1;16/11/2026;mensa;A1;RSSMRA80A01H501U;Retta;"
	change := "documento;operazione;importo\n2026/1;importo;"
	expectFirst(t, h.mustLoad(t, "documenti.csv", document+"100.000.000,00\n"), "L'importo supera 99.999.999,99")
	expectFirst(t, h.mustLoad(t, "documenti.csv", document+"99.999.999,99\n"), "")
	expectFirst(t, h.mustLoad(t, "variazioni.csv", change+"100.000.000,00\n"), "L'importo supera 99.999.999,99")
	expectFirst(t, h.mustLoad(t, "variazioni.csv", change+"99.999.999,98\n"), "")
}

// expectFirst expects the first message of a report, or none.
func expectFirst(t *testing.T, r Report, message string) {
	t.Helper()
	if message == "" && len(r.Messages) == 0 && r.Written > 0 {
		return
	}
	if message == "" || len(r.Messages) == 0 || !strings.HasPrefix(r.Messages[0].Message, message) {
		t.Errorf("%+v, want %q", r, message)
	}
}

// Goal: rows that hold nothing are no rows, however a program writes them. Method: one blank, separators
// only, too many of them, a no-break space, the old end of file; cells beyond the last column.
func TestRowsOfNothing(t *testing.T) {
	h := newSmall(t)
	r := h.mustLoad(t, "scuole.csv", "codice;nome;livello;;\n \nB;Uno;primaria;;\n;;;;;;;;\n\u00a0\n\t;\nC;Due;primaria\n"+
		"D;Tre;primaria; ;\n\"\"\nE;Quattro;primaria;;x\n \x1a")
	if r.Rows != 4 || r.Written != 3 {
		t.Errorf("%+v", r)
	}
	expectMessages(t, r, []string{"10 : La riga ha 5 celle"})
}

// Goal: one name, code or key written in two ways is one. Method: composed and decomposed letters, blanks,
// capitals, in every kind of cell that is compared.
func TestOneThingWrittenInTwoWays(t *testing.T) {
	h := newSmall(t)
	for _, c := range []struct {
		file, content           string
		written, same, rejected int
	}{
		{"genitori.csv", "codice_fiscale;cognome;nome\nRSS MRA 80A01 h501u;Rossi;Mario\n", 0, 1, 0},
		{"genitori.csv", "codice_fiscale;cognome;nome\nRSSMRA80A01H501U;Rossi;Mario\nRSS\u00a0MRA80A01H501U;Rossi;Mario\n", 0, 1, 1},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante;altri_genitori;dieta_speciale\n" +
			"A1;FOXDAA 16P54 L219N;Fo; Ada ;14/09/2016;RSSMRA80A01H501U;VRD FNC 85A41 H501G;si\u0300\n", 1, 0, 0},
		{"movimenti.csv", "alunno;giorno;importo;descrizione;tipo\nA1;14/09/2026;5,00;Credito già versato;Saldo\n", 1, 0, 0},
		{"movimenti.csv", "alunno;giorno;importo;descrizione;tipo\nA1;14/09/2026;5,00;Credito  gia\u0300\u00a0versato;saldo\n", 0, 1, 0},
		{"comune.csv", "Chiave;VALORE\nPEC;a@example.it\npec;b@example.it\n", 1, 0, 1},
	} {
		if r := h.mustLoad(t, c.file, c.content); r.Written != c.written || r.Unchanged != c.same || r.Rejected != c.rejected {
			t.Errorf("%q: %+v", c.content, r)
		}
	}
	statement, err := h.Accounts.Statement(t.Context(), tenant, "A1", calendar.NewDay(2026, 9, 1))
	if err != nil || len(statement.Lines) != 1 {
		t.Errorf("%+v, %v", statement.Lines, err)
	}
}
