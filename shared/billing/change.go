package billing

import (
	"context"
	"errors"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Action is what the office does to the notice of an issued document. The
// document itself does not change.
type Action string

// The office's actions.
const (
	Reprice      Action = "importo" // another amount is owed
	Withdraw     Action = "annullo" // nothing is owed any more
	PayElsewhere Action = "incasso" // it was paid, but not by pagoPA
)

// Change is one action of the office on a document's notice.
type Change struct {
	Document string // its number or id
	// Notice is the one that an operator saw: when another has taken its place, nothing changes. "" is for whichever it is.
	Notice pagopa.NoticeNumber
	Action Action
	Amount money.Cents  // of Reprice: what is owed now
	Day    calendar.Day // of PayElsewhere: when it was paid
	Method string       // of PayElsewhere: Cash, BankTransfer or Card
	// Seen is one more than the Revision of the notice that an operator saw: a notice that has changed since stays as it
	// is. 0 is for whatever the notice is by now.
	Seen int
}

// PaidOn reports whether the office may have been paid on a day: not in the future, and not so long ago that it must be a slip.
func PaidOn(day, today calendar.Day) bool {
	return !day.After(today) && !day.Before(today.AddDays(-366))
}

// ChangeDocument does what the office says to a document's notice, and has it
// published. It returns false when the notice is so already: a change sent
// twice is one. Errors are problem.NotFound for an unknown document,
// problem.Invalid for an amount that the shares of others do not leave room
// for, and problem.Conflict when the notice is paid or cancelled otherwise.
func (s Store) ChangeDocument(ctx context.Context, m municipality.Municipality, change Change) (bool, error) {
	position, err := s.NoticeOf(ctx, m, change.Document)
	switch {
	case err != nil:
		return false, err
	case change.Notice != "" && change.Notice != position.Number:
		return false, errRevised
	case change.done(position):
		return false, nil
	}
	if change.Seen != 0 && change.Seen != position.Revision+1 {
		return false, errRevised
	}
	what, err := change.revision(position)
	if err != nil {
		return false, err
	}
	err = s.revise(ctx, position, what)
	return err == nil, err
}

// NoticeOf returns the notice of a document by its number or id. The error is problem.NotFound.
func (s Store) NoticeOf(ctx context.Context, m municipality.Municipality, document string) (Position, error) {
	var found Document
	err := s.Ledger.Get(ctx, dynamo.Document(m.ID, Document{Number: document}.ID()), &found)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Position{}, problem.Missing().Because(err)
	}
	if err != nil {
		return Position{}, err
	}
	return s.Find(ctx, m.FiscalCode, found.Notice)
}

// done reports whether a position is already as the change wants it.
func (c Change) done(p Position) bool {
	switch c.Action {
	case Reprice:
		return p.State == Open && p.Amount == c.Amount
	case Withdraw:
		return p.State == Cancelled
	default:
		return p.State == Paid && p.Payment != nil && p.Payment.Elsewhere && p.Payment.Method == c.Method &&
			calendar.DayOf(p.Payment.At) == c.Day
	}
}

// revision is what the change does to a position.
func (c Change) revision(p Position) (revision, error) {
	switch c.Action {
	case Reprice:
		parts, err := repriced(p, c.Amount)
		issued := p.Issued
		if issued == 0 {
			issued = p.Amount
		}
		return revision{
			set:    "#amount = :amount, #transfers = :transfers, #issued = :issued",
			values: map[string]any{":amount": c.Amount, ":transfers": parts, ":issued": issued},
		}, err
	case Withdraw:
		return revision{set: "#state = :new", values: map[string]any{":new": Cancelled}}, nil
	case PayElsewhere:
		payment := Payment{At: c.Day.Start().UTC(), PSP: "Comune", Method: c.Method, Elsewhere: true}
		return revision{
			set:    "#state = :new, #payment = :payment",
			values: map[string]any{":new": Paid, ":payment": payment},
		}, nil
	default:
		return revision{}, problem.New(problem.Invalid, "L'operazione è importo, annullo oppure incasso.")
	}
}

// repriced returns the parts of a position for another amount: the shares of
// other creditors stay, the municipality's own part takes the difference.
func repriced(p Position, amount money.Cents) ([]pagopa.Transfer, error) {
	parts := slices.Clone(p.Transfers)
	if len(parts) == 0 {
		return nil, errShares
	}
	parts[0].Amount += amount - p.Amount
	if !amount.InRange() || parts[0].Amount <= 0 { // what the others get is more than nothing
		return nil, errShares
	}
	return parts, nil
}
