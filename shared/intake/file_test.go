package intake

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// Goal: columns in any order and with the names that offices give them find their place; what nobody knows is asked
// for, once, and a column that the office leaves out is left out. Method: headers of several programs.
func TestLay(t *testing.T) {
	for _, c := range []struct {
		file, names string
		told        map[string]string
		ours        string
		unknown     []string
		missing     []string
	}{
		{"presenze.csv", "Giorno|CLASSE|Alunno|stato", nil, "giorno|classe|alunno|stato", nil, nil},
		{"presenze.csv", "Presenza|Data|Cod. Alunno|Codice classe", nil, "stato|giorno|alunno|classe", nil, nil},
		{"alunni.csv", "Matricola|C.F.|Cognome|Nome|Data di nascita|CF genitore|" + ReasonColumn, nil,
			"codice|codice_fiscale|cognome|nome|data_nascita|genitore_pagante|", nil, nil},
		{"genitori.csv", "Codice Fiscale|Cognome|Nome|Città|Note", nil, "codice_fiscale|cognome|nome|comune|", []string{"Note"}, nil},
		{"genitori.csv", "Codice Fiscale|Cognome|Nome|Città|Note", map[string]string{"NOTE": NotRead, "CITTA": NotRead},
			"codice_fiscale|cognome|nome||", nil, nil},
		{"presenze.csv", "Quando|Chi|Dove", map[string]string{"QUANDO": "giorno", "CHI": "alunno"}, "giorno|alunno|",
			[]string{"Dove"}, []string{"classe", "stato"}},
		{"presenze.csv", "Giorno|Data|Classe|Alunno|Stato", nil, "giorno||classe|alunno|stato", []string{"Data"}, nil},
		{"presenze.csv", "Giorno|Classe|Alunno|Stato", map[string]string{"STATO": "voto"}, "giorno|classe|alunno|stato", nil, nil},
	} {
		kind, _ := KindOf(c.file)
		l := kind.Lay(strings.Split(c.names, "|"), c.told)
		if strings.Join(l.Ours, "|") != c.ours || !slices.Equal(l.Unknown, c.unknown) || !slices.Equal(l.Missing, c.missing) {
			t.Errorf("%s: %+v", c.names, l)
		}
	}
}

// Goal: what is not a table of that kind is told in a sentence. Method: a workbook, a PDF, nothing, a broken header.
func TestRefusedFilesOfOffices(t *testing.T) {
	for content, want := range map[string]string{
		"PK\x03\x04": "Questo è un foglio di calcolo", "%PDF-1.4\x00": "Questo file non è una tabella", "": "Il file è vuoto",
		"a;\"b\nc": "La riga con i nomi", "a;b\u200bc\n": "C'è un carattere che non si vede",
	} {
		format, err := Recognise(strings.NewReader(content))
		if err == nil {
			_, err = Open(strings.NewReader(content), format)
		}
		var refusal *Refusal
		if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Text, want) {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// Goal: what a spreadsheet program did to codes is explained. Method: a fiscal code, a phone number and a post code that
// were taken for numbers, a code that lost its zeros.
func TestNumbersOfSpreadsheets(t *testing.T) {
	h := newSmall(t)
	for _, c := range [][3]string{
		{"genitori.csv", "cf;cognome;nome;telefono\nRSSMRA80A01H501U;Rossi;Mario;3,33E+09\n", "telefono: Il foglio di calcolo ha trasformato"},
		{"genitori.csv", "cf;cognome;nome\n1,23E+10;Rossi;Mario\n", "cf: Il foglio di calcolo ha trasformato"},
		{"genitori.csv", "cf;cognome;nome;cap\nRSSMRA80A01H501U;Rossi;Mario;9010\n", "cap: Il CAP ha 5 cifre. Se comincia con zero"},
		{"movimenti.csv", "alunno;giorno;importo;descrizione\n12;1/9/2026;5,00;Credito\n", "alunno: Questo alunno non c'è"},
	} {
		piece, wrong := pieceOf(t, c[0], c[1], nil)
		result, err := h.Rehearse(t.Context(), tenant, piece)
		if err != nil {
			t.Fatal(err)
		}
		if got := wrong[2] + result.Wrong[2]; !strings.HasPrefix(got, c[2]) || c[0] == "movimenti.csv" && !strings.Contains(got, "zero") {
			t.Errorf("%s: %q", c[1], got)
		}
	}
}

// Goal: what a row repeats is found over the whole file, also when the rows are stored apart, and rows that are stored
// together share a group. Method: pupils with one badge, one pupil twice, marks of two registers.
func TestScanFindsWhatRepeats(t *testing.T) {
	_, wrong := pieceOf(t, "alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;badge;genitore_pagante\n"+
		"A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;7;RSSMRA80A01H501U\nA1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;7;RSSMRA80A01H501U\n"+
		"A2;GRRLCU15T10H501C;Greco;Luca;10/12/2015;7;RSSMRA80A01H501U\n", nil)
	if !strings.HasPrefix(wrong[3], "Questa riga ripete la riga 2") || wrong[4] == "" {
		t.Errorf("%v", wrong)
	}
	kind, _ := KindOf("presenze.csv")
	scan, err := NewScan(kind, kind.Lay([]string{"giorno", "classe", "alunno", "stato"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string]uint64{}
	for n, cells := range [][]string{{"12/11/2026", "1A", "A1", "P"}, {"2026-11-12", "1A", "A2", "P"}, {"12/11/2026", "1B", "A3", "P"}} {
		why, group := scan.Row(Row{n + 2, cells}, nil)
		if why != "" {
			t.Error(why)
		}
		groups[cells[2]] = group
	}
	if groups["A1"] != groups["A2"] || groups["A1"] == groups["A3"] {
		t.Errorf("%v", groups)
	}
}
