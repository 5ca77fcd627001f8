package intake

import (
	"fmt"
	"strings"
	"testing"
)

// Goal: what a file says has happened has happened: no movement, presence, document or birth is of a day to come, and no date of a
// year that is a slip. Method: rows of today, which is 22/11/2026, of tomorrow and of the year 9999.
func TestDaysToCome(t *testing.T) {
	h := newSmall(t)
	for _, c := range []struct{ file, head, row, column string }{
		{"movimenti.csv", "alunno;giorno;importo;descrizione\n", "A1;%s;5,00;Saldo %[1]s\n", "giorno"},
		{"presenze.csv", "giorno;classe;alunno;stato\n", "%s;1A;A1;P\n", "giorno"},
		{"documenti.csv", "numero;data;servizio;alunno;genitore;descrizione;importo\n",
			"D/1;%s;trasporto;A1;RSSMRA80A01H501U;Trasporto;120,00\n", "data"},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante\n",
			"A1;FOXDAA16P54L219N;Fo;Ada;%s;RSSMRA80A01H501U\n", "data_nascita"},
	} {
		for day, want := range map[string]string{
			"23/11/2026": c.column + ": Questo giorno deve ancora venire", "31/12/9999": c.column + ": L'anno della data va da 1900 a 2099",
			"16/11/2026": "",
		} {
			report := h.mustLoad(t, c.file, c.head+fmt.Sprintf(c.row, day))
			var got []string
			for _, m := range report.Messages {
				got = append(got, m.Column+": "+m.Message)
			}
			if text := strings.Join(got, "; "); !strings.HasPrefix(text, want) || (text == "") != (want == "") {
				t.Errorf("%s of %s: %q, want %q", c.file, day, text, want)
			}
		}
	}
}
