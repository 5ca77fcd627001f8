package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

// creditor is the demo municipality's fiscal code.
const creditor = "77777777777"

// parkReceipts sends pagoPA's receipts that fit no notice, so that the office has something to put right: what the
// station would have queued, to the function that settles it.
func (l Loader) parkReceipts(ctx context.Context) error {
	for _, receipt := range append(l.strayReceipts(), l.paidTwice()) {
		body, err := json.Marshal(pagopa.ReceiptMessage{
			Version: pagopa.ReceiptMessageVersion, ReceivedAt: receipt.PaidAt.Add(time.Minute), Receipt: receipt,
			Raw: []byte("<receipt>" + receipt.ReceiptID + "</receipt>"), // stands for the SOAP message
		})
		if err != nil {
			return err
		}
		event, err := json.Marshal(map[string]any{"Records": []map[string]string{{
			"messageId": receipt.ReceiptID, "eventSource": "aws:sqs", "body": string(body),
		}}})
		if err != nil {
			return err
		}
		if _, err := l.Invoke(ctx, "receipts", event); err != nil {
			return fmt.Errorf("park a receipt: %w", err)
		}
	}
	return nil
}

// stray is a receipt of a notice that the Comune never had, paid so many days ago.
func (l Loader) stray(
	id string, number pagopa.NoticeNumber, days int, amount money.Cents, name, code string,
) pagopa.Receipt {
	return pagopa.Receipt{
		ReceiptID: id, NoticeNumber: number, CreditorFiscalCode: creditor, CreditorReferenceID: number.IUV(),
		Outcome: "OK", Amount: amount, Description: "Servizi scolastici", CompanyName: "Comune di Vallechiara",
		PSPID: "PSPPROVA", PSPName: "Banca di Prova S.p.A.", PaymentMethod: "creditCard",
		PaidAt:    l.Today.AddDate(0, 0, -days).Truncate(time.Hour).UTC(),
		Debtor:    &pagopa.Subject{Kind: "F", FiscalCode: code, FullName: name},
		Payer:     &pagopa.Subject{Kind: "F", FiscalCode: code, FullName: name},
		Transfers: []pagopa.Transfer{{ID: 1, Amount: amount, FiscalCode: creditor, Remittance: "Servizi scolastici"}},
	}
}

// paidTwice is a receipt for which somebody has asked the money back.
func (l Loader) paidTwice() pagopa.Receipt {
	return l.stray("demo-doppia", "302202500000015386", 8, 30_00, "Anna D'Angelo", "DNGNNA90C52H501U")
}

// strayReceipts are paid in the last two weeks: two of notices that the Comune never had, one of a notice of the
// Regione, of which a part is the Comune's.
func (l Loader) strayReceipts() []pagopa.Receipt {
	other := l.stray("demo-estranea-3", "302202500000014376", 3, 40_00, "Paolo Colombo", "CLMPLA82E17F205U")
	other.CreditorFiscalCode, other.CompanyName = "00000000000", "Regione di Prova"
	other.Transfers = []pagopa.Transfer{
		{ID: 1, Amount: 36_00, FiscalCode: "00000000000", Remittance: "Diritti"},
		{ID: 2, Amount: 4_00, FiscalCode: creditor, Remittance: "Quota del Comune"},
	}
	return []pagopa.Receipt{
		l.stray("demo-estranea-1", "302202500000012356", 12, 25_00, "Chiara Rinaldi", "RNLCHR87P63A794I"),
		l.stray("demo-estranea-2", "302202500000013366", 5, 50_00, "Davide Moretti", "MRTDVD84B08L219P"),
		other,
	}
}
