package pagopa_test

import (
	"errors"
	"strings"
	"testing"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

func TestQRPayload(t *testing.T) {
	// Goal: the QR text is pagoPA's. Method: official and derived vectors.
	cases := []struct {
		notice, creditor string
		amount           money.Cents
		want             string
	}{
		{"000000000000000000", "00000000000", 9999, "PAGOPA|002|000000000000000000|00000000000|9999"},
		{"302202500000012356", "77777777777", 4500, "PAGOPA|002|302202500000012356|77777777777|4500"},
		{"302202500000012356", "77777777777", 5, "PAGOPA|002|302202500000012356|77777777777|05"},
		{"302202500000012356", "77777777777", 115, "PAGOPA|002|302202500000012356|77777777777|115"},
		{"302202500000012356", "77777777777", 123456789,
			"PAGOPA|002|302202500000012356|77777777777|123456789"},
		{"302202500000012356", "77777777777", 99999999999,
			"PAGOPA|002|302202500000012356|77777777777|99999999999"},
	}
	for _, c := range cases {
		got, err := pagopa.QRPayload(pagopa.NoticeNumber(c.notice), c.creditor, c.amount)
		if err != nil || got != c.want {
			t.Errorf("QRPayload(%s, %d) = %q, %v", c.notice, c.amount, got, err)
		}
	}
	for _, amount := range []money.Cents{0, -1, money.Max + 1} {
		_, err := pagopa.QRPayload("302202500000012356", "77777777777", amount)
		if !errors.Is(err, pagopa.ErrPayload) {
			t.Errorf("amount %d: %v", amount, err)
		}
	}
}

func TestDataMatrixPayload(t *testing.T) {
	// Goal: the slip's 256 characters are Poste's, field by field. Method: vectors, one with accents.
	slip := pagopa.PostalSlip{
		Notice: "302202500000012356", Account: "1016", Amount: 4500, CreditorFiscalCode: "77777777777",
		DebtorFiscalCode: "RSSMRA80A01H501U", DebtorName: "Mario Rossi",
		Subject: "Servizio mensa scolastica - ricarica n. 2025/000123",
	}
	want := "codfase=NBPA;183022025000000123561200000000101610000000450038961P177777777777" +
		"RSSMRA80A01H501UMARIO ROSSI" + strings.Repeat(" ", 29) +
		"SERVIZIO MENSA SCOLASTICA - RICARICA N. 2025/000123" + strings.Repeat(" ", 59+12) + "A"
	expectSlip(t, slip, want)

	slip.Amount, slip.DebtorName = 115, "Niccolò D'Angelo"
	slip.Subject = "Attività pre-scuola à la carte – città"
	want = "codfase=NBPA;183022025000000123561200000000101610000000011538961P177777777777" +
		"RSSMRA80A01H501UNICCOLO D'ANGELO" + strings.Repeat(" ", 24) +
		"ATTIVITA PRE-SCUOLA A LA CARTE - CITTA" + strings.Repeat(" ", 72+12) + "A"
	expectSlip(t, slip, want)

	slip.DebtorName, slip.Subject = strings.Repeat("è", 60), strings.Repeat("x", 200)
	payload, err := slip.DataMatrixPayload()
	if err != nil || len(payload) != 256 || !strings.HasSuffix(payload, strings.Repeat(" ", 12)+"A") {
		t.Errorf("long texts: %d characters, %v", len(payload), err)
	}
}

// Goal: no letter is lost because a smaller alphabet has not got it. Kind: clean-up by deletion. Method: names with
// letters that are no ASCII letter with an accent, each as debtor and as subject of a slip.
func TestNoLetterIsLostInASmallerAlphabet(t *testing.T) {
	const debtor, subject = 93, 133 // where the fields begin
	for name, plain := range map[string]string{
		"Đorđević Łukasz": "DORDEVIC LUKASZ", "Strauß": "STRAUSS", "Œuvrard Þór Ærø": "OEUVRARD THOR AERO",
		"D’Angelo": "D'ANGELO", "Şeyma Işık": "SEYMA ISIK", "Иван": "IVAN", strings.Repeat("ß", 30): strings.Repeat("S", 40),
	} {
		slip := pagopa.PostalSlip{
			Notice: "302202500000012356", Account: "1016", Amount: 115, CreditorFiscalCode: "77777777777",
			DebtorFiscalCode: "RSSMRA80A01H501U", DebtorName: name, Subject: strings.Repeat(name, 10),
		}
		payload, err := slip.DataMatrixPayload()
		if err != nil || len(payload) != 256 || strings.TrimRight(payload[debtor:subject], " ") != plain ||
			!strings.HasPrefix(payload[subject:], plain) {
			t.Errorf("%q: %q, %v", name, payload, err)
		}
	}
}

func expectSlip(t *testing.T, slip pagopa.PostalSlip, want string) {
	t.Helper()
	got, err := slip.DataMatrixPayload()
	if err != nil || got != want || len(got) != 256 {
		t.Errorf("payload of %d characters, %v:\n%q\nwant\n%q", len(got), err, got, want)
	}
}

func TestDataMatrixPayloadRefusesWhatDoesNotFit(t *testing.T) {
	// Goal: no slip with shifted fields. Method: one field too long at a time.
	good := pagopa.PostalSlip{
		Notice: "302202500000012356", Account: "1016", Amount: 4500, CreditorFiscalCode: "77777777777",
	}
	account, amount, debtor := good, good, good
	account.Account, amount.Amount = "1234567890123", 10_000_000_000
	debtor.DebtorFiscalCode = "RSSMRA80A01H501UX"
	for _, slip := range []pagopa.PostalSlip{account, amount, debtor, {}} {
		if _, err := slip.DataMatrixPayload(); !errors.Is(err, pagopa.ErrPayload) {
			t.Errorf("%+v: %v", slip, err)
		}
	}
}
