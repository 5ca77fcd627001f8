package billing

import (
	"context"
	"errors"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// ReceiptOf returns the receipt that paid a parent's own position, for printing.
// The error is a problem.NotFound while the receipt has not arrived.
func (s Store) ReceiptOf(ctx context.Context, position Position) (pagopa.Receipt, error) {
	if position.Payment == nil {
		return pagopa.Receipt{}, problem.New(problem.NotFound, "La ricevuta non è ancora arrivata.")
	}
	if position.Payment.Elsewhere {
		return pagopa.Receipt{}, problem.New(problem.NotFound,
			"Questo avviso è stato pagato al Comune e non con pagoPA: la ricevuta la dà l'ufficio.")
	}
	if position.Payment.Attached {
		return pagopa.Receipt{}, problem.New(problem.NotFound,
			"Il Comune ha collegato a questo avviso un pagamento già arrivato: la ricevuta la dà l'ufficio.")
	}
	var stored StoredReceipt
	err := s.Ledger.Get(ctx, dynamo.Receipt(position.Creditor, position.Payment.Receipt), &stored)
	if errors.Is(err, dynamo.ErrNoItem) {
		return pagopa.Receipt{}, problem.New(problem.NotFound, "La ricevuta non è ancora arrivata.")
	}
	return stored.Receipt, err
}
