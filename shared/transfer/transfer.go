// Package transfer moves credit from one pupil's account to another's and takes that back: between a parent's own
// children, or by the office. Whoever calls has checked that the actor may do so with both accounts.
//
// A transfer is two entries of the ledger that name each other and sum to zero. Nothing else is stored of it, and
// taking it back is two more: what happened to it is read off the accounts.
package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
)

// Store posts transfers to the accounts; Ops remembers the forms that were sent.
type Store struct {
	Accounts ledger.Store
	Ops      dynamo.Table
	Clock    calendar.Clock
}

// Order is a transfer that somebody confirmed.
type Order struct {
	Tenant   string
	From, To string // pupils
	Amount   money.Cents
	By       string // who moves it: the id of a guardian, or of an operator of the office
	Note     string // the office's words, for the parent; "" without
	// Most is the highest credit of an account, open top-ups included; 0 is no limit.
	Most money.Cents
	// Form is the one that was sent: again, it moves nothing more.
	Form form.Form
	// Limit is how often By may do so in a day; there is none when its Max is 0.
	Limit form.Limit
}

// TooLittle says that the account that pays has less credit than it should give.
type TooLittle struct{ Balance money.Cents }

// Error names no pupil.
func (TooLittle) Error() string { return "transfer: more than the credit" }

// TooMuch says that the other account would pass the limit of credit: what it expects, open top-ups included.
type TooMuch struct{ Expected money.Cents }

// Error names no pupil.
func (TooMuch) Error() string { return "transfer: above the limit of credit" }

var errSense = problem.New(problem.Invalid, "Scegli due conti diversi e un importo maggiore di zero.")

// Make moves credit in one transaction and returns the transfer's id. The same form sent again returns the id that
// it had. The error is a TooLittle or a TooMuch for accounts that do not allow it, as they are in the transaction,
// and a problem.TooMany beyond the limit of the day.
func (s Store) Make(ctx context.Context, order Order) (string, error) {
	if order.From == order.To || order.Amount <= 0 || !order.Amount.InRange() {
		return "", errSense
	}
	now := s.Clock()
	m := ledger.Moving{
		ID: id(order.Form), From: order.From, To: order.To, Amount: order.Amount,
		Day: calendar.DayOf(now), By: order.By, Note: order.Note,
	}
	once, err := form.Once(s.Ops, order.Form, m.ID, now)
	if err != nil {
		return "", err
	}
	writes, err := s.Accounts.TransferWrites(order.Tenant, m, order.Most)
	if err != nil {
		return "", err
	}
	writes = append(writes, once)
	if order.Limit.Max > 0 {
		ofDay, err := order.Limit.Count(s.Ops, order.Tenant, order.By, m.Day, 1)
		if err != nil {
			return "", err
		}
		writes = append(writes, ofDay)
	}
	err = dynamo.Transact(ctx, s.Ops.Client, writes)
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return m.ID, err
	}
	const formSent, counted = 4, 5
	switch {
	case cancelled.ConditionFailed(formSent):
		return form.Before[string](cancelled, formSent)
	case cancelled.ConditionFailed(counted):
		return "", order.Limit.Reached(cancelled, counted, m.Day)
	default:
		return "", refused(cancelled)
	}
}

// id is the name of what a form moves: 64 bits in hex.
func id(sent form.Form) string {
	sum := sha256.Sum256([]byte(string(sent.Purpose) + "#" + sent.Holder + "#" + sent.Key))
	return hex.EncodeToString(sum[:8])
}

// refused tells which account did not allow the four writes of a transfer.
func refused(cancelled *dynamo.Cancelled) error {
	var account ledger.Account // one that is not there is empty
	switch {
	case cancelled.ConditionFailed(ledger.Covered):
		_ = cancelled.Old(ledger.Covered, &account)
		return TooLittle{account.Balance}
	case cancelled.ConditionFailed(ledger.Roomy):
		_ = cancelled.Old(ledger.Roomy, &account)
		return TooMuch{account.Expected}
	default:
		return fmt.Errorf("transfer: %w", cancelled)
	}
}

// Made is a transfer as one of its accounts has it.
type Made struct {
	ledger.Moving
	At        time.Time
	TakenBack bool
}

// Until is the moment from which the transfer stays: when the next day's evening debits begin.
func (m Made) Until() time.Time { return m.Day.AddDays(1).At(ledger.Evening) }

// MayGoBack reports whether it is still time to take the transfer back.
func (m Made) MayGoBack(now time.Time) bool { return !m.TakenBack && m.Late(now) == nil }

// From returns the transfers that an account paid, newest first.
func From(pupil string, account ledger.Statement) []Made {
	back := map[string]bool{}
	for _, line := range account.Lines {
		if line.Kind == ledger.Transfer {
			back[line.Corrects] = true
		}
	}
	var list []Made
	for _, line := range account.Lines {
		if line.Kind != ledger.Transfer || line.Corrects != "" || line.Amount >= 0 || line.Transfer == nil {
			continue
		}
		list = append(list, Made{
			Moving: ledger.Moving{
				ID: line.Transfer.ID, From: pupil, To: line.Transfer.Other, Amount: -line.Amount, Day: line.Day,
				By: line.Transfer.By, Note: line.Note,
			},
			At: line.Posted, TakenBack: back[line.Key],
		})
	}
	return list
}

// Late is a problem.Conflict from Until on, and nil before.
func (m Made) Late(now time.Time) error {
	if now.Before(m.Until()) {
		return nil
	}
	return problem.New(problem.Conflict, fmt.Sprintf("Questo spostamento si poteva annullare fino alle %s del %s. Puoi farne "+
		"uno nuovo nell'altro verso.", calendar.ItalianTime(m.Until()), calendar.DayOf(m.Until()).Italian()))
}

// TakeBack moves a transfer's credit back, once. It returns false when it was taken back before. The error is a
// problem.Conflict from Until on, a TooLittle when the other account has spent it, and a TooMuch when the first would
// pass the limit of credit, most, by top-ups that were opened meanwhile.
func (s Store) TakeBack(ctx context.Context, tenant string, m Made, by string, most money.Cents) (bool, error) {
	if err := m.Late(s.Clock()); err != nil {
		return false, err
	}
	back := m.Moving
	back.By = by
	writes, err := s.Accounts.TakeBackWrites(tenant, back, most)
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, writes)
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return err == nil, err
	}
	if cancelled.ConditionFailed(ledger.Entered) {
		return false, nil
	}
	return false, refused(cancelled)
}
