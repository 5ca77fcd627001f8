package intake

import (
	"strings"
	"testing"
)

// refusedFile is an event that changes nothing, and what the report says.
type refusedFile struct{ tenant, file, content, column, message string }

func refusedFiles() map[string]refusedFile {
	head := "codice;nome;livello\n"
	return map[string]refusedFile{
		"comma": {tenant, "scuole.csv", "codice,nome,livello\nA,B,primaria\n",
			"", "Le colonne sono separate da virgole"},
		"encoding": {tenant, "scuole.csv", head + "A;Citt\xe0;primaria\n",
			"", "Il file non è in UTF-8"},
		"empty": {tenant, "scuole.csv", "\ufeff \n",
			"", "Il file è vuoto"},
		"missing": {tenant, "scuole.csv", "codice;nome\nA;B\n",
			"livello", "Manca questa colonna"},
		"unknown": {tenant, "scuole.csv", "codice;nome;livello;voto\nA;B;primaria;9\n",
			"voto", "Questa colonna non è prevista"},
		"twice": {tenant, "scuole.csv", "codice;nome;livello;nome\nA;B;primaria;C\n",
			"nome", "Questa colonna è presente due"},
		"no header": {tenant, "genitori.csv", "RSSMRA80A01H501U;Rossi;Mario\n",
			"RSS…01U", "Questa colonna non è prevista"},
		"bytes": {tenant, "scuole.csv", head + strings.Repeat("x", maxBytes),
			"", "Il file supera 5 MB"},
		"rows": {tenant, "scuole.csv", head + strings.Repeat("A;B;primaria\n", maxRows+1),
			"", "Il file supera 50.000"},
		"file name": {tenant, "../voti.csv", head,
			"", "Il nome del file"},
		"stranger": {"c_x999", "scuole.csv", head + "A;B;primaria\n",
			"", "Il Comune non è ancora configurato"},
		"key": {"C#1", "scuole.csv", head + "A;B;primaria\n",
			"", "Il codice del Comune"},
	}
}

// Goal: a file that is no sheet of its kind changes nothing and says why.
// Method: wrong separators, encodings, columns, sizes, names and municipalities.
func TestRefusedFiles(t *testing.T) {
	h := newSmall(t)
	for name, c := range refusedFiles() {
		r, err := h.Load(t.Context(), c.tenant, c.file, c.content)
		if err != nil || r.Written+r.Unchanged != 0 || len(r.Messages) != 1 {
			t.Errorf("%s: %+v, %v", name, r, err)
			continue
		}
		if m := r.Messages[0]; m.Row != 1 || m.Column != c.column || !strings.HasPrefix(m.Message, c.message) {
			t.Errorf("%s: message %+v", name, m)
		}
	}
}
