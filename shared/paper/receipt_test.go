package paper_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/paper/papertest"
)

// Goal: every datum that SANP asks of a creditor's receipt is there, and who paid is not mistaken for
// who owed. Method: read the texts back.
func TestReceiptHasTheMinimumSet(t *testing.T) {
	expectWords(t, drawn(t, paper.WriteReceipt, papertest.Receipt()),
		"22/11/2026, ore 17:48", "Comune di Vallechiara", "Cod. fiscale 77777777777", "02202500000012356",
		"3022 0250 0000 0123 56", "Banca di Prova S.p.A.", "BPPIITRRXXX", "Importo pagato 45,00 €",
		"Commissione del PSP, oltre all'importo 1,00 €", "c110729d258c4ab1b765fe902aae41d6", "Ricarica mensa scolastica",
		"Carta di pagamento", "Intestatario dell'avviso Niccolò D'Angelo, cod. fiscale DNGNCL80A01H501U",
		"Pagato da Giulia Verdi, cod. fiscale VRDGLI82C50H501R", "Trasporto scolastico 9/0101003IM/ 15,00 €")
}

// Goal: the receipt says for which pupil the payment was. Method: read it back.
func TestReceiptSaysForWhom(t *testing.T) {
	receipt := papertest.Receipt()
	receipt.Pupil = "Luca Bianchi"
	expectWords(t, drawn(t, paper.WriteReceipt, receipt), "Alunno Luca Bianchi")
}

// Goal: the bare receipt of a stand-in prints too, with the day that is known. Method: read it back.
func TestReceiptWithoutOptionalData(t *testing.T) {
	receipt := papertest.Receipt()
	receipt.Payment.PaidAt, receipt.Payment.Payer, receipt.Payment.Transfers = time.Time{}, nil, nil
	receipt.Payment.Debtor.FiscalCode = "ANONIMO"
	receipt.Payment.Fee, receipt.Payment.PaymentMethod = 0, ""
	receipt.ReceivedAt = time.Date(2026, time.November, 23, 1, 0, 0, 0, calendar.Rome())
	file := drawn(t, paper.WriteReceipt, receipt)
	expectWords(t, file, "23/11/2026", "Pagato da Non indicato da pagoPA")
	refuseWords(t, file, "Alunno", "Commissione", "Strumento", "divide", "ANONIMO")
}
