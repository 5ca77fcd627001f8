package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Event is what the function hears: receipts of the queue, or a question of the office.
type Event struct {
	events.SQSEvent
	// Parked is the tenant whose parked receipts the office wants to see.
	Parked string `json:"parked"`
	// Refunded is the id of a parked receipt whose money the office has paid back, and
	// Credited of one whose money it put on an account.
	Refunded string `json:"refunded"`
	Credited string `json:"credited"`
}

// Keeper has the receipts that fit no open notice.
type Keeper interface {
	// MarkParked has the office's page list what an earlier release parked.
	MarkParked(ctx context.Context, tenant string) error
	ParkedReceipts(ctx context.Context, tenant string) ([]billing.ParkedReceipt, error)
	Handle(ctx context.Context, tenant, receipt string, way billing.Way) error
}

// Municipalities knows which tenants there are.
type Municipalities interface {
	ByID(ctx context.Context, id string) (municipality.Municipality, error)
}

// Parked is a receipt that waits for the office, with what a refund needs.
type Parked struct {
	Reason  billing.Reason      `json:"reason"`
	Notice  pagopa.NoticeNumber `json:"notice"`
	Receipt string              `json:"receipt"` // the id to name it by
	Amount  money.Cents         `json:"amount_cents"`
	PaidAt  time.Time           `json:"paid_at,omitzero"`
	PSP     string              `json:"psp"`
	StandIn bool                `json:"stand_in"`
	// Payer paid and Debtor owed; pagoPA does not always know the first.
	Payer    *pagopa.Subject `json:"payer,omitempty"`
	Debtor   *pagopa.Subject `json:"debtor,omitempty"`
	Received time.Time       `json:"received"`
}

// Handle tells the queue's event from the office's question.
func Handle(
	log *slog.Logger, settle func(context.Context, events.SQSEvent) (events.SQSEventResponse, error),
	keeper Keeper, municipalities Municipalities,
) func(context.Context, Event) (any, error) {
	asked := lambdahost.Run(log, func(ctx context.Context, event Event) ([]Parked, error) {
		if _, err := municipalities.ByID(ctx, event.Parked); err != nil {
			return nil, err // of one that is not there an empty list would say that all is well
		}
		return answer(ctx, keeper, event)
	})
	return func(ctx context.Context, event Event) (any, error) {
		if event.Parked == "" {
			return settle(ctx, event.SQSEvent)
		}
		return asked(ctx, event)
	}
}

// answer lists the parked receipts that wait for the office, oldest first, after having noted what it did
// with the one that it names.
func answer(ctx context.Context, keeper Keeper, event Event) ([]Parked, error) {
	var err error
	switch {
	case event.Refunded != "" && event.Credited != "":
		err = problem.New(problem.Invalid, "Annota un rimborso o un accredito per volta.")
	case event.Refunded != "":
		err = keeper.Handle(ctx, event.Parked, event.Refunded, billing.Refunded)
	case event.Credited != "":
		err = keeper.Handle(ctx, event.Parked, event.Credited, billing.Credited)
	}
	if err != nil {
		return nil, err
	}
	if err := keeper.MarkParked(ctx, event.Parked); err != nil {
		return nil, err
	}
	found, err := keeper.ParkedReceipts(ctx, event.Parked)
	parked := []Parked{}
	for _, p := range found {
		if p.Handled != nil {
			continue
		}
		r := p.Receipt
		parked = append(parked, Parked{
			Reason: p.Reason, Notice: r.NoticeNumber, Receipt: p.ID(), Amount: r.Amount, PaidAt: r.PaidAt,
			PSP: r.PSPName, StandIn: r.StandIn, Payer: r.Payer, Debtor: r.Debtor, Received: p.Received,
		})
	}
	return parked, err
}
