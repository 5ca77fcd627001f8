package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
)

// Goal: Cases 1 to 6, 8, 10 to 12, 22 and 44: a question is answered by the notice's state, by every
// operation, and asking changes nothing. Method: the requests of each case, each sent twice.
func TestCasesOfQuestions(t *testing.T) {
	const ok, no = "<outcome>OK</outcome>", "<outcome>KO</outcome>"
	good := code(openNAV)
	for _, c := range []struct {
		name, content, old, replacement string
		parts                           []string
	}{
		{"Case 1: payable", good, "", "", []string{ok, "45.00"}},
		{"Case 2: unknown", code("302202500000099999"), "", "", []string{no, "PAA_PAGAMENTO_SCONOSCIUTO"}},
		{"Cases 3, 44: paid", code(paidNAV), "", "", []string{no, "PAA_PAGAMENTO_DUPLICATO"}},
		{"Case 4: cancelled", code(goneNAV), "", "", []string{no, "PAA_PAGAMENTO_ANNULLATO"}},
		{"Case 5: past due, not payable", code(lateNAV), "", "", []string{no, "PAA_PAGAMENTO_SCADUTO"}},
		{"Case 6: past due, payable all the same", code(mixedNAV), "", "", []string{ok, "2026-10-31"}},
		{"Case 8: creditor", good, "<idPA>77777777777", "<idPA>1", []string{no, "PAA_ID_DOMINIO_ERRATO"}},
		{"Case 8: broker", good, "<idBrokerPA>7", "<idBrokerPA>8", []string{no, "PAA_ID_INTERMEDIARIO_ERRATO"}},
		{"Case 8: station", good, "_01", "_09", []string{no, "PAA_STAZIONE_INT_ERRATA"}},
		{"Case 10: probe", code("000000000000000000"), "", "", []string{no, "PAA_PAGAMENTO_SCONOSCIUTO"}},
		{"Case 11: aux 0", code("001000000000004282"), "", "", []string{no, "PAA_PAGAMENTO_SCONOSCIUTO"}},
		{"Case 11: aux 1", code("112345678901234567"), "", "", []string{no, "PAA_PAGAMENTO_SCONOSCIUTO"}},
		{"Case 11: aux 2", code("220250000001234544"), "", "", []string{no, "PAA_PAGAMENTO_SCONOSCIUTO"}},
	} {
		for _, element := range []string{"paVerifyPaymentNoticeReq", "paGetPaymentReq", "paGetPaymentV2Request"} {
			w := &fixture{}
			handler, _ := station(w)
			body := strings.Replace(envelope(element, c.content), c.old, c.replacement, 1)
			first, again := post(handler, "", body), post(handler, "", body)
			expect(t, c.name+", "+element, first, http.StatusOK, c.parts...)
			if first.Body.String() != again.Body.String() || len(w.queued) != 0 {
				t.Errorf("Case 12: %s, %s: asking again is answered otherwise", c.name, element)
			}
		}
	}
}

// Goal: Cases 9, 47 to 49: what is no message of the node is refused without harm, whatever SOAPAction
// says. Method: broken bodies and headers, entities included.
func TestCasesOfTransport(t *testing.T) {
	handler, _ := station(&fixture{})
	good := envelope("paVerifyPaymentNoticeReq", code(openNAV))
	for _, action := range []string{`"paVerifyPaymentNotice"`, "paVerifyPaymentNotice", "", `"paSendRTV2"`, "x"} {
		expect(t, "Case 48: "+action, post(handler, action, good), http.StatusOK, "<outcome>OK</outcome>")
	}
	bomb := `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`
	file := `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>`
	for name, body := range map[string]string{
		"Case 9: cut short": good[:200], "Case 9: no code": envelope("paVerifyPaymentNoticeReq", ""),
		"Case 49: expansion": bomb + good, "Case 49: external": file + good,
	} {
		expect(t, name, post(handler, `"paVerifyPaymentNotice"`, body), http.StatusOK,
			"<outcome>KO</outcome>", "PAA_SINTASSI_XSD")
	}
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodHead, http.MethodOptions} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(method, "/pagopa/station", nil))
		expect(t, "Case 47: "+method, answer, http.StatusMethodNotAllowed)
	}
}

// Goal: Cases 16 to 18 and 23 to 27: a payment is answered with today's amount and all its parts,
// whatever the request says beside the notice. Method: each optional part of a request, alone.
func TestCasesOfPayments(t *testing.T) {
	for name, extra := range map[string]string{
		"Case 16: nothing more": "", "Case 24: another amount": "<amount>1.00</amount>",
		"Case 25: note":   "<paymentNote>cart-1</paymentNote>",
		"Case 18: POSTAL": "<transferType>POSTAL</transferType>",
		"Case 18: PAGOPA": "<transferType>PAGOPA</transferType>", "Case 27: due": "<dueDate>2020-01-01</dueDate>",
	} {
		handler, _ := station(&fixture{})
		for range 2 { // Case 23: a second activation is answered like the first
			answer := post(handler, "", envelope("paGetPaymentV2Request", code(openNAV)+extra))
			expect(t, name, answer, http.StatusOK, "<paymentAmount>45.00</paymentAmount>",
				"<transferAmount>45.00</transferAmount>", "<IBAN>IT60X0542811101000000123456</IBAN>",
				"<dueDate>2099-12-31</dueDate>") // Case 26
		}
	}
	handler, _ := station(&fixture{})
	expect(t, "Case 17: two transfers", post(handler, "", envelope("paGetPaymentV2Request", code(mixedNAV))),
		http.StatusOK, "<transferAmount>30.00</transferAmount>", "<transferAmount>15.00</transferAmount>")
}

// held is a fixture in which money of another amount came for every notice.
type held struct{ *fixture }

func (h held) Find(ctx context.Context, of string, number pagopa.NoticeNumber) (billing.Position, error) {
	position, err := h.fixture.Find(ctx, of, number)
	position.Extras = []billing.Extra{{Amount: 4000, Reason: billing.OtherAmount}}
	return position, err
}

// Goal: a receipt is not refused for its wrapping: a byte order mark, the broker's former station, empty or
// long texts beside the money. Method: one each; the log names the element and no person.
func TestReceiptIsKeptInAnyWrapping(t *testing.T) {
	good := envelope("paSendRTV2Request", receipt(openNAV, "45.00"))
	for name, body := range map[string]string{
		"byte order mark": "\ufeff" + good,
		"former station":  strings.Replace(good, "77777777777_01", "77777777777_00", 1),
		"empty office":    strings.Replace(good, "<companyName>", "<officeName></officeName><companyName>", 1),
		"empty note":      strings.Replace(good, "</receipt>", "<paymentNote/></receipt>", 1),
		"long name":       strings.Replace(good, "<fullName>", "<fullName>"+strings.Repeat("a", 71), 1),
	} {
		w := &fixture{}
		handler, log := station(w)
		if body == good {
			t.Errorf("%s: nothing was changed", name)
		}
		expect(t, name, post(handler, "", body), http.StatusOK, "<outcome>OK</outcome>")
		if len(w.queued) != 1 || string(w.queued[0].Raw) != body {
			t.Errorf("%s: queued %d", name, len(w.queued))
		}
		noted := strings.Contains(log.String(), "kept_though")
		if inSchema := name == "byte order mark" || name == "former station"; noted == inSchema {
			t.Errorf("%s: %s", name, log)
		}
		if strings.Contains(log.String(), "aaaa") {
			t.Errorf("%s: the log has a name", name)
		}
	}
	handler, _ := station(&fixture{})
	unknown := strings.Replace(good, "77777777777_01", "77777777777_09", 1)
	expect(t, "a station that is not ours", post(handler, "", unknown), http.StatusOK, "PAA_STAZIONE_INT_ERRATA")
}

// Goal: a notice for which money of another amount came is not asked for again, until the office has looked.
// Method: both questions, then the same once the office has dealt with it.
func TestHeldNoticeIsInProgress(t *testing.T) {
	handler, _ := station(&fixture{})
	handler.Positions = held{&fixture{}}
	for _, element := range []string{"paVerifyPaymentNoticeReq", "paGetPaymentV2Request"} {
		expect(t, element, post(handler, "", envelope(element, code(openNAV))), http.StatusOK,
			"<outcome>KO</outcome>", "PAA_PAGAMENTO_IN_CORSO")
	}
}

// Goal: Cases 28, 32 to 37, 39 to 43: every receipt that makes sense is kept as it came; one that makes
// none is refused; and our own trouble is no KO. Method: one receipt a case, in both versions.
func TestCasesOfReceipts(t *testing.T) {
	payer := `<payer><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>` +
		`<entityUniqueIdentifierValue>VRDLGU82C50H501R</entityUniqueIdentifierValue></uniqueIdentifier>` +
		`<fullName>Giulia Verdi</fullName></payer>`
	after, end := "</channelDescription>", "</receipt>"
	for _, c := range []struct{ name, notice, old, replacement string }{
		{"Cases 28, 33, 40: the least there can be", openNAV, "", ""},
		{"Case 32: stand-in", openNAV, end, "<standIn>true</standIn>" + end},
		{"Case 34: another payer", openNAV, after, after + payer},
		{"Case 39: of a cancelled notice", goneNAV, "", ""}, {"Case 39: of an expired notice", lateNAV, "", ""},
		{"Case 31: of a paid notice", paidNAV, "", ""},
		{"Case 41: of an unknown notice", "302202500000099999", "", ""},
		{"Case 42: of another creditor", openNAV, "<fiscalCode>77777777777", "<fiscalCode>88888888888"},
		{"Case 43: with metadata", openNAV, end,
			"<metadata><mapEntry><key>k</key><value>v</value></mapEntry></metadata>" + end},
	} {
		for _, element := range []string{"paSendRTReq", "paSendRTV2Request"} {
			w := &fixture{}
			handler, _ := station(w)
			body := strings.Replace(envelope(element, receipt(c.notice, "45.00")), c.old, c.replacement, 1)
			expect(t, c.name, post(handler, "", body), http.StatusOK, "<outcome>OK</outcome>")
			if len(w.queued) != 1 || string(w.queued[0].Raw) != body {
				t.Errorf("%s: queued %d", c.name, len(w.queued))
			}
			standIn := len(w.queued) == 1 && w.queued[0].Receipt.StandIn
			if standIn != strings.Contains(c.name, "stand-in") {
				t.Errorf("%s: stand-in %v", c.name, standIn)
			}
		}
	}
	w := &fixture{}
	handler, _ := station(w)
	answer := post(handler, "", envelope("paSendRTV2Request", receipt(openNAV, "44.00")))
	expect(t, "Case 36: parts", answer, http.StatusOK, "PAA_SEMANTICA")
	w.trouble = errors.New("no queue")
	good := envelope("paSendRTV2Request", receipt(openNAV, "45.00"))
	expect(t, "Case 37: no storage", post(handler, "", good), http.StatusInternalServerError)
	w.trouble = nil
	expect(t, "Case 37: the retry", post(handler, "", good), http.StatusOK, "<outcome>OK</outcome>")
	if len(w.queued) != 1 {
		t.Errorf("Case 37: %d receipts queued", len(w.queued))
	}
}

// postal is a fixture whose municipality has a postal account.
type postal struct{ *fixture }

const postalIBAN = "IT60X0760111100000012345678"

func (p postal) ByCreditor(ctx context.Context, fiscalCode string) (municipality.Municipality, error) {
	m, err := p.fixture.ByCreditor(ctx, fiscalCode)
	m.PostalIBAN = postalIBAN
	return m, err
}

// Goal: Case 18, with a postal account Poste gets that one, pagoPA gets both, and who says nothing
// gets the bank's. Method: each kind in both versions.
func TestCasesOfPostalAccounts(t *testing.T) {
	handler, _ := station(&fixture{})
	handler.Creditors = postal{&fixture{}}
	const bank = "<IBAN>IT60X0542811101000000123456</IBAN>"
	const both = "<metadata><mapEntry><key>IBANAPPOGGIO</key><value>" + postalIBAN +
		"</value></mapEntry></metadata>"
	for _, element := range []string{"paGetPaymentReq", "paGetPaymentV2Request"} {
		ask := func(extra string) string {
			return post(handler, "", envelope(element, code(mixedNAV)+extra)).Body.String()
		}
		none, poste, others := ask(""), ask("<transferType>POSTAL</transferType>"),
			ask("<transferType>PAGOPA</transferType>")
		if strings.Count(none, bank) != 2 || strings.Contains(none, postalIBAN) {
			t.Errorf("%s, absent: %s", element, none)
		}
		if strings.Count(poste, "<IBAN>"+postalIBAN+"</IBAN>") != 2 || strings.Contains(poste, bank) {
			t.Errorf("%s, POSTAL: %s", element, poste)
		}
		if strings.Count(others, bank) != 2 || strings.Count(others, both) != 2 {
			t.Errorf("%s, PAGOPA: %s", element, others)
		}
	}
}

// changed is a fixture whose open notice stands otherwise than before.
type changed struct {
	*fixture
	amount money.Cents
	state  billing.State
}

func (c changed) Find(ctx context.Context, of string, number pagopa.NoticeNumber) (billing.Position, error) {
	position, err := c.fixture.Find(ctx, of, number)
	position.Amount, position.State = c.amount, c.state
	position.Transfers = []pagopa.Transfer{transfer(c.amount)}
	return position, err
}

// Goal: Cases 7 and 13: an answer is of this moment: a new amount at once, and a notice in a state that
// is not payable yet is unknown. Method: the notice changes between two questions.
func TestCasesOfChange(t *testing.T) {
	w := &fixture{}
	handler, _ := station(w)
	ask := func() *httptest.ResponseRecorder {
		return post(handler, "", envelope("paVerifyPaymentNoticeReq", code(openNAV)))
	}
	expect(t, "Case 13: before", ask(), http.StatusOK, "<amount>45.00</amount>")
	handler.Positions = changed{w, 4001, billing.Open}
	expect(t, "Case 13: after", ask(), http.StatusOK, "<amount>40.01</amount>")
	handler.Positions = changed{w, 4001, "draft"}
	expect(t, "Case 7: a draft", ask(), http.StatusOK, "PAA_PAGAMENTO_SCONOSCIUTO")
}
