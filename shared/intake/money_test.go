package intake

import (
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/school"
)

// Goal: a credit note in the same file as its document takes it back, whatever the order of rows, and
// loading twice changes nothing. Method: load, load again, look.
func TestCreditNotes(t *testing.T) {
	h := newSmall(t)
	file := "numero;data;servizio;alunno;genitore;descrizione;importo;iva;bollo;storna;scadenza\n" +
		"2026/2;16/11/2026;mensa;A1;RSSMRA80A01H501U;Storno quota;25,00;4;;2026/1;\n" +
		"2026/1;12/10/2026;mensa;A1;RSSMRA80A01H501U;Quota;25,00;4;;;27/11/2026\n" +
		"2026/3;12/10/2026;doposcuola;A1;RSSMRA80A01H501U;Doposcuola;92,00;Esente art. 10;2,00;;\n" +
		"2026/4;12/10/2026;mensa;A1;RSSMRA80A01H501U;Bollo di troppo;92,00;4;2,00;;\n" +
		"2026/5;12/10/2026;mensa;A1;RSSMRA80A01H501U;Aliquota che non esiste;92,00;7;;;\n"
	if r := h.mustLoad(t, "documenti.csv", file); r.Written != 3 || r.Rejected != 2 {
		t.Fatalf("%+v", r)
	}
	if r := h.mustLoad(t, "documenti.csv", file); r.Unchanged != 3 || r.Rejected != 2 {
		t.Errorf("again: %+v", r)
	}
	payer := school.GuardianID(peopleKey, "RSSMRA80A01H501U")
	bills := h.Documents.(billing.Store)
	document, err := bills.DocumentOf(t.Context(), tenant, payer, "2026-1")
	if err != nil || document.Credited != "2026/2" || document.Tax.Rate != 4 {
		t.Errorf("%+v, %v", document, err)
	}
}

// Goal: a refund in movimenti.csv lowers account and expense; one that lacks payer or year, or is
// larger than what an operator may adjust, is refused. Method: load the rows.
func TestRefunds(t *testing.T) {
	h := newSmall(t)
	file := "alunno;giorno;importo;descrizione;tipo;genitore;anno_spesa\n" +
		"A1;14/09/2026;50,00;Saldo;;;\n" +
		"A1;20/11/2026;15,00;Rimborso pasti;rimborso;RSSMRA80A01H501U;2026\n" +
		"A1;20/11/2026;15,00;Senza pagante;rimborso;;2026\n" +
		"A1;20/11/2026;15,00;Senza anno;rimborso;RSSMRA80A01H501U;\n" +
		"A1;20/11/2026;-15,00;Con segno;rimborso;RSSMRA80A01H501U;2026\n" +
		"A1;20/11/2026;1.000,01;Di troppo;;;\nA1;20/11/2026;-1.000,01;Di troppo, in meno;;;\n"
	if r := h.mustLoad(t, "movimenti.csv", file); r.Written != 2 || r.Rejected != 5 {
		t.Fatalf("%+v", r)
	}
	if r := h.mustLoad(t, "movimenti.csv", file); r.Unchanged != 2 {
		t.Errorf("again: %+v", r)
	}
	refunds, err := h.Refunds.(certificate.Store).RefundsOf(
		t.Context(), tenant, school.GuardianID(peopleKey, "RSSMRA80A01H501U"))
	if err != nil || len(refunds) != 1 || refunds[0].Amount != 1500 || refunds[0].Year != 2026 {
		t.Errorf("%+v, %v", refunds, err)
	}
}

// Goal: a coat of arms of plain shapes is taken, whatever could run or load something is not. Method: the
// demo's, and what an attacker would send.
func TestLogo(t *testing.T) {
	h := newSmall(t)
	good, err := os.ReadFile("../../infra/local/demo/files/stemma.svg")
	if err != nil {
		t.Fatal(err)
	}
	if r := h.mustLoad(t, "stemma.svg", string(good)); r.Written != 1 {
		t.Fatalf("%+v", r)
	}
	if r := h.mustLoad(t, "stemma.svg", string(good)); r.Unchanged != 1 {
		t.Errorf("again: %+v", r)
	}
	if r := h.mustLoad(t, "comune.csv", demoFile(t, "comune.csv")); r.Rejected != 0 {
		t.Errorf("settings after the logo: %+v", r)
	}
	m, err := h.Municipalities.ByID(t.Context(), tenant)
	if err != nil || !strings.HasSuffix(m.LogoPath, ".svg") {
		t.Errorf("logo %q, %v", m.LogoPath, err)
	}
	with := func(part string) string { return strings.Replace(string(good), "</svg>", part+"</svg>", 1) }
	for name, content := range map[string]string{
		"script":  with("<script>alert(1)</script>"),
		"event":   strings.Replace(string(good), "<svg ", `<svg onload="alert(1)" `, 1),
		"link":    with(`<image href="https://example.com/x.png"/>`),
		"foreign": with("<foreignObject><p>x</p></foreignObject>"),
		"style":   with("<style>*{fill:url(https://example.com)}</style>"),
		"entity":  `<!DOCTYPE svg [<!ENTITY a "b">]>` + string(good),
		"large":   with("<!--" + strings.Repeat("x", maxLogo) + "-->"),
		"no SVG":  "hello",
		"a PNG":   base64.StdEncoding.EncodeToString([]byte("\x89PNG")),
	} {
		if r := h.mustLoad(t, "stemma.svg", content); r.Written != 0 || len(r.Messages) != 1 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
