package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// parallelReceipts is how many receipts of a batch are settled at once.
const parallelReceipts = 5

// Creditors finds the municipality that a receipt pays.
type Creditors interface {
	ByCreditor(ctx context.Context, fiscalCode string) (municipality.Municipality, error)
}

// Settler gives a receipt its one effect.
type Settler interface {
	Settle(ctx context.Context, tenant string, message pagopa.ReceiptMessage) (billing.Outcome, error)
}

// Looks asks the messenger to look at a parent.
type Looks interface {
	Send(ctx context.Context, look message.Look) error
}

// Handler settles the receipts that the station queued.
type Handler struct {
	Creditors Creditors
	Settler   Settler
	Looks     Looks
	Clock     calendar.Clock
	Log       *slog.Logger
}

// Settle handles one message of the queue. An error leaves the message there.
func (h Handler) Settle(ctx context.Context, delivered lambdahost.Message) error {
	var paid pagopa.ReceiptMessage
	if err := json.Unmarshal([]byte(delivered.Body), &paid); err != nil {
		return fmt.Errorf("not a receipt message: %w", err)
	}
	if paid.Version != pagopa.ReceiptMessageVersion {
		return fmt.Errorf("receipt message of unknown version %d", paid.Version)
	}
	if err := complete(paid.Receipt); err != nil {
		return err
	}
	creditor, err := h.creditor(ctx, paid.Receipt)
	if err != nil {
		return fmt.Errorf("creditor of a receipt: %w", err)
	}
	outcome, err := h.Settler.Settle(ctx, creditor.ID, paid)
	if err != nil {
		return err
	}
	invocation.Note(ctx, slog.String("tenant", creditor.ID), slog.String("receipt", paid.Receipt.ReceiptID),
		slog.String("outcome", string(outcome)))
	switch outcome {
	case billing.Settled:
		h.tell(ctx, creditor.ID, paid.Receipt.NoticeNumber)
	case billing.Parked:
		lambdahost.Count(h.Log, h.Clock(), lambdahost.Office, "ParkedReceipts", 1)
	case billing.Duplicate: // whoever had to hear of it did
	}
	return nil
}

// tell has the parent told of the payment. A look that is not queued is no failure: the messenger's next walk
// finds the same.
func (h Handler) tell(ctx context.Context, tenant string, number pagopa.NoticeNumber) {
	err := h.Looks.Send(ctx, message.Look{Version: message.LookVersion, Municipality: tenant, Notice: number.String()})
	invocation.Note(ctx, slog.Bool("told", err == nil))
}

// creditor finds the municipality whose money a receipt brings. It is the notice's own creditor or,
// when that one is not here, the first that gets a part of the payment: pagoPA sends receipts to
// the stations of all of them (broadcast). Settlement parks such a receipt, as a notice unknown here.
func (h Handler) creditor(ctx context.Context, receipt pagopa.Receipt) (municipality.Municipality, error) {
	found, err := h.Creditors.ByCreditor(ctx, receipt.CreditorFiscalCode)
	for _, transfer := range receipt.Transfers {
		if !problem.Is(err, problem.NotFound) {
			break
		}
		found, err = h.Creditors.ByCreditor(ctx, transfer.FiscalCode)
	}
	return found, err
}

// complete refuses what the station would never have queued, before it reaches money.
func complete(receipt pagopa.Receipt) error {
	switch {
	case receipt.ReceiptID == "" || len(receipt.ReceiptID) > maxReceiptID:
		return fmt.Errorf("receipt with an id of %d bytes", len(receipt.ReceiptID))
	case receipt.CreditorFiscalCode == "" || receipt.NoticeNumber == "":
		return fmt.Errorf("receipt without creditor or notice number")
	case receipt.Amount <= 0 || !receipt.Amount.InRange():
		return fmt.Errorf("receipt of %d cents", receipt.Amount)
	default:
		return nil
	}
}

// maxReceiptID, in bytes, lets through the 255 characters that the station takes, of up to three bytes each,
// and keeps a receipt's id inside the limit of a sort key, 1,024 bytes.
const maxReceiptID = 3 * 255
