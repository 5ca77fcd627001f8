package paper_test

import (
	"errors"
	"io"
	"testing"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/paper/papertest"
)

// Goal: a document says what it is for, how each line is taxed and what it comes to. Method: read it
// back; 153,00 € with 4% are 147,12 € and 5,88 €.
func TestDocumentAddsUp(t *testing.T) {
	expectWords(t, drawn(t, paper.WriteDocument, papertest.Document()),
		"Documento contabile n. 2026/123", "Numero e data n. 2026/123 del 03/11/2026", "Da pagare entro il 31/12/2026",
		"Pasti consumati, fascia B 34 4,50 € 4% 153,00 €", "Esente art. 10 n. 20 DPR 633/72 90,00 €",
		"IVA 4% 147,12 € 5,88 € 153,00 €", "Imposta di bollo (fuori campo IVA) 2,00 €", "Totale 245,00 €",
		"assolta in modo virtuale, autorizzazione n. 4567 del 02/01/2025", "Sofia D'Angelo", "3022 0250 0000 0123 56")
}

// Goal: a credit note names what it corrects and asks for no money. Method: read it back.
func TestCreditNoteNamesTheDocument(t *testing.T) {
	file := drawn(t, paper.WriteDocument, papertest.CreditNote())
	expectWords(t, file, "Nota di credito n. 2026/124", "Corregge il documento n. 2026/99 del 03/10/2026",
		"Totale a credito 9,00 €", "Documento relativo a operazioni soggette a IVA, esente da bollo.")
	refuseWords(t, file, "Da pagare", "Codice avviso")
}

// Goal: a sum beyond an amount's limit is an error, not a wrong total. Method: two huge lines.
func TestDocumentRefusesAnOverflow(t *testing.T) {
	document := papertest.Document()
	document.Lines[0].Amount, document.Lines[1].Amount = money.Max, money.Max
	if err := paper.WriteDocument(io.Discard, document); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("error %v", err)
	}
}

// Goal: stamp duty is due on more than 77,47 € without VAT, and on nothing else. Method: a table.
func TestStampDuty(t *testing.T) {
	exempt, taxed := paper.VAT{Exempt: "Esente art. 10"}, paper.VAT{Rate: 4}
	for name, c := range map[string]struct {
		lines         []paper.Line
		authorisation string
		want          paper.Stamp
	}{
		"above": {[]paper.Line{{Amount: 40_00, VAT: exempt}, {Amount: 37_48, VAT: exempt}}, "n. 1",
			paper.Stamp{Amount: 2_00,
				Wording: "Imposta di bollo di 2,00\u00a0€ assolta in modo virtuale, autorizzazione n. 1."}},
		"no leave": {[]paper.Line{{Amount: 77_48, VAT: exempt}}, "",
			paper.Stamp{Wording: "Documento soggetto a imposta di bollo di 2,00\u00a0€ sull'originale."}},
		"threshold": {[]paper.Line{{Amount: 77_47, VAT: exempt}, {Amount: 500_00, VAT: taxed}}, "n. 1",
			paper.Stamp{Wording: "Importi senza IVA non superiori a 77,47\u00a0€: imposta di bollo non dovuta."}},
		"taxed": {[]paper.Line{{Amount: 500_00, VAT: taxed}}, "n. 1",
			paper.Stamp{Wording: "Documento relativo a operazioni soggette a IVA, esente da bollo."}},
	} {
		if got := paper.StampFor(c.lines, c.authorisation); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
