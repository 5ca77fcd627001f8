package main

import (
	"net/http"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// randomIDs is the form of ids that are drawn at random: of a cart, and of a rating.
var randomIDs = pattern.Of(`^[0-9a-f]{32}$`)

// choice is a cart with its notices as they stand now.
type choice struct {
	ID      string
	Notices []due
	Total   money.Cents
	// Open, Paid and Cancelled count the notices in each state.
	Open, Paid, Cancelled int
	// TopUps and Fees say what kinds of notices there are.
	TopUps, Fees bool
	// Held says that money of another amount came for at least one of them: nothing can be paid now.
	Held bool
	// Wait says that a payment of at least one of them is under way: until Until.
	Wait  bool
	Until time.Time
	// Verifying says that it is the payment of a top-up with another cart: it is not to be paid twice.
	Verifying bool
	// Online and Payable say that the installation has Checkout, and pagoPA's station.
	Online, Payable bool
}

// AllPaid reports whether nothing is left to pay.
func (c choice) AllPaid() bool { return len(c.Notices) > 0 && c.Paid == len(c.Notices) }

// positions returns the notices that can still be paid.
func (c choice) positions() []billing.Position {
	var open []billing.Position
	for _, notice := range c.Notices {
		if notice.State == billing.Open {
			open = append(open, notice.Position)
		}
	}
	return open
}

// choice reads the parent's cart that the address names.
func (h Handler) choice(r *http.Request, visit web.Visit) (choice, error) {
	return h.choiceNamed(r, visit, r.PathValue("cart"))
}

func (h Handler) choiceNamed(r *http.Request, visit web.Visit, id string) (choice, error) {
	if !randomIDs.Matches(id) {
		return choice{}, problem.Missing()
	}
	m, guardian := visit.Municipality, visit.Session.Guardian
	var cart billing.Cart
	var links []school.Link
	var positions []billing.Position
	err := beside.Together(
		func() error {
			var err error
			cart, positions, err = h.Billing.CartOf(r.Context(), m.ID, guardian, id)
			return err
		},
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(r.Context(), m.ID, guardian) }),
	)
	if err != nil {
		return choice{}, err
	}
	notices := named(links, visit, positions)
	chosen := choice{ID: cart.ID, Notices: notices}
	for _, notice := range notices {
		if chosen.Total, err = chosen.Total.Add(notice.Amount); err != nil {
			return choice{}, err
		}
		chosen.TopUps = chosen.TopUps || notice.Kind == billing.TopUp
		chosen.Fees = chosen.Fees || notice.Kind != billing.TopUp
		switch notice.State {
		case billing.Paid:
			chosen.Paid++
		case billing.Cancelled:
			chosen.Cancelled++
		default:
			chosen.Open++
			if notice.Wait {
				chosen.Wait, chosen.Until = true, notice.VerifiedBy()
			}
			chosen.Held = chosen.Held || notice.Held
			chosen.Verifying = chosen.Verifying || notice.verifying() && notice.AttemptedBy != cart.ID
		}
	}
	return chosen, nil
}
