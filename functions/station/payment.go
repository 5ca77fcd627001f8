package main

import (
	"context"
	"fmt"

	"serviziscolastici/shared/pagopa"
)

// payment answers paGetPayment and paGetPaymentV2: a payer is about to pay. The amount that the
// payer saw does not count, the current one does. With one account per municipality the kind of
// transfer that the node prefers changes nothing.
func (h Handler) payment(ctx context.Context, message *pagopa.Message) ([]byte, error) {
	request, err := message.PaymentRequest()
	if err != nil {
		return nil, err
	}
	comune, position, err := h.payable(ctx, request.Caller, request.FiscalCode, request.Notice)
	if err != nil {
		return nil, err
	}
	debtor, err := h.Debtors.Guardian(ctx, comune.ID, position.Guardian)
	if err != nil {
		return nil, fmt.Errorf("debtor of a notice: %w", err)
	}
	return pagopa.EncodePayment(message.Operation, pagopa.PaymentAnswer{
		Notice:      position.Number,
		Amount:      position.Amount,
		DueDate:     position.Due,
		Description: position.Description,
		CompanyName: comune.Name,
		OfficeName:  comune.Office,
		Debtor:      pagopa.Subject{Kind: "F", FiscalCode: debtor.FiscalCode, FullName: debtor.FullName()},
		Transfers:   position.Transfers,
	})
}
