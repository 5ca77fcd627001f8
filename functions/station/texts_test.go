package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
)

// worded is a fixture whose texts a test chooses.
type worded struct {
	*fixture
	town        municipality.Municipality
	description string
	guardian    school.Guardian
}

func (w worded) ByCreditor(ctx context.Context, fiscalCode string) (municipality.Municipality, error) {
	m, err := w.fixture.ByCreditor(ctx, fiscalCode)
	m.Name, m.Office = w.town.Name, w.town.Office
	return m, err
}

func (w worded) Find(ctx context.Context, of string, number pagopa.NoticeNumber) (billing.Position, error) {
	position, err := w.fixture.Find(ctx, of, number)
	position.Description = w.description
	for i := range position.Transfers {
		position.Transfers[i].Remittance = w.description
	}
	return position, err
}

func (w worded) Guardian(context.Context, string, string) (school.Guardian, error) {
	return w.guardian, nil
}

// says returns the text of the first element with the name in an answer.
func says(t *testing.T, body, element string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, "<"+element+">")
	text, _, closed := strings.Cut(rest, "</"+element+">")
	if !found || !closed {
		t.Errorf("no %s in %s", element, body)
	}
	return text
}

// questions asks a fixture by each of the three operations and returns the answers by request.
func questions(t *testing.T, w worded) map[string]string {
	t.Helper()
	handler, _ := station(&fixture{})
	handler.Creditors, handler.Positions, handler.Debtors = w, w, w
	answers := map[string]string{}
	for _, element := range []string{"paVerifyPaymentNoticeReq", "paGetPaymentReq", "paGetPaymentV2Request"} {
		answer := post(handler, "", envelope(element, code(openNAV)))
		expect(t, element, answer, http.StatusOK, "<outcome>OK</outcome>")
		answers[element] = answer.Body.String()
	}
	return answers
}

// Goal: Case 15, what the municipality does not have is left out of the answer, never sent empty.
// Method: one without office and a notice without due date, by each question.
func TestCaseOfAbsentFields(t *testing.T) {
	w := worded{&fixture{}, municipality.Municipality{Name: "Comune"}, "Mensa", school.Guardian{
		FiscalCode: "RSSMRA80A01H501U", Name: "Mario", FamilyName: "Rossi",
	}}
	for element, answer := range questions(t, w) {
		if strings.Contains(answer, "officeName") || strings.Contains(answer, "></e") ||
			strings.Contains(answer, "<metadata>") || strings.Contains(answer, "<fault>") {
			t.Errorf("%s: %s", element, answer)
		}
		if hasDue := strings.Contains(answer, "dueDate"); hasDue == (element == "paVerifyPaymentNoticeReq") {
			t.Errorf("%s: due date %v in %s", element, hasDue, answer) // GetPayment's is mandatory
		}
	}
}

// Goal: Case 19, a debtor is told by code and name alone: no address, and no e-mail, be it one that the
// schema takes or not. Method: debtors with everything, with a strange address of mail, with nothing.
func TestCaseOfDebtors(t *testing.T) {
	for _, mail := range []string{"", "mario.rossi@example.com", "o'neill@example.com"} {
		w := worded{&fixture{}, municipality.Municipality{Name: "Comune"}, "Mensa", school.Guardian{
			FiscalCode: "RSSMRA80A01H501U", Name: "Mario", FamilyName: "Rossi", Email: mail, Address: "Via Roma 1",
		}}
		for element, answer := range questions(t, w) {
			if element == "paVerifyPaymentNoticeReq" {
				continue // names no debtor
			}
			const want = `<uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>` +
				`<entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue></uniqueIdentifier>` +
				`<fullName>Mario Rossi</fullName>`
			if got := says(t, answer, "debtor"); got != want {
				t.Errorf("%s, %q: %s", element, mail, got)
			}
		}
	}
}

// Goal: Case 20, texts are cut to the schema's 140 and 70 characters, between characters, and a code to
// 16. Method: texts of two-byte letters that are too long by one and by far.
func TestCaseOfLongTexts(t *testing.T) {
	for _, length := range []int{141, 500} {
		long := strings.Repeat("è", length)
		w := worded{&fixture{}, municipality.Municipality{Name: long, Office: long}, long, school.Guardian{
			FiscalCode: "RSSMRA80A01H501U99", Name: long,
		}}
		for element, answer := range questions(t, w) {
			limits := map[string]int{"companyName": 140, "officeName": 140, "description": 140, "fullName": 70,
				"remittanceInformation": 140, "entityUniqueIdentifierValue": 16}
			if element == "paVerifyPaymentNoticeReq" {
				limits = map[string]int{"companyName": 140, "officeName": 140, "paymentDescription": 140,
					"detailDescription": 140}
			}
			for name, limit := range limits {
				if got := []rune(says(t, answer, name)); len(got) != limit {
					t.Errorf("%s: %s has %d characters, want %d", element, name, len(got), limit)
				}
			}
		}
	}
}

// Goal: Case 21, accents stay, what XML means otherwise is escaped, control characters go. Method: a
// text with all of them in every place.
func TestCaseOfStrangeTexts(t *testing.T) {
	const strange = "Città d'Àgata & <figli> \"\x01\x00\t\nß"
	const want = "Città d&#39;Àgata &amp; &lt;figli&gt; &#34; ß"
	w := worded{&fixture{}, municipality.Municipality{Name: strange, Office: strange}, strange, school.Guardian{
		FiscalCode: "RSSMRA80A01H501U", Name: strange,
	}}
	for element, answer := range questions(t, w) {
		names := []string{"companyName", "officeName", "description", "fullName", "remittanceInformation"}
		if element == "paVerifyPaymentNoticeReq" {
			names = []string{"companyName", "officeName", "paymentDescription", "detailDescription"}
		}
		for _, name := range names {
			if got := says(t, answer, name); got != want {
				t.Errorf("%s: %s is %q", element, name, got)
			}
		}
	}
}
