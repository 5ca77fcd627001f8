package paper_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/paper"
)

func paid() paper.Receipt {
	return paper.Receipt{
		Creditor: sample().Creditor,
		Payment: pagopa.Receipt{
			ReceiptID: "c110729d258c4ab1b765fe902aae41d6", NoticeNumber: "302202500000012356",
			CreditorFiscalCode: "77777777777", CreditorReferenceID: "02202500000012356", Amount: 4500,
			Description: "Ricarica mensa scolastica", PSPID: "88888888888", PSPName: "Banca di Prova S.p.A.",
			PaymentMethod: "creditCard", Fee: 100,
			PaidAt: time.Date(2026, time.November, 22, 17, 48, 0, 0, calendar.Rome()),
			Debtor: &pagopa.Subject{FiscalCode: "RSSMRA80A01H501U", FullName: "Niccolò D'Angelo"},
			Payer:  &pagopa.Subject{FiscalCode: "VRDLGU82C50H501R", FullName: "Giulia Verdi"},
		},
	}
}

// textOf draws a receipt and reads it back.
func textOf(t *testing.T, r paper.Receipt) string {
	t.Helper()
	var pdf bytes.Buffer
	if err := paper.WriteReceipt(&pdf, r); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "receipt.pdf")
	if err := os.WriteFile(path, pdf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	text := run(t, "poppler-utils", "pdftotext", "-layout", path, "-")
	return strings.Join(strings.Fields(text), " ")
}

func TestReceiptHasTheMinimumSet(t *testing.T) {
	// Goal: every datum that SANP asks of a creditor's receipt is there. Method: pdftotext.
	text := textOf(t, paid())
	for _, want := range []string{
		"22/11/2026, ore 17:48", "Comune di Vallechiara", "77777777777", "02202500000012356",
		"3022 0250 0000 0123 56", "Banca di Prova S.p.A.", "88888888888", "45,00 €", "1,00 €",
		"c110729d258c4ab1b765fe902aae41d6", "Ricarica mensa scolastica", "Carta di pagamento", "Giulia Verdi",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the receipt:\n%s", want, text)
		}
	}
}

func TestReceiptWithoutOptionalData(t *testing.T) {
	// Goal: the bare receipt of a stand-in prints too, with the day that is known. Method: pdftotext.
	r := paid()
	r.Payment.PaidAt, r.Payment.Payer, r.Payment.Fee, r.Payment.PaymentMethod = time.Time{}, nil, 0, ""
	r.ReceivedAt = time.Date(2026, time.November, 23, 1, 0, 0, 0, calendar.Rome())
	text := textOf(t, r)
	if !strings.Contains(text, "23/11/2026") || !strings.Contains(text, "Non indicato da pagoPA") ||
		strings.Contains(text, "Commissione") {
		t.Errorf("the bare receipt says:\n%s", text)
	}
}
