package main

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

// Event is what the function hears: receipts of the queue, or a question of the office.
type Event struct {
	events.SQSEvent
	// Parked is the tenant whose parked receipts the office wants to see.
	Parked string `json:"parked"`
}

// Keeper has the receipts that fit no open notice.
type Keeper interface {
	ParkedReceipts(ctx context.Context, tenant string) ([]billing.ParkedReceipt, error)
}

// Parked is a receipt that waits for the office, with what a refund needs.
type Parked struct {
	Reason  billing.Reason      `json:"reason"`
	Notice  pagopa.NoticeNumber `json:"notice"`
	Receipt string              `json:"receipt"`
	Amount  money.Cents         `json:"amount_cents"`
	PaidAt  time.Time           `json:"paid_at,omitzero"`
	PSP     string              `json:"psp"`
	StandIn bool                `json:"stand_in"`
	// Payer paid and Debtor owed; pagoPA does not always know the first.
	Payer    *pagopa.Subject `json:"payer,omitempty"`
	Debtor   *pagopa.Subject `json:"debtor,omitempty"`
	Received time.Time       `json:"received"`
}

// Handle tells the queue's event from the office's question, which is answered with all parked receipts
// of a municipality, oldest first.
func Handle(
	settle func(context.Context, events.SQSEvent) (events.SQSEventResponse, error), keeper Keeper,
) func(context.Context, Event) (any, error) {
	return func(ctx context.Context, event Event) (any, error) {
		if event.Parked == "" {
			return settle(ctx, event.SQSEvent)
		}
		found, err := keeper.ParkedReceipts(ctx, event.Parked)
		parked := []Parked{}
		for _, p := range found {
			r := p.Receipt
			parked = append(parked, Parked{
				Reason: p.Reason, Notice: r.NoticeNumber, Receipt: r.ReceiptID, Amount: r.Amount, PaidAt: r.PaidAt,
				PSP: r.PSPName, StandIn: r.StandIn, Payer: r.Payer, Debtor: r.Debtor, Received: p.Received,
			})
		}
		return parked, err
	}
}
