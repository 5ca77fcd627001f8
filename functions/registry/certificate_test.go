package main

import (
	"context"
	"net/http"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/web/webtest"
)

// ListOf is what the parent paid: two services for one pupil in 2026, one on the
// last evening of 2025 in Rome, and what is not paid.
func (office) ListOf(context.Context, string, string) ([]billing.Position, error) {
	paid := func(number, service string, amount money.Cents, at time.Time) billing.Position {
		p := billing.Position{Pupil: "A001", Service: service, Amount: amount, Description: "Causale"}
		p.State, p.Payment = billing.Paid, &billing.Payment{Receipt: "RT" + number, At: at}
		return p
	}
	rome := calendar.Rome()
	return []billing.Position{
		paid("1", "mensa", 2050, time.Date(2026, 10, 1, 9, 0, 0, 0, rome)),
		paid("2", "trasporto", 8600, time.Date(2026, 1, 1, 0, 30, 0, 0, rome)),
		paid("3", "mensa", 5000, time.Date(2025, 12, 31, 23, 30, 0, 0, rome)),
		{Pupil: "A001", Service: "mensa", Amount: 99900, State: billing.Open},
		{Pupil: "A002", Service: "mensa", Amount: 99900, State: billing.Cancelled},
	}, nil
}

// Goal: payments count in the calendar year of Rome in which they were made; open
// and cancelled notices nowhere. Method: read the list, then one year of it.
func TestCertificates(t *testing.T) {
	h := newHandler(t, office{})
	webtest.Get(h, "/anagrafica/attestazioni").Expect(t, http.StatusOK,
		"106,50 €", "50,00 €", "156,50 €", "Provvisoria", "Pronta", "Maria Bianchi")
	webtest.Get(h, "/anagrafica/attestazioni?anno=2025").Expect(t, http.StatusOK, "Totale 50,00 €")
	webtest.Get(h, "/anagrafica/attestazioni?anno=2024").Expect(t, http.StatusOK, "Nessun pagamento nel 2024")
	webtest.Get(h, "/anagrafica/attestazioni?anno=x").Expect(t, http.StatusBadRequest)
}

// Goal: a certificate says who paid what for whom, by service. Method: read it.
func TestCertificate(t *testing.T) {
	webtest.Get(newHandler(t, office{}), "/anagrafica/attestazioni/2026/A001").Expect(t, http.StatusOK,
		"Attestazione dei pagamenti del 2026", "77777777777", "BNCMRA85A41A794Y", "DNGLEI18B28F839K",
		"Primaria Bosco Verde (primaria)", "RT1", "RT2", "01/01/2026", "106,50 €, 2 pagamenti",
		"2026/A001/01234567", "esente da imposta di bollo")
}

// Goal: without an own payment there is no certificate, whatever the pupil or year.
// Method: years and pupils that the parent did not pay for.
func TestCertificateOfAnother(t *testing.T) {
	h := newHandler(t, office{})
	for _, path := range []string{
		"/2026/A002", "/2024/A001", "/0/A001", "/x/A001", "/2026/%2e%2e%2fA001", "/2026/A001%23",
	} {
		webtest.Get(h, "/anagrafica/attestazioni"+path).Expect(t, http.StatusNotFound)
	}
}
