package e2e_test

import (
	"net/url"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
)

// Goal: several accounting documents are paid with one payment, and their receipt can be printed.
// Method: tick two of a parent's notices, AVVIA PAGAMENTO, pay, look at the documents.
func TestDocumentsPaidTogether(t *testing.T) {
	p := logIn(t, youssef)
	open := p.Open("/pagamenti").Expect(200, "AVVIA PAGAMENTO")
	numbers := open.Choices("avviso")
	if len(numbers) < 3 {
		t.Fatalf("the parent has the notices %v", numbers)
	}
	chosen, left := numbers[:2], numbers[2]
	mask := open.Press("AVVIA PAGAMENTO", url.Values{"avviso": chosen}).Expect(200, "Che cosa paghi")
	if paying := noticesOf(mask); len(paying) != 2 {
		t.Errorf("the payment holds %v", paying)
	}
	outcome := payNow(mask)
	stack.Until(t, "the payment has succeeded", func() bool {
		return p.Open(outcome.URL.String()).Shows("Pagamento riuscito")
	})
	if still := p.Open("/pagamenti").Choices("avviso"); len(still) != len(numbers)-2 || still[0] != left {
		t.Errorf("still to pay: %v", still)
	}
	documents := p.Open("/documenti").Expect(200, "Pagato", "Da pagare")
	documents.Follow("Ricevuta").Expect(200, "quietanza", "Youssef El Idrissi", "Stampa")
}

// Goal: the payment needs a choice, of open notices only, five at most.
// Method: none, an unknown one, six; nothing may become a cart.
func TestPaymentChoice(t *testing.T) {
	p := logIn(t, anna)
	open := p.Open("/pagamenti").Expect(200)
	none := url.Values{"avviso": {}}
	open.Press("AVVIA PAGAMENTO", none).Expect(400, "Scegli almeno un avviso")
	six := url.Values{"avviso": {"1", "2", "3", "4", "5", "6"}}
	open.Press("AVVIA PAGAMENTO", six).Expect(400, "al massimo cinque avvisi")
	unknown := url.Values{"avviso": {"302000000000000000"}}
	open.Press("AVVIA PAGAMENTO", unknown).Expect(404, "Pagina non trovata")
}
