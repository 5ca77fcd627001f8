// Package papertest has samples of every paper, plain ones as the demo municipality would issue them
// and extreme ones, for the tests, the checks by other people's tools and the benchmarks.
package papertest

import (
	"io"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/paper"
)

// Sample is a paper to be drawn, and what its codes have to say.
type Sample struct {
	Name       string // of the file, without ".pdf"
	Write      func(io.Writer) error
	QR         string // empty: no QR code
	DataMatrix string // empty: no DataMatrix
}

// Samples returns all samples; every call returns new ones.
func Samples() []Sample {
	return append(notices(), append(accounts(), certificates()...)...)
}

// Creditor is the demo municipality.
func Creditor() paper.Creditor {
	return paper.Creditor{Municipality: municipality.Municipality{
		Name: "Comune di Vallechiara", Office: "Ufficio Scuola", FiscalCode: "77777777777",
		UpperBody: "Regione Lombardia", Address: "Piazza della Libertà 1, 25000 Vallechiara (BS)",
		Email: "scuola@comune.vallechiara.example", Phone: "030 0000000", Website: "comune.vallechiara.example",
		CBILL: "AAAXX",
	}}
}

func parent() paper.Person {
	return paper.Person{
		Name: "Niccolò D'Angelo", FiscalCode: "DNGNCL80A01H501U", Address: "Via Libertà 1, 25000 Vallechiara (BS)",
	}
}

func pupil() paper.Person {
	return paper.Person{Name: "Sofia D'Angelo", FiscalCode: "DNGSFO17C50H501R"}
}

// Notice is a plain notice with a due date.
func Notice() paper.Notice {
	return paper.Notice{
		Creditor: Creditor(), Recipient: parent(), Subject: "Ricarica mensa scolastica",
		Number: "302202500000012356", Amount: 45_00,
		DueDate: day(time.December, 31), IssuedOn: day(time.November, 22),
	}
}

// Receipt is a plain receipt, of a payment with two transfers.
func Receipt() paper.Receipt {
	return paper.Receipt{
		Creditor: Creditor(),
		Payment: pagopa.Receipt{
			ReceiptID: "c110729d258c4ab1b765fe902aae41d6", NoticeNumber: "302202500000012356",
			CreditorFiscalCode: "77777777777", CreditorReferenceID: "02202500000012356", Amount: 45_00,
			Description: "Ricarica mensa scolastica", PSPID: "BPPIITRRXXX", PSPFiscalCode: "88888888888",
			PSPName: "Banca di Prova S.p.A.", PaymentMethod: "creditCard", Fee: 1_00,
			PaidAt: time.Date(2026, time.November, 22, 17, 48, 0, 0, calendar.Rome()),
			Debtor: &pagopa.Subject{FiscalCode: "DNGNCL80A01H501U", FullName: "Niccolò D'Angelo"},
			Payer:  &pagopa.Subject{FiscalCode: "VRDGLI82C50H501R", FullName: "Giulia Verdi"},
			Transfers: []pagopa.Transfer{
				{ID: 1, Amount: 30_00, Remittance: "Refezione scolastica", Category: "9/0101002IM/"},
				{ID: 2, Amount: 15_00, Remittance: "Trasporto scolastico", Category: "9/0101003IM/"},
			},
		},
	}
}

func day(month time.Month, number int) calendar.Day { return calendar.NewDay(2026, month, number) }
