package main

import (
	"context"
	"log/slog"

	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/pagopa"
)

// receive answers paSendRT and paSendRTV2: a payment was made. A receipt cannot be refused for what
// it pays (unknown, cancelled, paid, another amount, even another creditor's notice of which this
// one gets a part): settlement decides. It answers OK only when the receipt is safe in the queue,
// so one that comes again is OK again.
func (h Handler) receive(ctx context.Context, message *pagopa.Message) ([]byte, error) {
	request, err := message.ReceiptRequest()
	if err != nil {
		return nil, err
	}
	if _, err := h.creditor(ctx, request.Caller); err != nil {
		return nil, err
	}
	if err := request.Receipt.Check(); err != nil {
		return nil, err
	}
	if request.Aside != nil {
		invocation.Note(ctx, slog.String("kept_though", request.Aside.Description))
	}
	err = h.Receipts.Enqueue(ctx, pagopa.ReceiptMessage{
		Version:    pagopa.ReceiptMessageVersion,
		ReceivedAt: h.Clock(),
		Receipt:    request.Receipt,
		Raw:        request.Raw,
	})
	if err != nil {
		return nil, err
	}
	return pagopa.EncodeReceived(message.Operation)
}
