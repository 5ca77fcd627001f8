package main

import (
	"context"
	"log/slog"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// creditor checks the head of a call, in GovPay's order: broker, station, creditor. One station
// serves every municipality that is known here.
func (h Handler) creditor(ctx context.Context, caller pagopa.Caller) (municipality.Municipality, error) {
	if caller.BrokerID != h.BrokerID {
		return municipality.Municipality{}, &pagopa.Fault{Code: pagopa.FaultBroker}
	}
	if !slices.Contains(h.StationIDs, caller.StationID) {
		return municipality.Municipality{}, &pagopa.Fault{Code: pagopa.FaultStation}
	}
	m, err := h.Creditors.ByCreditor(ctx, caller.CreditorFiscalCode)
	if problem.Is(err, problem.NotFound) {
		return municipality.Municipality{}, &pagopa.Fault{Code: pagopa.FaultCreditor}
	}
	return m, err
}

// payable finds the debt position of a notice that can be paid now. One that is being paid counts:
// the node itself keeps a second payment away. So does one past its due day, unless the office was
// strict about it. Nothing is changed, however often the node asks.
func (h Handler) payable(
	ctx context.Context, caller pagopa.Caller, fiscalCode string, notice pagopa.NoticeNumber,
) (municipality.Municipality, billing.Position, error) {
	m, err := h.creditor(ctx, caller)
	if err != nil {
		return m, billing.Position{}, err
	}
	if fiscalCode != m.FiscalCode {
		return m, billing.Position{}, &pagopa.Fault{Code: pagopa.FaultCreditor}
	}
	position, err := h.Positions.Find(ctx, fiscalCode, notice)
	if problem.Is(err, problem.NotFound) {
		err = &pagopa.Fault{Code: pagopa.FaultUnknown}
	}
	if err != nil {
		return m, billing.Position{}, err
	}
	invocation.Note(ctx, slog.String("tenant", m.ID), slog.String("origin", position.Origin))
	today := calendar.DayOf(h.Clock())
	switch {
	case position.Payable(today):
		return m, position, nil
	case position.Expired(today):
		return m, position, &pagopa.Fault{Code: pagopa.FaultExpired}
	case position.Held():
		return m, position, &pagopa.Fault{Code: pagopa.FaultInProgress}
	case position.State == billing.Paid:
		return m, position, &pagopa.Fault{Code: pagopa.FaultPaid}
	case position.State == billing.Cancelled:
		return m, position, &pagopa.Fault{Code: pagopa.FaultCancelled}
	default:
		return m, position, &pagopa.Fault{Code: pagopa.FaultUnknown}
	}
}
