package paper_test

import (
	"errors"
	"io"
	"testing"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/paper/papertest"
)

// Goal: a certificate has what the tax rules ask for, and its total is payments less refunds, without
// what is not traceable. Method: read it back.
func TestCertificateHasWhatTaxRulesAsk(t *testing.T) {
	expectWords(t, drawn(t, paper.WriteCertificate, papertest.Certificate()),
		"Attestazione dei pagamenti 2026", "n. 2027/15 del 12/01/2027",
		"Chi ha pagato Niccolò D'Angelo Cod. fiscale DNGNCL80A01H501U",
		"Per i servizi di Sofia D'Angelo Cod. fiscale DNGSFO17C50H501R Scuola primaria «Gianni Rodari»",
		"Totale pagato nel 2026, tolti i rimborsi 202,50 €",
		"03/02/2026 Refezione scolastica 02202500000012356 c110729d258c4ab1b765fe902aae41d6 50,00 €",
		"Totale Refezione scolastica 95,00 €", "Totale Trasporto scolastico 120,00 €",
		"Totale Tutti i servizi 215,00 €",
		"01/07/2026 Refezione scolastica 2025 −12,50 €", "strumenti tracciabili tramite pagoPA",
		"per 20,00 €, non risultano fatti con strumenti tracciabili e non sono compresi",
		"esente da bollo ai sensi dell'art. 5, comma 1, della Tabella allegata al DPR 642/1972",
		"Codice di verifica 7KQ2-M9XD-41TB", "https://scuola.comune.vallechiara.example/verifica",
		"Dott.ssa Anna Neri", "D.Lgs. 39/1993")
}

// Goal: nothing is said that is not true. Method: a certificate without payments, refunds and code.
func TestCertificateSaysNothingUntrue(t *testing.T) {
	certificate := papertest.Certificate()
	certificate.Payments, certificate.Refunds, certificate.Untraceable = nil, nil, 0
	certificate.Check, certificate.Officer = paper.Verification{}, ""
	file := drawn(t, paper.WriteCertificate, certificate)
	expectWords(t, file, "tolti i rimborsi 0,00 €", "Nel 2026 non ci sono rimborsi.", "Firmato da Ufficio Scuola")
	refuseWords(t, file, "tracciabili", "verifica")
}

// Goal: wrong sums are errors. Method: payments beyond the limit, a link beyond any QR code.
func TestCertificateRefusesWhatItCannotShow(t *testing.T) {
	huge, endless := papertest.Certificate(), papertest.Certificate()
	huge.Payments[0].Amount = money.Max
	endless.Check.Link += string(make([]byte, 5000))
	if err := paper.WriteCertificate(io.Discard, huge); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("huge: %v", err)
	}
	if err := paper.WriteCertificate(io.Discard, endless); !errors.Is(err, paper.ErrSymbol) {
		t.Errorf("endless: %v", err)
	}
}

// Goal: a certificate of several children has the sum of each and of all, less refunds, each payment with its child, and
// the tax rules' words once. Method: read it back; a sum beyond the limit.
func TestFamilyCertificate(t *testing.T) {
	f := papertest.FamilyCertificate()
	f.Payments, f.Refunds, f.Untraceable = nil, nil, 0
	expectWords(t, drawn(t, paper.WriteFamilyCertificate, f),
		"Attestazione unica dei pagamenti 2026", "n. 2027/15 del 12/01/2027", "Per i servizi di Sofia D'Angelo, Matteo D'Angelo",
		"Totale pagato nel 2026, tolti i rimborsi 252,50 €",
		"Sofia D'Angelo DNGSFO17C50H501R 215,00 € −12,50 € 202,50 €", "Matteo D'Angelo DNGMTT19A01H501X 50,00 € 0,00 € 50,00 €",
		"Totale 265,00 € −12,50 € 252,50 €", "Scuola Scuola dell'infanzia Arcobaleno Spesa del 2026 50,00 €",
		"Totale Trasporto scolastico 120,00 €", "per 20,00 €, non risultano fatti con strumenti tracciabili",
		"Nel 2026 non ci sono rimborsi.", "Codice di verifica 7KQ2-M9XD-41TB")
	f.Children[0].Payments[0].Amount = money.Max
	if err := paper.WriteFamilyCertificate(io.Discard, f); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("huge: %v", err)
	}
}
