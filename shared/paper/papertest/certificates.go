package papertest

import (
	"io"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/paper"
)

const verifyLink = "https://scuola.comune.vallechiara.example/verifica?codice=7KQ2-M9XD-41TB"

func certificates() []Sample {
	extreme := Certificate()
	extreme.Creditor, extreme.Officer, extreme.School = extremeCreditor(), longText, longText
	extreme.Payer, extreme.Pupil = extremePerson(), extremePerson()
	for i := range 60 {
		extreme.Payments = append(extreme.Payments, paper.CertifiedPayment{
			Day: day(time.January, 1).AddDays(i), Service: longText, IUV: "02202500000012356",
			Receipt: longText, Amount: money.Max / 100,
		})
	}
	extreme.Check.Page = "https://scuola.comune.vallechiara.example/" + longText
	halved := extreme // two of them fit a sum
	halved.Payments = extreme.Payments[:40]
	bare := Certificate()
	bare.Refunds, bare.Untraceable, bare.Check.Link = nil, 0, ""
	return []Sample{
		{Name: "attestazione", QR: verifyLink,
			Write: func(w io.Writer) error { return paper.WriteCertificate(w, Certificate()) }},
		{Name: "attestazione-senza-rimborsi", Write: func(w io.Writer) error { return paper.WriteCertificate(w, bare) }},
		{Name: "attestazione-unica", QR: verifyLink,
			Write: func(w io.Writer) error { return paper.WriteFamilyCertificate(w, FamilyCertificate()) }},
		{Name: "attestazione-unica-estrema", QR: verifyLink,
			Write: func(w io.Writer) error {
				return paper.WriteFamilyCertificate(w, paper.FamilyCertificate{
					Certificate: extreme, Children: []paper.Certificate{halved, Certificate(), halved},
				})
			}},
		{Name: "attestazione-estrema", QR: verifyLink,
			Write: func(w io.Writer) error { return paper.WriteCertificate(w, extreme) }},
	}
}

// Certificate is a plain certificate, of two services, with a refund and an untraceable payment.
func Certificate() paper.Certificate {
	return paper.Certificate{
		Creditor: Creditor(), Officer: "Dott.ssa Anna Neri, responsabile dell'Ufficio Scuola",
		Number: "2027/15", Issued: calendar.NewDay(2027, time.January, 12), Year: 2026,
		Payer: parent(), Pupil: pupil(), School: "Scuola primaria «Gianni Rodari»",
		Payments: []paper.CertifiedPayment{
			{Day: day(time.February, 3), Service: "Refezione scolastica", IUV: "02202500000012356",
				Receipt: "c110729d258c4ab1b765fe902aae41d6", Amount: 50_00},
			{Day: day(time.September, 13), Service: "Trasporto scolastico", IUV: "02202500000012457",
				Receipt: "d220729d258c4ab1b765fe902aae41d7", Amount: 120_00},
			{Day: day(time.November, 22), Service: "Refezione scolastica", IUV: "02202500000012558",
				Receipt: "e330729d258c4ab1b765fe902aae41d8", Amount: 45_00},
		},
		Refunds: []paper.CertifiedRefund{
			{Day: day(time.July, 1), Service: "Refezione scolastica", Year: 2025, Amount: 12_50},
		},
		Untraceable: 20_00,
		Check: paper.Verification{
			Code: "7KQ2-M9XD-41TB", Page: "https://scuola.comune.vallechiara.example/verifica", Link: verifyLink,
		},
	}
}

// FamilyCertificate is one of two children, the second with one payment and nothing back.
func FamilyCertificate() paper.FamilyCertificate {
	first, second := Certificate(), Certificate()
	second.Pupil = paper.Person{Name: "Matteo D'Angelo", FiscalCode: "DNGMTT19A01H501X"}
	second.School = "Scuola dell'infanzia Arcobaleno"
	second.Payments, second.Refunds, second.Untraceable = second.Payments[:1], nil, 0
	return paper.FamilyCertificate{Certificate: Certificate(), Children: []paper.Certificate{first, second}}
}
