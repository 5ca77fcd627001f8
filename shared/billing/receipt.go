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
	var guard Guard
	err := s.Ledger.Get(ctx, dynamo.Receipt(position.Creditor, position.Payment.Receipt), &guard)
	if errors.Is(err, dynamo.ErrNoItem) {
		return pagopa.Receipt{}, problem.New(problem.NotFound, "La ricevuta non è ancora arrivata.")
	}
	return guard.Receipt, err
}
