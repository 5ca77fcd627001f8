package intake

import (
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/school"
)

// notices returns the payer's notices.
func (h tested) notices(t *testing.T) []billing.Position {
	t.Helper()
	rows, err := h.Documents.(billing.Store).ListOf(t.Context(), tenant, school.GuardianID(peopleKey, "RSSMRA80A01H501U"))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

const documentHead = "numero;data;servizio;alunno;genitore;descrizione;importo;scadenza;pagabile_dopo_scadenza;" +
	"quota1_ente;quota1_nome;quota1_iban;quota1_tassonomia;quota1_importo;quota2_importo\n"

// documentRow is a row of a document with what follows its amount.
func documentRow(number, rest string) string {
	return number + ";01/10/2026;trasporto;A1;RSSMRA80A01H501U;Trasporto scolastico;120,00;" + rest + "\n"
}

const union = "66666666666;Unione dei Comuni;IT63 O056 9611 1000 0000 9876 543;9/0107102SP/;"

// Goal: shares of other creditors, the strict due day and the account of each service enter a notice; what
// is told by halves is refused by row and column. Method: one good row of each sort among bad ones, twice.
func TestSharesOfDocuments(t *testing.T) {
	h := newSmall(t)
	h.mustLoad(t, "comune.csv", "chiave;valore\niban_trasporto;IT30N0103076271000001823603\n")
	content := documentHead +
		documentRow("1", "30/11/2026;no;"+union+"30,00;") + documentRow("2", ";;;;;;;") +
		documentRow("3", ";no;;;;;;") + documentRow("4", ";;"+union+";") +
		documentRow("5", ";;;;;;;5,00") + documentRow("6", ";;"+union+"120,00;") +
		documentRow("7", ";;6;x;IT63O0569611100000009876544;9;1,00;")
	for _, want := range []int{2, 0} {
		r := h.mustLoad(t, "documenti.csv", content)
		if r.Written != want {
			t.Errorf("%d rows written, want %d: %+v", r.Written, want, r.Messages)
		}
		expectMessages(t, r, []string{
			"4 scadenza: Serve una scadenza", "5 quota1_ente: Di una quota servono", "6 quota1_ente: Di una quota servono",
			"7 : Le quote di altri enti", "8 quota1_ente: Il codice fiscale di un ente",
			"8 quota1_iban: L'IBAN ha un errore", "8 quota1_tassonomia: Il codice di tassonomia",
		})
	}
	for _, p := range h.notices(t) {
		own := p.Transfers[0]
		if own.IBAN != "IT30N0103076271000001823603" {
			t.Errorf("the municipality's own part goes to %s", own.IBAN)
		}
		if len(p.Transfers) == 1 {
			continue
		}
		if !p.Strict || own.Amount != 9000 || p.Transfers[1].Amount != 3000 || p.Transfers[1].FiscalCode != "66666666666" {
			t.Errorf("shared: %+v", p)
		}
	}
}

// Goal: the office changes, withdraws and closes notices by file, once however often it is loaded, and what
// does not fit is told by row and column. Method: three documents, one file, loaded twice.
func TestChangesOfDocuments(t *testing.T) {
	h := newSmall(t)
	rest := ";;;;;;;"
	h.mustLoad(t, "documenti.csv", documentHead+documentRow("1", rest)+documentRow("2", rest)+documentRow("3", rest))
	content := "documento;operazione;importo;data;modo\n1;importo;100,01;;\n2;annullo;;;\n3;Incasso;;19/11/2026;Contanti\n" +
		"9;annullo;;;\n10;sconto;;;\n11;importo;;;\n12;incasso;;;carta\n13;incasso;;19/11/2026;\n14;incasso;;19/11/2026;oro\n"
	for _, want := range []int{3, 0} {
		r := h.mustLoad(t, "variazioni.csv", content)
		if r.Written != want || r.Unchanged != 3-want {
			t.Errorf("%d rows written, want %d: %+v", r.Written, want, r.Messages)
		}
		expectMessages(t, r, []string{
			"5 documento: Nessun documento", "6 operazione: L'operazione è", "7 importo: Serve il nuovo importo",
			"8 data: Serve il giorno", "9 modo: Serve il modo", "10 modo: Il modo è",
		})
	}
	for _, p := range h.notices(t) {
		want := map[string]billing.State{"1": billing.Open, "2": billing.Cancelled, "3": billing.Paid}[p.Document]
		if p.State != want || p.Revision != 1 || (p.Document == "1") != (p.Amount == 10001) {
			t.Errorf("notice of document %s: %+v", p.Document, p)
		}
		if p.Document == "3" && (p.Payment == nil || !p.Payment.Elsewhere || p.Payment.Method != billing.Cash) {
			t.Errorf("paid elsewhere: %+v", p.Payment)
		}
	}
	again := h.mustLoad(t, "variazioni.csv", "documento;operazione;importo\n3;importo;5,00\n")
	if again.Rejected != 1 || !strings.Contains(again.Messages[0].Message, "è stato pagato o annullato") {
		t.Errorf("of a paid one: %+v", again)
	}
}
