package paper

import (
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/paper/pdf"
)

// What the codes are, for who cannot see them: all that they hold stands beside them as text.
const (
	altQR     = "Codice QR per pagare con un'app o presso i canali abilitati: contiene il codice avviso e l'importo"
	altMatrix = "Codice DataMatrix per pagare in un ufficio postale: contiene i dati del bollettino"
)

// The module of the payment data.
const (
	bankTop = 145.0
	qrSize  = 25.0 // AVVISI: 25x25 mm
)

// noticeBank is the module for banks and every other channel: the data and the QR code.
func (s *sheet) noticeBank(n Notice) error {
	payload, err := pagopa.QRPayload(n.Number, n.Creditor.FiscalCode, n.Amount)
	if err != nil {
		return err
	}
	s.strip(bankTop, textData, textPortion)
	const top = bankTop + 12
	s.channel(top, "Banche e altri canali", n)
	if err := s.qrCode(square{marginLeft + bandInset, top + 10, qrSize}, altQR, payload); err != nil {
		return err
	}
	s.paragraph(marginLeft, top+38, 36, 5, style{size: 7.5, ink: grey},
		"Il codice QR e il codice avviso valgono su tutti i canali di pagamento abilitati.")

	const x, second = 56.0, 140.0
	y := s.field(x, top+10, 80, textRecipient, cut(n.Recipient.Name, 35))
	y = s.field(x, y, 80, textCreditor, cut(n.Creditor.Name, MaxName))
	y = s.field(x, y, 140, "Oggetto del pagamento", cut(n.Subject, 90))
	s.code(x, y, 80, "Codice Avviso", n.Number.Grouped())
	s.code(second, y, 56, "Cod. Fiscale Ente Creditore", n.Creditor.FiscalCode)
	if n.Creditor.CBILL != "" {
		s.code(second, top+10, 56, "Codice CBILL", n.Creditor.CBILL)
	}
	return nil
}

// The module of the postal slip.
const (
	slipTop    = 218.0
	matrixSize = 26.0
)

// noticeSlip is Poste's slip (Bollettino Postale PA), for a Comune with a postal account.
func (s *sheet) noticeSlip(n Notice) error {
	slip := pagopa.PostalSlip{
		Notice: n.Number, Account: n.Creditor.PostalAccount, Amount: n.Amount,
		CreditorFiscalCode: n.Creditor.FiscalCode, DebtorFiscalCode: n.Recipient.FiscalCode,
		DebtorName: n.Recipient.Name, Subject: n.Subject,
	}
	payload, err := slip.DataMatrixPayload()
	if err != nil {
		return err
	}
	s.rule(marginLeft, slipTop-3, width)
	s.channel(slipTop, "Bollettino Postale PA", n)
	place := square{marginRight - matrixSize - 2, slipTop + 24, matrixSize}
	if err := s.dataMatrix(place, altMatrix, payload); err != nil {
		return err
	}
	const x, second = marginLeft, 84.0
	y := s.code(x, slipTop+10, 66, "sul C/C n.", n.Creditor.PostalAccount)
	s.code(second, slipTop+10, 60, "Importo", n.Amount.String())
	y = s.field(x, y, 150, "Intestato a", n.Creditor.Name)
	y = s.field(x, y, 140, textRecipient, cut(n.Recipient.Name, 35))
	y = s.field(x, y, 140, "Oggetto del pagamento", cut(n.Subject, 90))
	s.code(x, y, 66, "Codice Avviso", n.Number.Grouped())
	s.code(second, y, 20, "Tipo", "P1")
	s.code(second+24, y, 56, "Cod. Fiscale Ente Creditore", n.Creditor.FiscalCode)
	codeline, err := slip.Codeline()
	if err != nil {
		return err
	}
	s.text(marginLeft, 277, 150, style{size: 8, ink: grey}, n.Creditor.PostalLeave)
	s.right(marginLeft, 283, width, style{size: 10, ink: black}, codeline)
	return nil
}

// strip is the black line that opens the payment data.
func (s *sheet) strip(y float64, title, note string) {
	s.box(marginLeft, y, width, 8, black)
	s.text(marginLeft+bandInset, y+1.6, 70, style{size: 11, bold: true, ink: white, tag: pdf.Heading2}, title)
	s.right(90, y+2.2, marginRight-90-bandInset, style{size: 8.5, ink: white}, note)
}

// channel heads the data of one channel with the amount and, if there is one, the due date.
func (s *sheet) channel(y float64, title string, n Notice) {
	s.text(marginLeft, y, 80, style{size: 12, bold: true, ink: black, tag: pdf.Heading2}, title)
	const amountRoom = 46.0
	strong := style{size: 12, bold: true, ink: black}
	if !n.DueDate.IsZero() {
		s.right(95, y, marginRight-amountRoom-95, strong, textBy+n.DueDate.Italian())
	}
	s.right(marginRight-amountRoom, y, amountRoom, strong, n.Amount.String())
}

// field is a small label over a value, and returns the y of the next one.
func (s *sheet) field(x, y, room float64, label, value string) float64 {
	y = s.text(x, y, room, style{size: 8, ink: grey}, label)
	return s.text(x, y, room, style{size: 10, bold: true, ink: black}, value) + 1.5
}

// code is field for what people copy by hand: larger figures.
func (s *sheet) code(x, y, room float64, label, value string) float64 {
	y = s.text(x, y, room, style{size: 8, ink: grey}, label)
	return s.text(x, y, room, style{size: 12, bold: true, ink: black}, value) + 1.5
}
