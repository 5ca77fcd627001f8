package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
)

// Bills reads notices and remembers what was published.
type Bills interface {
	Find(ctx context.Context, creditor string, number pagopa.NoticeNumber) (billing.Position, error)
	Published(ctx context.Context, position billing.Position) error
	Refused(ctx context.Context, position billing.Position, why string) error
}

// Debtors finds the parent who owes a notice.
type Debtors interface {
	Guardian(ctx context.Context, tenant, guardian string) (school.Guardian, error)
}

// Creditors finds the municipality that a notice is of.
type Creditors interface {
	ByCreditor(ctx context.Context, fiscalCode string) (municipality.Municipality, error)
}

// Archive is pagoPA's archive of notices.
type Archive interface {
	Put(ctx context.Context, position pagopa.ArchivedPosition) error
}

// Publisher tells the archive of notices.
type Publisher struct {
	Bills     Bills
	Creditors Creditors
	Debtors   Debtors
	Archive   Archive
	Clock     calendar.Clock
	Log       *slog.Logger
}

// maxLooks bounds how often a notice that changes meanwhile is published again: the office does not
// change one faster than the archive answers.
const maxLooks = 3

// Publish handles one message of the queue. After publishing it looks at the notice again: when
// two messages of a notice overtake each other, whichever ends last has published the last state.
func (p Publisher) Publish(ctx context.Context, delivered lambdahost.Message) error {
	var message Message
	if err := json.Unmarshal([]byte(delivered.Body), &message); err != nil {
		return fmt.Errorf("not a notice message: %w", err)
	}
	if message.Version != messageVersion {
		return fmt.Errorf("notice message of unknown version %d", message.Version)
	}
	position, err := p.Bills.Find(ctx, message.Creditor, message.Number)
	for look := 0; err == nil && look < maxLooks; look++ {
		var after billing.Position
		put := p.put(ctx, position)
		if after, err = p.Bills.Find(ctx, message.Creditor, message.Number); err != nil {
			return err
		}
		if after.Revision == position.Revision {
			return p.note(ctx, position, put)
		}
		position = after
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("notice %s kept changing", message.Number)
}

// put tells the archive the state of a notice. It has nothing to hear of one that a receipt paid:
// pagoPA collected the money, and knows. Of a receipt that the office attached it knows another notice.
func (p Publisher) put(ctx context.Context, position billing.Position) error {
	if position.State == billing.Paid && (position.Payment == nil || position.Receipted()) {
		return nil
	}
	creditor, err := p.Creditors.ByCreditor(ctx, position.Creditor)
	if err != nil {
		return fmt.Errorf("creditor of a notice: %w", err)
	}
	debtor, err := p.Debtors.Guardian(ctx, position.Tenant, position.Guardian)
	if err != nil {
		return fmt.Errorf("debtor of a notice: %w", err)
	}
	archived := pagopa.ArchivedPosition{
		CreditorFiscalCode: position.Creditor, Notice: position.Number, Description: position.Description,
		Debtor:  pagopa.Subject{Kind: "F", FiscalCode: debtor.FiscalCode, FullName: debtor.FullName()},
		DueDate: position.Due, Expires: position.Strict, CompanyName: creditor.Name,
		Transfers: slices.Clone(position.Transfers),
	}
	for i, part := range archived.Transfers {
		if part.FiscalCode == creditor.FiscalCode {
			archived.Transfers[i].PostalIBAN = creditor.PostalIBAN
		}
	}
	switch position.State {
	case billing.Open:
		archived.Amount = position.Amount
	case billing.Paid:
		archived.PaidOn = calendar.DayOf(position.Payment.At)
	case billing.Cancelled: // neither an amount nor a day of payment
	}
	return p.Archive.Put(ctx, archived)
}

// note remembers how the publication ended. A refusal is final until the notice changes: it is
// kept for the office and counted, and does not come from the queue again.
func (p Publisher) note(ctx context.Context, position billing.Position, put error) error {
	invocation.Note(ctx, slog.String("tenant", position.Tenant), slog.String("notice", position.Number.String()),
		slog.String("state", string(position.State)), slog.String("origin", position.Origin))
	if errors.Is(put, pagopa.ErrArchiveRefused) {
		invocation.Note(ctx, slog.String("refusal", put.Error()))
		lambdahost.Count(p.Log, p.Clock(), lambdahost.Office, "RefusedNotices", 1)
		return p.Bills.Refused(ctx, position, put.Error())
	}
	if put != nil {
		return put
	}
	return p.Bills.Published(ctx, position)
}
