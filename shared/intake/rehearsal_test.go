package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"serviziscolastici/shared/dynamo"
)

// pieceOf reads a file of the office as one piece; the rows that are wrong by themselves come apart.
func pieceOf(t *testing.T, name, content string, told map[string]string) (Piece, map[int]string) {
	t.Helper()
	kind, known := KindOf(name)
	if !known {
		t.Fatalf("no kind %s", name)
	}
	format, err := Recognise(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	file, err := Open(strings.NewReader(content), format)
	if err != nil {
		t.Fatal(err)
	}
	layout := kind.Lay(file.Names, told)
	if !layout.Complete() {
		t.Fatalf("%s: %+v", name, layout)
	}
	scan, err := NewScan(kind, layout)
	if err != nil {
		t.Fatal(err)
	}
	piece, wrong := Piece{File: name, Layout: layout}, map[int]string{}
	for {
		row, err := file.Next()
		if errors.Is(err, io.EOF) {
			return piece, wrong
		}
		if why, _ := scan.Row(row, err); why != "" {
			wrong[row.Number] = why
			continue
		}
		piece.Rows = append(piece.Rows, Row{row.Number, layout.Pick(row.Cells)})
	}
}

// Goal: a rehearsal tells of each row what storing then does, and writes nothing; what is stored is unchanged the next
// time. Method: all of the demo's files, each rehearsed, stored, and rehearsed again; the tables are counted.
func TestRehearsalTellsWhatStoringDoes(t *testing.T) {
	h := newLoader(t)
	for _, name := range demoFiles() {
		piece, wrong := pieceOf(t, name, demoFile(t, name), nil)
		if len(wrong) > 0 {
			t.Fatalf("%s: %v", name, wrong)
		}
		before := h.items(t)
		plan, err := h.Rehearse(t.Context(), tenant, piece)
		if err != nil || len(plan.Wrong) > 0 {
			t.Fatalf("%s: %v, %v", name, plan.Wrong, err)
		}
		if after := h.items(t); after != before {
			t.Errorf("%s: the rehearsal wrote %d items", name, after-before)
		}
		for number, outcome := range plan.Outcomes {
			if outcome != Added && (name != "comune.csv" || outcome != Changed) {
				t.Errorf("%s: row %d is %s", name, number, outcome)
			}
		}
		stored, err := h.Store(t.Context(), tenant, piece)
		if err != nil || len(stored.Wrong) > 0 || len(stored.Outcomes) != len(plan.Outcomes) || len(piece.Rows) != len(plan.Outcomes) {
			t.Errorf("%s: %d rows, %d rehearsed, %d stored, %v, %v", name, len(piece.Rows), len(plan.Outcomes),
				len(stored.Outcomes), stored.Wrong, err)
		}
		again, err := h.Rehearse(t.Context(), tenant, piece)
		for number, outcome := range again.Outcomes {
			if err != nil || outcome != Unchanged {
				t.Errorf("%s: row %d is %s once stored, %v", name, number, outcome, err)
			}
		}
	}
}

// items counts what is stored of one municipality and its people in the places that the test files write to.
func (h tested) items(t *testing.T) int {
	t.Helper()
	count := 0
	for _, table := range []dynamo.Table{h.School.Core, h.School.Presence} {
		items, err := dynamo.Query[struct{}](t.Context(), table, dynamo.Municipality(tenant).All())
		if err != nil {
			t.Fatal(err)
		}
		count += len(items)
	}
	return count
}

// Goal: new, changed, unchanged and wrong rows of one file are told apart. Method: one of each for the kinds that store
// rows in different ways.
func TestOutcomesOfRows(t *testing.T) {
	h := newSmall(t)
	h.mustLoad(t, "presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n16/11/2026;1A;A1;P\n")
	h.mustLoad(t, "documenti.csv", documentHead+documentRow("1", ";;;;;;;"))
	for _, c := range []struct {
		name, content string
		outcomes      map[int]Outcome
		wrong         []int
	}{
		{"presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n16/11/2026;1A;A1;A\n17/11/2026;1A;A1;P\n18/11/2026;1A;A1;P\n" +
			"19/11/2026;1A;A1;x\n", map[int]Outcome{2: Unchanged, 3: Changed, 4: Added}, []int{5, 6}},
		{"iscrizioni.csv", "alunno;anno;servizio;classe;fascia;motivo;dal;al\nA1;2026;mensa;1A;P1;ISEE;14/09/2026;08/06/2027\n" +
			"A9;2026;mensa;1A;P1;;14/09/2026;08/06/2027\n", map[int]Outcome{2: Unchanged}, []int{3}},
		{"iscrizioni.csv", "alunno;anno;servizio;classe;fascia;motivo;dal;al\nA1;2026;mensa;1A;P1;;14/09/2026;31/10/2026\n" +
			"A1;2026;mensa;1B;P1;;01/11/2026;08/06/2027\n", map[int]Outcome{2: Changed, 3: Added}, nil},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante;altri_genitori\n" +
			"A1;FOXDAA16P54L219N;Fo;Adele;14/09/2016;RSSMRA80A01H501U;VRDFNC85A41H501G\n", map[int]Outcome{2: Changed}, nil},
		{"documenti.csv", documentHead + documentRow("1", ";;;;;;;") + documentRow("2", ";;;;;;;"),
			map[int]Outcome{2: Unchanged, 3: Added}, nil},
		{"documenti.csv", strings.Replace(documentHead, "scadenza;", "storna;", 1) + documentRow("N3", "3;;;;;;;") + documentRow("3", ";;;;;;;"),
			map[int]Outcome{2: Added, 3: Added}, nil}, // the note of a document of the same file
		{"variazioni.csv", "documento;operazione;importo\n1;importo;90,00\n7;annullo;\n", map[int]Outcome{2: Changed}, []int{3}},
		{"movimenti.csv", "alunno;giorno;importo;descrizione\nA1;14/09/2026;5,00;Credito\nA7;14/09/2026;5,00;Credito\n",
			map[int]Outcome{2: Added}, []int{3}},
	} {
		piece, wrong := pieceOf(t, c.name, c.content, nil)
		result, err := h.Rehearse(t.Context(), tenant, piece)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(wrong, result.Wrong)
		if !maps.Equal(result.Outcomes, c.outcomes) || !slices.Equal(slices.Sorted(maps.Keys(wrong)), c.wrong) {
			t.Errorf("%s: %v, wrong %v", c.content, result.Outcomes, wrong)
		}
	}
}

// Goal: of a row that changes something a rehearsal tells what, by the file's own names: before and after, and nothing of
// a column that the file does without. Method: rows of each kind that can change, each with another value.
func TestChangesAreTold(t *testing.T) {
	h := newSmall(t)
	h.mustLoad(t, "presenze.csv", "giorno;classe;alunno;stato\n16/11/2026;1A;A1;P\n")
	h.mustLoad(t, "genitori.csv", "codice_fiscale;cognome;nome;email\nRSSMRA80A01H501U;Rossi;Mario;mario@example.org\n")
	h.mustLoad(t, "calendario.csv", "giorno;scuola;motivo\n07/12/2026;*;Ponte\n")
	h.mustLoad(t, "messaggi.csv", "codice;scuola;dal;titolo;testo\nM1;*;14/09/2026;Menù;Il menù è cambiato.\n")
	h.mustLoad(t, "menu.csv", "giorno;scuola;portata;piatto;allergeni\n23/11/2026;*;Primo;Pasta;glutine\n23/11/2026;*;Frutta;Mela;\n")
	h.mustLoad(t, "documenti.csv", documentHead+documentRow("1", ";;;;;;;")+documentRow("2", ";;;;;;;")+documentRow("3", ";;;;;;;"))
	for _, c := range []struct {
		name, content string
		changes       map[int]string
	}{
		{"presenze.csv", "Data;Sez;Matricola;Presenza;motivo\n16/11/2026;1A;A1;U;famiglia\n",
			map[int]string{2: "Presenza: P → U; motivo: (vuoto) → famiglia"}},
		{"genitori.csv", "CF;cognome;nome\nRSSMRA80A01H501U;Rosso;Mario\n",
			map[int]string{2: "cognome: Rossi → Rosso"}},
		{"calendario.csv", "giorno;scuola;motivo\n07/12/2026;*;Festa\n", map[int]string{2: "motivo: Ponte → Festa"}},
		{"messaggi.csv", "codice;scuola;dal;al;titolo;testo\nM1;*;15/09/2026;30/11/2026;Menù;Il menù è cambiato.\n",
			map[int]string{2: "dal: 14/09/2026 → 15/09/2026; al: (vuoto) → 30/11/2026"}},
		{"menu.csv", "giorno;scuola;portata;piatto;allergeni\n23/11/2026;*;Primo;Riso;latte\n23/11/2026;*;Frutta;Mela;\n",
			map[int]string{2: "piatto: Pasta → Riso; allergeni: glutine → latte", 3: "dati che non sono in questa riga"}},
		{"classi.csv", "codice;nome;scuola;giorni_mensa\n1A;Prima A;PRI;lun,ven\n", map[int]string{2: "nome: 1A → Prima A; giorni_mensa: lun,mar,gio → lun,ven"}},
		{"iscrizioni.csv", "alunno;anno;servizio;classe;fascia;motivo;dal;al\nA1;2026;mensa;1B;P1;ISEE;14/09/2026;08/06/2027\n",
			map[int]string{2: "classe: 1A → 1B"}},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante\nA1;FOXDAA16P54L219N;Fo;Adele;14/09/2016;VRDFNC85A41H501G\n",
			map[int]string{2: "nome: Ada → Adele; genitore_pagante: RSSMRA80A01H501U → VRDFNC85A41H501G"}},
		{"comune.csv", "chiave;valore\ncredito_basso;12,50\n", map[int]string{2: "valore: 20,00 → 12,50"}},
		{"variazioni.csv", "documento;operazione;nuovo importo;data;modo\n1;importo;90,00;;\n2;annullo;;;\n3;incasso;;20/11/2026;bonifico\n",
			map[int]string{2: "nuovo importo: 120,00 → 90,00", 3: "Avviso: da pagare → annullato",
				4: "Avviso: da pagare → pagato; data: (vuoto) → 20/11/2026; modo: (vuoto) → bonifico"}},
	} {
		piece, wrong := pieceOf(t, c.name, c.content, map[string]string{"SEZ": "classe", "NUOVOIMPORTO": "importo"})
		result, err := h.Rehearse(t.Context(), tenant, piece)
		if err != nil || len(wrong)+len(result.Wrong) > 0 || !maps.Equal(toldOf(result, piece), c.changes) {
			t.Errorf("%s: %v, want %v; wrong %v, %v, %v", c.name, toldOf(result, piece), c.changes, wrong, result.Wrong, err)
		}
	}
}

// toldOf is what the office reads about the changes of a piece.
func toldOf(result Result, p Piece) map[int]string {
	told := map[int]string{}
	for row, change := range result.Changes {
		told[row] = change.Told(p.Layout)
	}
	return told
}

// Goal: a piece that several workers store at the same time has no row that failed: whoever loses looks again, and finds the row
// stored. Method: pupils with new badges, stored six times side by side with a record each.
func TestOnePieceManyWorkers(t *testing.T) {
	h := newSmall(t)
	head, badges := "codice;codice_fiscale;cognome;nome;data_nascita;badge;genitore_pagante\n", ""
	for n, code := range []string{"FOXDAA16P54L219N", "FOXLCU16P14L219P"} {
		badges += fmt.Sprintf("A%d;%s;Fo;Ada;14/09/2016;B%d;RSSMRA80A01H501U\n", n+1, code, n)
	}
	h.mustLoad(t, "alunni.csv", strings.ReplaceAll(head+badges, ";B", ";"))
	piece, _ := pieceOf(t, "alunni.csv", head+badges, nil)
	piece.Noting = func(ctx context.Context, _ []Noted) context.Context { return ctx }
	var workers errgroup.Group
	for range 6 {
		workers.Go(func() error {
			result, err := h.Store(t.Context(), tenant, piece)
			if len(result.Wrong) > 0 {
				t.Errorf("%v", result.Wrong)
			}
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		t.Error(err)
	}
}

// Goal: a presence that the register has already is unchanged, whatever became of the day since: a file that is loaded again has no
// wrong rows. Method: one who ate is absent on a day that a strike closed, loaded twice.
func TestStoredPresenceStaysGood(t *testing.T) {
	h := newSmall(t)
	head := "giorno;classe;alunno;stato\n12/11/2026;1A;A1;"
	h.mustLoad(t, "presenze.csv", head+"P\n")
	h.mustLoad(t, "calendario.csv", "giorno;scuola;motivo\n12/11/2026;*;Sciopero\n")
	for _, want := range []Outcome{Changed, Unchanged} {
		piece, wrong := pieceOf(t, "presenze.csv", head+"A\n", nil)
		plan, err := h.Rehearse(t.Context(), tenant, piece)
		if err != nil || len(wrong)+len(plan.Wrong) > 0 || plan.Outcomes[2] != want {
			t.Errorf("%v, wrong %v, %v", plan.Outcomes, plan.Wrong, err)
		}
		if stored, err := h.Store(t.Context(), tenant, piece); err != nil || len(stored.Wrong) > 0 {
			t.Errorf("%v, %v", stored.Wrong, err)
		}
	}
}
