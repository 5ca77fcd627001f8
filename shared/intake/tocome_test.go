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

// Goal: no two pupils have one fiscal code or badge, also when the other one was stored before, and no pupil has an adult's code.
// Method: load a second pupil with the code of the first, with an adult's, with the badge of the first, then with neither.
func TestWhatOnePupilAloneHas(t *testing.T) {
	h := newSmall(t)
	const head = "codice;codice_fiscale;cognome;nome;data_nascita;badge;genitore_pagante\n"
	h.takes(t, "alunni.csv", head+"A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;B-1;RSSMRA80A01H501U\n", true)
	for row, want := range map[string]string{
		"FOXDAA16P54L219N;Fo;Ada;14/09/2016;B2": "2 codice_fiscale: Un altro alunno, o un adulto, ha già",
		"VRDFNC85A41H501G;Fo;Ada;14/09/2016;B2": "2 codice_fiscale: Un altro alunno, o un adulto, ha già",
		"11111111115;Fo;Ada;14/09/2016;B1":      "2 badge: Un altro alunno ha già questo badge",
	} {
		expectMessages(t, h.mustLoad(t, "alunni.csv", head+"A2;"+row+";RSSMRA80A01H501U\n"), []string{want})
	}
}

// Goal: money is of a day that an account shows, or on which the office may have been paid. Method: a movement of four school
// years ago and one of three, a payment of last year's first day and of tomorrow.
func TestDaysTooLongAgo(t *testing.T) {
	h := newSmall(t)
	h.mustLoad(t, "documenti.csv", documentHead+documentRow("1", ";;;;;;;"))
	for _, c := range [][3]string{
		{"movimenti.csv", "alunno;giorno;importo;descrizione\nA1;31/08/2023;5,00;Saldo\n", "2 giorno: I conti mostrano i movimenti dal settembre 2023"},
		{"movimenti.csv", "alunno;giorno;importo;descrizione\nA1;01/09/2023;5,00;Saldo\n", ""},
		{"variazioni.csv", "documento;operazione;data;modo\n1;incasso;23/11/2026;contanti\n", "2 data: Il giorno del pagamento va da un anno fa a oggi"},
		{"variazioni.csv", "documento;operazione;data;modo\n1;incasso;01/01/2025;contanti\n", "2 data: Il giorno del pagamento va da un anno fa a oggi"},
		{"variazioni.csv", "documento;operazione;data;modo\n1;incasso;22/11/2026;contanti\n", ""},
	} {
		var want []string
		if c[2] != "" {
			want = []string{c[2]}
		}
		expectMessages(t, h.mustLoad(t, c[0], c[1]), want)
	}
}
