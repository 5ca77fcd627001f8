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
	// Pupil is for whom the payment was, "" when it is for nobody to say any more.
	Pupil string
}

// WriteReceipt draws a payment receipt as a PDF, with the data that SANP asks of a creditor's
// receipt. The error is that of w.
func WriteReceipt(w io.Writer, r Receipt) error {
	const kind = "Ricevuta di pagamento"
	p := r.Payment
	s, err := newSheet(kind+" "+p.NoticeNumber.Grouped(), r.Creditor.Name, r.day())
	if err != nil {
		return err
	}
	y, err := s.letterhead(r.Creditor, kind+" pagoPA", "Avviso "+p.NoticeNumber.Grouped(), kind)
	if err != nil {
		return err
	}
	y = s.highlight(y, fact{"Importo pagato", p.Amount.String()}, fact{"Data del pagamento", r.when()})
	y = s.facts(y, "Il pagamento", r.paymentFacts()...)
	y = s.facts(y+6, "Per chi è e chi ha pagato", r.peopleFacts()...)
	y = s.transfers(y+6, p)
	s.note(y+4, "Questa ricevuta riporta i dati della ricevuta telematica di pagoPA, conservata dall'Ente Creditore.")
	s.numberPages()
	return s.close(w)
}

func (r Receipt) paymentFacts() []fact {
	p := r.Payment
	fee := ""
	if p.Fee > 0 {
		fee = p.Fee.String()
	}
	return []fact{
		{"Oggetto del pagamento", p.Description},
		{"Codice avviso", p.NoticeNumber.Grouped()},
		{"Identificativo univoco di versamento (IUV)", p.CreditorReferenceID},
		{"Identificativo univoco del pagamento", p.ReceiptID},
		{"Prestatore del servizio (PSP)", p.PSPName},
		{"Codice del PSP", p.PSPID},
		{"Codice fiscale del PSP", p.PSPFiscalCode},
		{"Strumento di pagamento", methodName(p.PaymentMethod)},
		{"Commissione del PSP, oltre all'importo", fee},
	}
}

// peopleFacts keeps debtor and payer apart: pagoPA need not know the second.
func (r Receipt) peopleFacts() []fact {
	debtor, payer := "", "Non indicato da pagoPA"
	if p := r.Payment.Debtor; p != nil {
		debtor = named(p.FullName, p.FiscalCode)
	}
	if p := r.Payment.Payer; p != nil {
		payer = named(p.FullName, p.FiscalCode)
	}
	return []fact{{"Alunno", r.Pupil}, {"Intestatario dell'avviso", debtor}, {"Pagato da", payer}}
}

// transfers lists how the amount is divided, when it is.
func (s *sheet) transfers(y float64, p pagopa.Receipt) float64 {
	if len(p.Transfers) < 2 {
		return y
	}
	y = s.subtitle(y, "Come si divide l'importo")
	var rows [][]string
	for _, t := range p.Transfers {
		rows = append(rows, []string{t.Remittance, t.Category, t.Amount.String()})
	}
	return s.table(y, []heading{
		{title: "Causale", width: 112, naming: true}, {title: "Codice tassonomico", width: 40},
		{title: "Importo", width: 30, amount: true},
	}, rows, 0)
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
