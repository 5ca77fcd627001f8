package papertest

import (
	"io"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/paper"
)

// accounts are receipts, accounting documents and statements.
func accounts() []Sample {
	bare, extreme := Receipt(), Receipt()
	bare.Payment.PaidAt, bare.Payment.Payer, bare.Payment.Transfers = time.Time{}, nil, nil
	bare.Payment.Fee, bare.Payment.PaymentMethod, bare.Payment.PSPFiscalCode = 0, "", ""
	bare.ReceivedAt = time.Date(2026, time.November, 23, 1, 0, 0, 0, calendar.Rome())
	extreme.Creditor, extreme.Payment.Description, extreme.Payment.PSPName = extremeCreditor(), longText, longText
	extreme.Payment.Amount, extreme.Payment.ReceiptID = money.Max, longText
	extreme.Payment.Debtor = &pagopa.Subject{FiscalCode: "ANONIMO", FullName: longText}
	for i := range extreme.Payment.Transfers {
		extreme.Payment.Transfers[i].Remittance = longText
	}
	long := Document()
	long.Recipient, long.Creditor = extremePerson(), extremeCreditor()
	long.Period, long.Note = longText, longText
	for range 60 {
		long.Lines = append(long.Lines, paper.Line{
			Description: longText, Quantity: 1_000_000, Price: 99_999_99, Amount: 1_000_000_00,
			VAT: paper.VAT{Exempt: longText},
		})
	}
	long.Stamp = paper.StampFor(long.Lines, "n. 4567 del 02/01/2025")
	topUps, none := Statement(0), Statement(0)
	topUps.Only, none.Only = "Ricariche", "Ricariche"
	topUps.Entries = []paper.Movement{{Day: day(time.March, 1), Description: longText, Amount: 50_00}}
	return []Sample{
		{Name: "estratto-ricariche", Write: func(w io.Writer) error { return paper.WriteStatement(w, topUps) }},
		{Name: "estratto-niente", Write: func(w io.Writer) error { return paper.WriteStatement(w, none) }},
		{Name: "ricevuta", Write: func(w io.Writer) error { return paper.WriteReceipt(w, Receipt()) }},
		{Name: "ricevuta-minima", Write: func(w io.Writer) error { return paper.WriteReceipt(w, bare) }},
		{Name: "ricevuta-estrema", Write: func(w io.Writer) error { return paper.WriteReceipt(w, extreme) }},
		{Name: "documento", Write: func(w io.Writer) error { return paper.WriteDocument(w, Document()) }},
		{Name: "documento-estremo", Write: func(w io.Writer) error { return paper.WriteDocument(w, long) }},
		{Name: "nota-di-credito", Write: func(w io.Writer) error { return paper.WriteDocument(w, CreditNote()) }},
		{Name: "estratto-vuoto", Write: func(w io.Writer) error { return paper.WriteStatement(w, Statement(0)) }},
		{Name: "estratto-anno", Write: func(w io.Writer) error { return paper.WriteStatement(w, Statement(210)) }},
	}
}

// Document is a plain accounting document, with a line under VAT and one without.
func Document() paper.Document {
	lines := []paper.Line{
		{Description: "Pasti consumati, fascia B", Quantity: 34, Price: 4_50, Amount: 153_00, VAT: paper.VAT{Rate: 4}},
		{Description: "Pre-scuola, quota trimestrale", Quantity: 1, Price: 90_00, Amount: 90_00,
			VAT: paper.VAT{Exempt: "Esente art. 10 n. 20 DPR 633/72"}},
	}
	return paper.Document{
		Creditor: Creditor(), Recipient: parent(), Pupil: pupil(), Number: "2026/123", Issued: day(time.November, 3),
		Service: "Servizi scolastici", Period: "settembre–ottobre 2026", Due: day(time.December, 31),
		Notice: "302202500000012356", Lines: lines, Stamp: paper.StampFor(lines, "n. 4567 del 02/01/2025"),
	}
}

// CreditNote takes back a part of an older document.
func CreditNote() paper.Document {
	note := Document()
	note.Number, note.Corrects = "2026/124", paper.Reference{Number: "2026/99", Issued: day(time.October, 3)}
	note.Lines = []paper.Line{
		{Description: "Pasti addebitati due volte", Quantity: 2, Price: 4_50, Amount: 9_00, VAT: paper.VAT{Rate: 4}},
	}
	note.Stamp, note.Due, note.Notice = paper.StampFor(note.Lines, ""), calendar.Day{}, ""
	return note
}

// Statement is a statement with as many entries as asked for: meals, and a top-up every twelve.
func Statement(entries int) paper.Statement {
	s := paper.Statement{
		Creditor: Creditor(), Parent: parent(), Pupil: pupil(), Badge: "A003", Opening: 12_30, Closing: 12_30,
		From: day(time.January, 1), To: day(time.November, 22), Issued: day(time.November, 22),
	}
	for i := range entries {
		entry := paper.Movement{Day: s.From.AddDays(i), Description: "Pasto, fascia B", Amount: -4_50}
		if i%12 == 3 {
			entry.Description, entry.Amount = "Ricarica pagoPA, avviso 3022 0250 0000 0123 56", 50_00
		}
		s.Entries, s.Closing = append(s.Entries, entry), s.Closing+entry.Amount
	}
	return s
}
