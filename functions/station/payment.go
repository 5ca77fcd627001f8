package main

import (
	"context"
	"fmt"
	"slices"

	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
)

// payment answers paGetPayment and paGetPaymentV2: a payer is about to pay. The amount that the
// payer saw does not count, the current one does.
func (h Handler) payment(ctx context.Context, message *pagopa.Message) ([]byte, error) {
	request, err := message.PaymentRequest()
	if err != nil {
		return nil, err
	}
	m, position, err := h.payable(ctx, request.Caller, request.FiscalCode, request.Notice)
	if err != nil {
		return nil, err
	}
	debtor, err := h.Debtors.Guardian(ctx, m.ID, position.Guardian)
	if err != nil {
		return nil, fmt.Errorf("debtor of a notice: %w", err)
	}
	return pagopa.EncodePayment(message.Operation, pagopa.PaymentAnswer{
		Notice:      position.Number,
		Amount:      position.Amount,
		DueDate:     position.Due,
		Description: position.Description,
		CompanyName: m.Name,
		OfficeName:  m.Office,
		Debtor:      pagopa.Subject{Kind: "F", FiscalCode: debtor.FiscalCode, FullName: debtor.FullName()},
		Transfers:   accounts(position.Transfers, m, request.TransferType),
	})
}

// accounts chooses the account of each part that goes to the municipality itself, if it has a postal
// one (Best practice, transferType): the postal one when Poste asks, both when pagoPA's other banks
// ask, the bank's when nobody says.
func accounts(stored []pagopa.Transfer, m municipality.Municipality, kind string) []pagopa.Transfer {
	chosen := slices.Clone(stored)
	for i := range chosen {
		if m.PostalIBAN == "" || chosen[i].FiscalCode != m.FiscalCode {
			continue
		}
		switch kind {
		case "POSTAL":
			chosen[i].IBAN = m.PostalIBAN
		case "PAGOPA":
			chosen[i].PostalIBAN = m.PostalIBAN
		}
	}
	return chosen
}
