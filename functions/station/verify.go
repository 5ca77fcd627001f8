package main

import (
	"context"

	"serviziscolastici/shared/pagopa"
)

// verify answers paVerifyPaymentNotice: what does the notice cost today?
func (h Handler) verify(ctx context.Context, message *pagopa.Message) ([]byte, error) {
	request, err := message.VerifyRequest()
	if err != nil {
		return nil, err
	}
	m, position, err := h.payable(ctx, request.Caller, request.FiscalCode, request.Notice)
	if err != nil {
		return nil, err
	}
	return pagopa.EncodeVerify(pagopa.VerifyAnswer{
		Amount:             position.Amount,
		DueDate:            position.Due,
		Description:        position.Description,
		CreditorFiscalCode: m.FiscalCode,
		CompanyName:        m.Name,
		OfficeName:         m.Office,
	})
}
