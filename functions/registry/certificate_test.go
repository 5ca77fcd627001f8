package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web/webtest"
)

// AllOf is what the parent paid: two services for one pupil in 2026, one on the
// last evening of 2025 in Rome, and what is not paid.
func (office) AllOf(context.Context, string, string) ([]billing.Position, error) {
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

// RefundsOf is one refund of what the parent paid in 2026.
func (office) RefundsOf(context.Context, string, string) ([]certificate.Refund, error) {
	return []certificate.Refund{{
		ID: "r1", Pupil: "A001", Year: 2026, Day: calendar.NewDay(2026, 11, 2), Amount: 650, Note: "Pasti non goduti",
	}}, nil
}

func (o office) OppositionsOf(context.Context, string, string) ([]certificate.Opposition, error) {
	if o.asked == nil || o.asked.opposed == "" {
		return nil, nil
	}
	return []certificate.Opposition{{Year: 2026, Pupil: "A001", Choices: []certificate.Choice{
		{Opposed: true, At: webtest.Now()},
	}}}, nil
}

func (o office) Oppose(_ context.Context, _, _ string, year int, pupil string, opposed bool) error {
	o.asked.opposed = fmt.Sprint(year, pupil, opposed)
	return nil
}

func (o office) Newest(context.Context, string, string, int, string) (certificate.Certificate, error) {
	if o.asked == nil {
		return certificate.Certificate{}, nil
	}
	return o.asked.issued, nil
}

func (o office) Issue(
	_ context.Context, _, _, pupil string, content certificate.Content,
) (certificate.Certificate, error) {
	o.asked.issued = certificate.Certificate{
		Content: content, PupilID: pupil, Serial: 12, Issued: calendar.NewDay(2026, 11, 22), Code: knownCode,
	}
	return o.asked.issued, nil
}

// knownCode is the code of the one certificate that the office knows.
const knownCode = "ABCDEFGHIJKLMNOP"

func (o office) Verify(_ context.Context, _, code string) (certificate.Verified, error) {
	if code != knownCode {
		return certificate.Verified{}, problem.Missing()
	}
	return certificate.Verified{Certificate: certificate.Certificate{
		Serial: 12, Issued: calendar.NewDay(2026, 11, 22), Code: code, Content: certificate.Content{
			Year: 2026, Expense: certificate.Expense{Paid: 10650, Refunded: 650, Total: 10000},
			Payer: certificate.Person{FullName: "Maria Bianchi", FiscalCode: "BNCMRA85A41A794Y"},
		},
	}}, nil
}

// Goal: payments count in the calendar year of Rome in which they were made; open
// and cancelled notices nowhere. Method: read the list, then one year of it.
func TestCertificates(t *testing.T) {
	h := newHandler(t, office{})
	webtest.Get(h, "/anagrafica/attestazioni").Expect(t, http.StatusOK,
		"106,50 €", "−6,50 €", "50,00 €", "150,00 €", "Provvisoria", "Pronta", "Maria Bianchi")
	webtest.Get(h, "/anagrafica/attestazioni?anno=2025").Expect(t, http.StatusOK, "Totale 50,00 €")
	webtest.Get(h, "/anagrafica/attestazioni?anno=2024").Expect(t, http.StatusOK, "Nessun pagamento nel 2024")
	webtest.Get(h, "/anagrafica/attestazioni?anno=x").Expect(t, http.StatusBadRequest)
}

// Goal: a certificate says who paid what for whom, by service. Method: read it.
func TestCertificate(t *testing.T) {
	webtest.Get(newHandler(t, office{}), "/anagrafica/attestazioni/2026/A001").Expect(t, http.StatusOK,
		"Attestazione dei pagamenti del 2026", "77777777777", "BNCMRA85A41A794Y", "DNGLEI18B28F839K",
		"Primaria Bosco Verde (primaria)", "RT1", "RT2", "01/01/2026", "106,50 €, 2 pagamenti", "−6,50 €", "ha speso 100,00 €",
		"non ancora assegnato", "esente da imposta di bollo", "nessuna opposizione")
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

// Goal: asking for the file issues the certificate of what was paid, by a form only. Method: send it.
func TestIssue(t *testing.T) {
	o := office{asked: &wishes{}}
	answer := webtest.Post(newHandler(t, o), "/anagrafica/attestazioni/2026/A001", url.Values{})
	if answer.Status != http.StatusSeeOther ||
		answer.Header.Get("Location") != "/anagrafica/attestazioni/2026/A001/attestazione.pdf" {
		t.Errorf("%d to %s", answer.Status, answer.Header.Get("Location"))
	}
	if issued := o.asked.issued; issued.PupilID != "A001" || issued.Total != 10000 || !issued.Provisional {
		t.Errorf("issued %+v", issued)
	}
	webtest.Post(newHandler(t, o), "/anagrafica/attestazioni/2026/A002", url.Values{}).
		Expect(t, http.StatusNotFound)
}

// Goal: the choice about the tax return is explained, recorded and can be taken back. Method: the pages in turn.
func TestOpposition(t *testing.T) {
	o := office{asked: &wishes{}}
	h, path := newHandler(t, o), "/anagrafica/attestazioni/2026/A001"
	webtest.Get(h, path+"/opposizione").Expect(t, http.StatusOK, "31 dicembre 2026", "16 marzo", "mi oppongo")
	webtest.Post(h, path+"/opposizione", url.Values{"scelta": {"x"}}).Expect(t, http.StatusBadRequest)
	done := webtest.Post(h, path+"/opposizione", url.Values{"scelta": {"opposizione"}})
	if done.Status != http.StatusSeeOther || o.asked.opposed != "2026A001true" {
		t.Errorf("%d, %q", done.Status, o.asked.opposed)
	}
	webtest.Get(h, done.Header.Get("Location")).Expect(t, http.StatusOK,
		"Opposizione registrata", "opposizione registrata il 22/11/2026, ore 18:00")
	webtest.Get(h, path+"/opposizione").Expect(t, http.StatusOK, "ritiro")
	webtest.Get(h, "/anagrafica/attestazioni/2025/A001/opposizione").Expect(t, http.StatusOK, "è passato")
}

// Goal: anybody can verify a code, without a login and without reading a name. Method: known, unknown and
// malformed codes, and the comparison of fiscal codes.
func TestVerify(t *testing.T) {
	h := newHandler(t, office{})
	found := webtest.Get(h, "/verifica?codice=abcd-efgh-ijkl-mnop")
	found.Expect(t, http.StatusOK, "Attestazione autentica", "n. 12/2026", "100,00 €")
	if strings.Contains(found.Body, "BNCMRA85A41A794Y") {
		t.Error("the page names the payer")
	}
	webtest.Get(h, "/verifica").Expect(t, http.StatusOK, "Codice di verifica")
	webtest.Get(h, "/verifica?codice=AAAAAAAAAAAAAAAA").Expect(t, http.StatusOK, "Nessuna attestazione")
	webtest.Get(h, "/verifica?codice=abc").Expect(t, http.StatusBadRequest, "16 caratteri")
	webtest.Post(h, "/verifica", url.Values{
		"codice": {knownCode}, "pagante": {"bncmra85a41a794y"}, "alunno": {"RSSGPP79L04F205X"},
	}).Expect(t, http.StatusOK, "corrisponde", "non corrisponde")
	grouped := webtest.Post(h, "/verifica", url.Values{
		"codice": {knownCode}, "pagante": {"bnc mra-85a41\u00a0a794y"},
	})
	grouped.Expect(t, http.StatusOK, "corrisponde")
	if strings.Contains(grouped.Text(), "non corrisponde") {
		t.Error("a code is another one for its blanks")
	}
}

// Goal: the file is the certificate that was issued, and is missing before. Method: ask before and after.
func TestPrinted(t *testing.T) {
	o := office{asked: &wishes{}}
	h, path := newHandler(t, o), "/anagrafica/attestazioni/2026/A001"
	webtest.Get(h, path+"/attestazione.pdf").Expect(t, http.StatusNotFound)
	done := webtest.Post(h, path, url.Values{})
	answer := webtest.Get(h, done.Header.Get("Location"))
	if answer.Status != http.StatusOK || !strings.HasPrefix(answer.Body, "%PDF-") {
		t.Errorf("status %d, %.20q", answer.Status, answer.Body)
	}
	if name := answer.Header.Get("Content-Disposition"); !strings.Contains(name, "attestazione-2026-12.pdf") {
		t.Errorf("the file is called %s", name)
	}
}
