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

// Handler settles the receipts that the station queued.
type Handler struct {
	Creditors Creditors
	Settler   Settler
	Clock     calendar.Clock
	Log       *slog.Logger
}

// Settle handles one message of the queue. An error leaves the message there.
func (h Handler) Settle(ctx context.Context, delivered lambdahost.Message) error {
	var message pagopa.ReceiptMessage
	if err := json.Unmarshal([]byte(delivered.Body), &message); err != nil {
		return fmt.Errorf("not a receipt message: %w", err)
	}
	if message.Version != pagopa.ReceiptMessageVersion {
		return fmt.Errorf("receipt message of unknown version %d", message.Version)
	}
	if err := complete(message.Receipt); err != nil {
		return err
	}
	creditor, err := h.creditor(ctx, message.Receipt)
	if err != nil {
		return fmt.Errorf("creditor of a receipt: %w", err)
	}
	outcome, err := h.Settler.Settle(ctx, creditor.ID, message)
	if err != nil {
		return err
	}
	invocation.Note(ctx, slog.String("tenant", creditor.ID), slog.String("receipt", message.Receipt.ReceiptID),
		slog.String("outcome", string(outcome)))
	if outcome == billing.Parked {
		lambdahost.Count(h.Log, h.Clock(), lambdahost.Office, "ParkedReceipts", 1)
	}
	return nil
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
