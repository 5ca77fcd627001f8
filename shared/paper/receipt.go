package paper

import (
	"io"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
)

// Receipt is what a parent keeps of a payment (quietanza): pagoPA's receipt in the Comune's words.
type Receipt struct {
	Creditor Creditor
	Payment  pagopa.Receipt
	// ReceivedAt stands for the moment of the payment when pagoPA tells neither it nor its day.
	ReceivedAt time.Time
}

// row is a line of the receipt: what, and its value.
type row struct{ label, value string }

// WriteReceipt draws a payment receipt as a PDF of one page, with the data that SANP asks of a
// creditor's receipt. The error is that of w.
func WriteReceipt(w io.Writer, r Receipt) error {
	s := newSheet("Ricevuta di pagamento "+r.Payment.NoticeNumber.Grouped(), r.Creditor.Name, r.day())
	s.receiptHeader(r)
	y := s.table(99, "Il pagamento", r.paymentRows())
	y = s.table(y+7, "Chi deve e chi ha pagato", r.peopleRows())
	if len(r.Payment.Transfers) > 1 {
		y = s.table(y+7, "Come si divide l'importo", r.transferRows())
	}
	s.paragraph(marginLeft, y+8, width, 3, style{size: 8.5, ink: grey},
		"Questa ricevuta riporta i dati della ricevuta telematica di pagoPA, conservata dall'Ente Creditore.")
	return s.close(w)
}

// receiptHeader is the top of the page: who was paid, what for and how much.
func (s *sheet) receiptHeader(r Receipt) {
	s.text(marginLeft, 12, column, style{size: 10, bold: true, ink: grey}, "Ricevuta di pagamento")
	s.right(rightColumn, 11, column, style{size: 15, bold: true, ink: black}, "pagoPA")
	title := style{size: 20, bold: true, ink: black}
	s.paragraph(marginLeft, 19, width, 2, title, cut(r.Payment.Description, 140))
	s.rule(marginLeft, 40, width)
	y := s.party(marginLeft, 43, textCreditor, r.Creditor.FiscalCode)
	y = s.text(marginLeft, y, column, style{size: 12, bold: true, ink: black}, r.Creditor.Name)
	y = s.text(marginLeft, y, column, style{size: 9, ink: black}, r.Creditor.Department)
	s.paragraph(marginLeft, y, column, 2, style{size: 9, ink: black}, r.Creditor.Info)
	const top = 69.0
	s.box(marginLeft, top, width, 22, pale)
	s.text(marginLeft+bandInset, top+3, column, style{size: 9, bold: true, ink: grey}, "Importo pagato")
	amount := style{size: 24, bold: true, ink: black}
	s.text(marginLeft+bandInset, top+8, column, amount, r.Payment.Amount.String())
	s.text(rightColumn, top+3, column, style{size: 9, bold: true, ink: grey}, "Data del pagamento")
	s.text(rightColumn, top+9, column-bandInset, style{size: 17, bold: true, ink: black}, r.when())
}

// table draws rows under a title and returns the y below them.
func (s *sheet) table(y float64, title string, rows []row) float64 {
	y = s.text(marginLeft, y, width, style{size: 12, bold: true, ink: black}, title) + 2
	for _, line := range rows {
		s.rule(marginLeft, y, width)
		s.text(marginLeft, y+1.8, 58, style{size: 9, ink: grey}, line.label)
		y = s.paragraph(76, y+1.5, marginRight-76, 2, style{size: 10, bold: true, ink: black}, line.value) + 1.5
	}
	return y
}

func (r Receipt) paymentRows() []row {
	p := r.Payment
	rows := []row{
		{"Codice avviso", p.NoticeNumber.Grouped()},
		{"Identificativo univoco di versamento (IUV)", p.CreditorReferenceID},
		{"Identificativo univoco del pagamento", p.ReceiptID},
		{"Prestatore del servizio (PSP)", p.PSPName},
		{"Codice del PSP", p.PSPID},
		{"Codice fiscale del PSP", p.PSPFiscalCode},
		{"Strumento di pagamento", methodName(p.PaymentMethod)},
		{"Commissione del PSP, oltre all'importo", ""},
	}
	if p.Fee > 0 {
		rows[len(rows)-1].value = p.Fee.String()
	}
	return known(rows)
}

// peopleRows keeps debtor and payer apart: pagoPA need not know the second.
func (r Receipt) peopleRows() []row {
	var rows []row
	if debtor := r.Payment.Debtor; debtor != nil {
		rows = append(rows, row{"Intestatario dell'avviso", debtor.FullName})
		rows = append(rows, row{"Codice fiscale", debtor.FiscalCode})
	}
	if payer := r.Payment.Payer; payer != nil {
		rows = append(rows, row{"Pagato da", payer.FullName})
	} else {
		rows = append(rows, row{"Pagato da", "Non indicato da pagoPA"})
	}
	return known(rows)
}

func (r Receipt) transferRows() []row {
	var rows []row
	for _, t := range r.Payment.Transfers {
		rows = append(rows, row{t.Amount.String(), t.Remittance})
	}
	return rows
}

// known drops the rows without a value.
func known(rows []row) []row {
	var kept []row
	for _, r := range rows {
		if r.value != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

// day is the civil day of the payment.
func (r Receipt) day() calendar.Day {
	switch {
	case !r.Payment.PaidAt.IsZero():
		return calendar.DayOf(r.Payment.PaidAt)
	case !r.Payment.ApplicationDate.IsZero():
		return r.Payment.ApplicationDate
	default:
		return calendar.DayOf(r.ReceivedAt)
	}
}

// when is the day of the payment, with the hour when pagoPA tells it.
func (r Receipt) when() string {
	if r.Payment.PaidAt.IsZero() {
		return r.day().Italian()
	}
	return r.day().Italian() + ", ore " + calendar.ItalianTime(r.Payment.PaidAt)
}

// methodName is pagoPA's payment method in Italian; a code that is not known stays as it is.
func methodName(code string) string {
	names := map[string]string{
		"creditCard": "Carta di pagamento", "cash": "Contanti", "bankTransfer": "Bonifico",
		"directDebit": "Addebito diretto", "other": "Altro",
	}
	if name, found := names[code]; found {
		return name
	}
	return code
}
