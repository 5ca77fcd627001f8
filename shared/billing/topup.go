package billing

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Order is a parent's confirmed list of top-ups. The caller has checked that
// the pupils are the parent's and that the amounts keep the municipality's
// limits.
type Order struct {
	Municipality municipality.Municipality
	Guardian     string
	// Session and Form name the form that was sent: sending it again gives the
	// same cart, never a second set of notices.
	Session, Form string
	TopUps        []PupilAmount
	// Marks are what the causale says of a pupil, by pupil, as the Comune allows it; none by default.
	Marks map[string]string
	// Listed says that the top-ups are the parent's list, which empties with the order: another list by now is
	// refused, also one that another window has confirmed.
	Listed bool
}

// PupilAmount is one top-up: a pupil's account and an amount.
type PupilAmount struct {
	Pupil  string      `dynamodbav:"pupil"`
	Amount money.Cents `dynamodbav:"amount"`
}

// topUpDescription is the causale of a top-up. By itself it names nobody.
const topUpDescription = "Servizio mensa scolastica, ricarica"

// dailyTopUps is how many top-ups a parent may confirm in a day.
func dailyTopUps(m municipality.Municipality) form.Limit {
	return form.Limit{Purpose: dynamo.ToTopUp, Max: m.TopUpsPerDay(), What: "confermare più di %d ricariche"}
}

// withNumber does what wants a free notice number of its own, again with another number when the answer is
// errNumberTaken.
func (s Store) withNumber(m municipality.Municipality, do func(pagopa.NoticeNumber) error) error {
	for range maxDraws {
		number, err := pagopa.RandomNoticeNumber(m.Segregation, s.Random)
		if err != nil {
			return err
		}
		if err := do(number); !errors.Is(err, errNumberTaken) {
			return err
		}
	}
	return errNoNumber
}

// errNoNumber says that every number that was drawn was taken.
var errNoNumber = fmt.Errorf("billing: no free notice number after %d draws", maxDraws)

// maxDraws bounds how often new notice numbers are drawn when one is taken.
const maxDraws = 5

// OverCredit says that a top-up would lift a pupil's credit above the municipality's
// limit, once it and all open top-ups are paid.
type OverCredit struct{ TopUp PupilAmount }

// Error names no pupil.
func (OverCredit) Error() string { return "billing: a top-up above the limit of credit" }

// errStale is what a parent reads who confirms a list that has changed meanwhile.
var errStale = problem.New(problem.Conflict, "L'elenco che vedi non è più quello attuale: lo hai già confermato o "+
	"cambiato in un'altra finestra. Non abbiamo aggiunto altro: riapri Ricariche e controlla.")

// The places of the writes of an order whose conditions are told apart: the form, the parent's count of the day, what each
// account expects, by top-up, and then the list.
const (
	orderForm = iota
	orderCount
	orderExpected
)

// OpenTopUps opens one debt position a pupil, and the cart that holds them, in
// one transaction. It returns the cart's id. The error is a problem.TooMany for more
// than the municipality takes from one parent in a day, a problem.Conflict for a list that
// is another by now, and an OverCredit for more credit than it takes for a pupil.
func (s Store) OpenTopUps(ctx context.Context, order Order) (string, error) {
	if len(order.TopUps) == 0 || len(order.TopUps) > pagopa.MaxCartNotices {
		return "", problem.New(problem.Invalid, fmt.Sprintf(
			"Puoi confermare da una a %d ricariche per volta.", pagopa.MaxCartNotices))
	}
	for range maxDraws {
		cart, writes, err := s.topUpWrites(ctx, order)
		if err != nil {
			return "", err
		}
		err = dynamo.Transact(ctx, s.Ledger.Client, writes)
		var cancelled *dynamo.Cancelled
		if !errors.As(err, &cancelled) {
			return cart, err
		}
		if cancelled.ConditionFailed(orderForm) {
			return form.Before[string](cancelled, orderForm)
		}
		if cancelled.ConditionFailed(orderCount) {
			return "", dailyTopUps(order.Municipality).Reached(cancelled, orderCount, s.Clock.Today())
		}
		if order.Listed && cancelled.ConditionFailed(orderExpected+len(order.TopUps)) {
			return "", errStale.Because(err)
		}
		for i, topUp := range order.TopUps {
			if cancelled.ConditionFailed(orderExpected + i) {
				return "", OverCredit{topUp}
			}
		}
	}
	return "", errNoNumber
}

// topUpWrites are the writes of an order, those in their places first whose conditions are told apart.
func (s Store) topUpWrites(ctx context.Context, order Order) (string, []types.TransactWriteItem, error) {
	now := s.Clock().UTC()
	cart := Cart{Tenant: order.Municipality.ID, Guardian: order.Guardian, Created: now}
	var err error
	if cart.ID, err = s.randomID(); err != nil {
		return "", nil, err
	}
	sent := form.Form{Purpose: dynamo.ToTopUp, Holder: order.Session, Key: order.Form}
	once, err := form.Once(s.Ops, sent, cart.ID, now)
	if err != nil {
		return "", nil, err
	}
	ofDay, err := dailyTopUps(order.Municipality).Count(
		s.Ops, cart.Tenant, cart.Guardian, calendar.DayOf(now), len(order.TopUps))
	if err != nil {
		return "", nil, err
	}
	writes := []types.TransactWriteItem{orderForm: once, orderCount: ofDay}
	for _, topUp := range order.TopUps {
		expected, err := s.Accounts.Expect(cart.Tenant, topUp.Pupil, topUp.Amount, order.Municipality.CreditMax)
		if err != nil {
			return "", nil, err
		}
		writes = append(writes, expected)
	}
	if order.Listed {
		emptied, err := s.emptied(cart.Tenant, cart.Guardian, order.TopUps)
		if err != nil {
			return "", nil, err
		}
		writes = append(writes, emptied)
	}
	for _, topUp := range order.TopUps {
		position, err := s.topUpPosition(ctx, order, topUp, now)
		if err != nil {
			return "", nil, err
		}
		both, err := s.creation(position)
		if err != nil {
			return "", nil, err
		}
		writes = append(writes, both...)
		cart.Notices = append(cart.Notices, Chosen{position.Number, position.CreatedDay()})
	}
	kept, err := s.Ledger.Put(dynamo.Cart(cart.ID), cart, dynamo.Absent)
	return cart.ID, append(writes, kept), err
}

func (s Store) topUpPosition(
	ctx context.Context, order Order, topUp PupilAmount, now time.Time,
) (Position, error) {
	if topUp.Amount <= 0 || !topUp.Amount.InRange() {
		return Position{}, problem.New(problem.Invalid, "L'importo di una ricarica deve essere maggiore di zero.")
	}
	m := order.Municipality
	number, err := pagopa.RandomNoticeNumber(m.Segregation, s.Random)
	if err != nil {
		return Position{}, err
	}
	parts, err := transfers(m, school.Canteen, topUp.Amount, topUpDescription)
	description := topUpDescription
	if mark := order.Marks[topUp.Pupil]; mark != "" {
		description += ", " + mark
	}
	return Position{
		Creditor: m.FiscalCode, Number: number, Tenant: m.ID, Guardian: order.Guardian, Pupil: topUp.Pupil,
		Kind: TopUp, Service: school.Canteen, Amount: topUp.Amount, Description: description,
		Due:       calendar.DayOf(now).AddDays(m.TopUpLasts()),
		Transfers: parts, State: Open, Created: now, Origin: invocation.ID(ctx),
	}, err
}

// randomID returns 128 random bits in hex, an id that cannot be guessed.
func (s Store) randomID() (string, error) {
	random := make([]byte, 16)
	if _, err := io.ReadFull(s.Random, random); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return hex.EncodeToString(random), nil
}
