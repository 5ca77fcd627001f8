package billing

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Cart is a parent's choice of notices to pay together. It says nothing about
// money: what is paid is known from the positions alone.
type Cart struct {
	ID       string    `dynamodbav:"id"`
	Tenant   string    `dynamodbav:"tenant"`
	Guardian string    `dynamodbav:"guardian"`
	Notices  []Chosen  `dynamodbav:"notices"` // in the order of choice
	Created  time.Time `dynamodbav:"created"`
}

// Chosen names a notice in the parent's list.
type Chosen struct {
	Number  pagopa.NoticeNumber `dynamodbav:"nav"`
	Created calendar.Day        `dynamodbav:"created"`
}

// errChosenChanged is what a parent reads whose choice is not open any more.
var errChosenChanged = problem.New(problem.Conflict,
	"Uno degli avvisi scelti nel frattempo è stato pagato o annullato. Controlla l'elenco e riprova.")

// ErrHeld is what a parent reads who wants to pay a notice that is Held.
var ErrHeld = problem.New(problem.Conflict, "Per uno di questi avvisi è arrivato un pagamento che non corrisponde. "+
	"Finché l'ufficio non l'ha controllato l'avviso non si può pagare: non devi fare nulla.")

// dailyPayments is how many choices a parent may make and how often leave for Checkout in
// a day, together: far more than anybody needs, and no matter for a municipality to settle.
func dailyPayments() form.Limit {
	return form.Limit{Purpose: dynamo.ToPay, Max: 100, What: "scegliere e avviare più di %d pagamenti"}
}

// NewCart keeps a choice of one to five of the parent's open positions. The error is
// a problem.TooMany for too many choices in a day.
func (s Store) NewCart(
	ctx context.Context, tenant, guardian string, chosen []Position,
) (Cart, error) {
	if len(chosen) == 0 || len(chosen) > pagopa.MaxCartNotices {
		return Cart{}, problem.New(problem.Invalid, "Scegli da uno a cinque avvisi da pagare insieme.")
	}
	cart := Cart{Tenant: tenant, Guardian: guardian, Created: s.Clock().UTC()}
	for _, position := range chosen {
		if position.Tenant != tenant || position.Guardian != guardian {
			return Cart{}, problem.Missing()
		}
		if position.State != Open {
			return Cart{}, errChosenChanged
		}
		if position.Held() {
			return Cart{}, ErrHeld
		}
		if position.Expired(calendar.DayOf(cart.Created)) {
			return Cart{}, problem.New(problem.Conflict,
				"Uno degli avvisi scelti è scaduto e non si può più pagare. Rivolgiti al Comune.")
		}
		cart.Notices = append(cart.Notices, Chosen{position.Number, position.CreatedDay()})
	}
	var err error
	if cart.ID, err = s.randomID(); err != nil {
		return Cart{}, err
	}
	kept, err := s.Ledger.Put(dynamo.Cart(cart.ID), cart, "")
	if err != nil {
		return Cart{}, err
	}
	today := calendar.DayOf(cart.Created)
	ofDay, err := dailyPayments().Count(s.Ops, tenant, guardian, today, 1)
	if err != nil {
		return Cart{}, err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, []types.TransactWriteItem{ofDay, kept})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return Cart{}, dailyPayments().Reached(cancelled, 0, today)
	}
	return cart, err
}

// CartOf returns a parent's cart and its positions as they stand now, in the
// order of choice. Another parent's cart looks missing.
func (s Store) CartOf(
	ctx context.Context, tenant, guardian, id string,
) (Cart, []Position, error) {
	var cart Cart
	err := s.Ledger.Get(ctx, dynamo.Cart(id), &cart)
	if errors.Is(err, dynamo.ErrNoItem) || err == nil && (cart.Tenant != tenant || cart.Guardian != guardian) {
		return Cart{}, nil, problem.Missing()
	}
	if err != nil {
		return Cart{}, nil, err
	}
	place := make(map[pagopa.NoticeNumber]int, len(cart.Notices))
	keys := make([]dynamo.Key, 0, len(cart.Notices))
	for i, chosen := range cart.Notices {
		place[chosen.Number] = i
		keys = append(keys, dynamo.Notice(tenant, guardian, chosen.Created, chosen.Number.String()))
	}
	positions, err := dynamo.BatchGet[Position](ctx, s.Ledger, keys)
	if err != nil {
		return Cart{}, nil, err
	}
	slices.SortFunc(positions, func(a, b Position) int { return cmp.Compare(place[a.Number], place[b.Number]) })
	return cart, positions, nil
}

// CountStart counts that a parent is about to leave for Checkout, whose answers are there
// for everybody. The error is a problem.TooMany for too many payments in a day.
func (s Store) CountStart(ctx context.Context, tenant, guardian string) error {
	today := s.Clock.Today()
	ofDay, err := dailyPayments().Count(s.Ops, tenant, guardian, today, 1)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{ofDay})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return dailyPayments().Reached(cancelled, 0, today)
	}
	return err
}
