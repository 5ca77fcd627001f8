package intake

import "testing"

// badFile is a file with bad rows among good ones.
type badFile struct {
	file, content string
	written       int
	faults        []string // "row column: beginning of the message"
}

// badFiles follow one upon the other: the good rows of the earlier are stored.
func badFiles() []badFile {
	const enrolments = "alunno;anno;servizio;classe;fascia;dal;al\n"
	return []badFile{
		{"scuole.csv", "codice;nome;livello;limite_assenze\nSEC;Secondaria;secondaria;9:00\n;Due;primaria;\nS 3;Tre;primaria;\n" +
			"S4;Quattro;asilo;\nS5;Cinque;primaria;alle nove\nS6;Sei\nSEC;Ancora;primaria;\n", 1, []string{
			"3 codice: Manca il valore", "4 codice: Il codice può avere", "5 livello: ", "6 limite_assenze: ", "7 : La riga ha 2 celle",
			"8 : Questa riga ripete la riga 2",
		}},
		{"classi.csv", "codice;nome;scuola;giorni_mensa\n1C;1C;SEC;lun\n1D;1D;XXX;lun\n1E;1E;SEC;lunedi' e basta\n", 1, []string{
			"3 scuola: Questa scuola non c'è", "4 giorni_mensa: ",
		}},
		{"tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal;valida_al\n2026/2027;mensa;P2;Fascia 2;5,20;14/09/2026;\n" +
			"2026/2027;piscina;P3;x;5,20;14/09/2026;\n2026/2028;mensa;P4;x;5,20;14/09/2026;\n2026/2027;mensa;P5;x;gratis;14/09/2026;\n" +
			"2026/2027;mensa;P6;x;5,20;14/09/2026;13/09/2026\n2026/2027;mensa;P2;Fascia 2;9,99;14/09/2026;\n2026/2027;mensa;P1;x;9,99;14/09/2026;\n",
			1, []string{
				"3 servizio: Il servizio non è previsto", "4 anno: L'anno scolastico si scrive", "5 importo: ", "6 valida_al: La fine viene prima",
				"7 : Questa riga ripete la riga 2", "8 ",
			}},
		{"genitori.csv", "codice_fiscale;cognome;nome;email;telefono;cap;provincia\nNREGLI80A41H501Z;Neri;Giulia;;;;\n" +
			"RSSMRA80A01H501X;Rossi;Mario;;;;\nRSSMRA80A01H501U;Rossi;Mario;chiocciola;;;\nRSSMRA80A01H501U;Rossi;Mario;;zero;1234;Bergamo\n" +
			"VRDFNC85A41H501G;Verdi;Fran\u200bca;;;;\n", 0, []string{
			"2 codice_fiscale: ", "3 codice_fiscale: ", "4 email: L'indirizzo e-mail", "5 cap: Il CAP", "5 provincia: La provincia", "5 telefono: Il numero",
			"6 nome: C'è un carattere che non si vede",
		}},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;dieta_speciale;genitore_pagante;altri_genitori\n" +
			"A1;FOXDAA16P54L219N;Fo;Adele;14/09/2016;no;RSSMRA80A01H501U;\nA2;11111111115;Fo;Ugo;14/13/2016;no;RSSMRA80A01H501U;\n" +
			"A3;22222222220;Fo;Ugo;14/09/2016;forse;RSSMRA80A01H501U;\nA4;33333333335;Fo;Ugo;14/09/2016;no;CNTGLI88B49F205V;\n" +
			"A5;44444444440;Fo;Ugo;14/09/2016;no;RSSMRA80A01H501U;RSSMRA80A01H501U\n", 1, []string{
			"3 data_nascita: La data non si legge", "4 dieta_speciale: ", "5 genitore_pagante: Il genitore CNT…05V non c'è", "6 altri_genitori: Il genitore ",
		}},
		{"iscrizioni.csv", enrolments + "A1;2026;mensa;1A;P1;14/09/2026;07/06/2027\nZ9;2026;mensa;1A;P1;14/09/2026;08/06/2027\n" +
			"A1;2026;mensa;9Z;P1;15/09/2026;08/06/2027\nA1;2026;mensa;1A;P9;16/09/2026;08/06/2027\nA1;2026;mensa;1A;P1;08/06/2027;14/09/2026\n" +
			"A1;2026;mensa;1A;P1;14/08/2026;08/06/2027\nA1;2026;mensa;1A;P1;01/10/2026;08/06/2027\n", 1, []string{
			"3 alunno: Questo alunno non c'è", "4 classe: Nessuna classe", "5 fascia: Per questa fascia", "6 al: La fine viene prima",
			"7 dal: Il periodo esce", "8 dal: Il periodo si sovrappone",
		}},
		{"calendario.csv", "giorno;scuola;motivo;classe\n07/12/2026;*;Ponte;\n07/12/2026;XXX;Ponte;\n08/12/2026;PRI;Gita;1C\nieri;*;Ponte;\n", 1, []string{
			"3 scuola: Questa scuola non c'è", "4 classe: Questa classe non c'è nella scuola", "5 giorno: La data non si legge",
		}},
		{"messaggi.csv", "codice;scuola;dal;al;titolo;testo\nM1;*;20/11/2026;;Festa;Festa.\nM2;XXX;20/11/2026;;Festa;Festa.\n" +
			"M3;*;20/11/2026;19/11/2026;Festa;Festa.\n", 1, []string{"3 scuola: Questa scuola non c'è", "4 al: L'ultimo giorno viene prima"}},
		{"presenze.csv", "giorno;classe;alunno;stato;motivo\n16/11/2026;1A;A1;P;\n17/11/2026;9Z;A1;P;\n19/11/2026;1A;Z9;P;\n18/11/2026;1A;A1;P;\n" +
			"19/11/2026;1B;A1;P;\n17/11/2026;1A;A1;X;\n12/11/2026;1A;A1;P;scuola\n", 1, []string{
			"3 classe: Nessuna classe", "4 alunno: Questo alunno non c'è", "5 giorno: In questo giorno la mensa non è prevista",
			"6 alunno: In questo giorno l'alunno non è iscritto", "7 stato: ", "8 motivo: Il motivo serve",
		}},
		{"movimenti.csv", "alunno;giorno;importo;descrizione;tipo;genitore;anno_spesa\nA1;14/09/2026;5,00;Saldo;saldo;;\nA1;14/09/2026;0,00;Zero;;;\n" +
			"Z9;14/09/2026;5,00;Saldo;;;\nA1;14/09/2026;5,00;Altro;regalo;;\nA1;20/11/2026;5,00;Rimborso;rimborso;;2026\n", 1, []string{
			"3 importo: L'importo di un movimento", "4 alunno: Questo alunno non c'è", "5 tipo: ", "6 genitore: Un rimborso",
		}},
		{"documenti.csv", "numero;data;servizio;alunno;genitore;descrizione;importo;scadenza;bollo\n" +
			"1;01/10/2026;trasporto;A1;RSSMRA80A01H501U;Bus;120,00;30/11/2026;\n2;01/10/2026;trasporto;A1;RSSMRA80A01H501U;Bus;0,00;;\n" +
			"3;01/10/2026;trasporto;A1;VRDFNC85A41H501G;Bus;120,00;;\n4;01/10/2026;trasporto;A1;RSSMRA80A01H501U;Bus;120,00;30/09/2026;\n" +
			"5;01/10/2026;trasporto;A1;RSSMRA80A01H501U;Bus;50,00;;2,00\n", 1, []string{
			"3 importo: L'importo deve essere maggiore", "4 genitore: Il genitore ", "5 scadenza: La scadenza viene prima", "6 bollo: Il bollo è di 2,00",
		}},
		{"variazioni.csv", "documento;operazione;importo;data;modo\n1;importo;90,00;;\n9;annullo;;;\n1;regalo;;;\n7;importo;;;\n8;incasso;;20/11/2026;\n",
			1, []string{"3 documento: Nessun documento", "4 operazione: L'operazione è", "5 importo: Serve il nuovo importo", "6 modo: Serve il modo"}},
	}
}

// Goal: a bad row is reported by file, row and column, and stops no good one.
// Method: files with bad rows among good ones, for every kind of file and fault.
func TestBadRows(t *testing.T) {
	h := newSmall(t)
	for _, c := range badFiles() {
		r := h.mustLoad(t, c.file, c.content)
		if r.Written != c.written {
			t.Errorf("%s: %d rows written, want %d", c.file, r.Written, c.written)
		}
		expectMessages(t, r, c.faults)
	}
}
