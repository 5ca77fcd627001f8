package billing

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/waiting"
)

// RefundState is how far a refund is.
type RefundState string

// The states of a refund. One that is taken back is none any more.
const (
	RefundAsked    RefundState = "asked"    // da rimborsare
	RefundApproved RefundState = "approved" // approvato, by a second person
	RefundPaid     RefundState = "paid"     // pagato
)

// Refund is the money of a parked receipt on its way back to who paid. It is always the whole amount: never more than
// was paid, and nothing of it has another effect.
type Refund struct {
	State  RefundState `dynamodbav:"state"`
	Amount money.Cents `dynamodbav:"amount"`
	Payee
	Reason string `dynamodbav:"why"`
	// Asked is who marked it for refund, Approved who approved it, another person; nil before.
	Asked    Hand  `dynamodbav:"asked"`
	Approved *Hand `dynamodbav:"approved,omitempty"`
	// Listed is the day on which it was first in the list for the treasury; zero before.
	Listed calendar.Day `dynamodbav:"listed,omitempty"`
	// PaidOn and Order are the day and number of the treasury's order (mandato), once it is paid.
	PaidOn calendar.Day `dynamodbav:"paidOn,omitempty"`
	Order  string       `dynamodbav:"order,omitempty"`
	// Revision is another one after each step, so that nobody decides on what has changed since it was shown.
	Revision string `dynamodbav:"revision"`
}

// Payee is who gets the money, and where.
type Payee struct {
	Name       string `dynamodbav:"name"`
	FiscalCode string `dynamodbav:"fiscalCode"`
	IBAN       string `dynamodbav:"iban"`
}

// Hand is an operator who took a step.
type Hand struct {
	By   string    `dynamodbav:"by"` // id
	Name string    `dynamodbav:"name"`
	At   time.Time `dynamodbav:"at"` // UTC
}

// Same reports whether two hands are one person's, who may have two logins: SPID and the municipality's own account.
func (h Hand) Same(other Hand) bool {
	return h.By == other.By || h.Name != "" && strings.EqualFold(h.Name, other.Name)
}

// waitsFor is the list in which a refund waits, "" for one that is paid.
func (r Refund) waitsFor() waiting.Kind {
	switch r.State {
	case RefundAsked:
		return waiting.Approval
	case RefundApproved:
		return waiting.Payout
	case RefundPaid:
		return ""
	default:
		return ""
	}
}

var (
	errRefundMoved = problem.New(problem.Conflict,
		"Nel frattempo questo rimborso è cambiato. Riapri la pagina e controlla prima di riprovare.")
	errSamePerson = problem.New(problem.Forbidden,
		"Un rimborso lo approva una persona diversa da chi lo ha chiesto.")
	errPaidWhen = problem.New(problem.Invalid,
		"La data del pagamento non può essere futura, né prima di quella in cui i soldi sono arrivati.")
)

// AskRefund marks a parked receipt for refund, by an operator. The same again is no error; it is problem.Conflict when
// the receipt was dealt with in another way.
func (s Store) AskRefund(
	ctx context.Context, m municipality.Municipality, parked ParkedReceipt, to Payee, reason string, by Hand,
) error {
	own := parked.Own(m)
	switch {
	case own <= 0:
		return errNothingOwn
	case parked.Refund != nil && parked.Refund.Payee == to && parked.Refund.Asked.By == by.By:
		return nil
	case parked.Handled != nil:
		return errHandledOtherwise
	}
	by.At = s.Clock().UTC()
	return s.deal(ctx, m.ID, parked, step{
		to: &Handled{Way: Refunding, Day: s.Clock.Today()},
		refund: &Refund{
			State: RefundAsked, Amount: own, Payee: to, Reason: reason, Asked: by, Revision: rand.Text(),
		},
	})
}

// refunding returns a copy of the receipt's refund for its next step. The error is problem.Conflict when it is not the
// one that the operator saw, or in none of the states.
func refunding(parked ParkedReceipt, seen string, states ...RefundState) (Refund, error) {
	if parked.Refund == nil || parked.Refund.Revision != seen {
		return Refund{}, errRefundMoved
	}
	for _, state := range states {
		if parked.Refund.State == state {
			next := *parked.Refund
			next.Revision = rand.Text()
			return next, nil
		}
	}
	return Refund{}, errRefundMoved
}

// ApproveRefund lets a refund be paid. It is for another person than who asked for it: the error is problem.Forbidden
// otherwise, and problem.Conflict when the refund is not the one of the given revision.
func (s Store) ApproveRefund(ctx context.Context, tenant string, parked ParkedReceipt, seen string, by Hand) error {
	if r := parked.Refund; r != nil && r.State == RefundApproved && r.Approved.By == by.By {
		return nil // the same, sent twice
	}
	next, err := refunding(parked, seen, RefundAsked)
	if err != nil {
		return err
	}
	if next.Asked.Same(by) {
		return errSamePerson
	}
	by.At = s.Clock().UTC()
	next.State, next.Approved = RefundApproved, &by
	return s.deal(ctx, tenant, parked, step{to: parked.Handled, refund: &next})
}

// ListRefund notes that a refund goes into the list for the treasury, and returns whether it does: one that is not approved,
// or was taken back or paid meanwhile, does not.
func (s Store) ListRefund(ctx context.Context, tenant string, parked ParkedReceipt) (bool, error) {
	r := parked.Refund
	switch {
	case r == nil || r.State != RefundApproved:
		return false, nil
	case !r.Listed.IsZero():
		return true, nil
	}
	next := *r
	next.Listed, next.Revision = s.Clock.Today(), rand.Text()
	err := s.deal(ctx, tenant, parked, step{to: parked.Handled, refund: &next})
	if !problem.Is(err, problem.Conflict) {
		return err == nil, err
	}
	now, err := s.Parked(ctx, tenant, parked.PaidDay(), parked.ID()) // perhaps listed by somebody else
	return err == nil && now.Refund != nil && now.Refund.State == RefundApproved && !now.Refund.Listed.IsZero(), err
}

// barred says why an operator may not take the refund back, or nil: one that is approved is for another person than who
// asked for it, and one that the treasury may be paying is for a third.
func (r Refund) barred(by Hand) error {
	switch {
	case r.State != RefundApproved:
		return nil
	case r.Asked.Same(by):
		return errSamePerson
	case !r.Listed.IsZero() && r.Approved.Same(by):
		return problem.New(problem.Forbidden, "Questo rimborso è nella lista per la tesoreria dal "+r.Listed.Italian()+": chi lo "+
			"ha chiesto o approvato non può più annullarlo. Se il mandato non è partito, lo annulla una terza persona.")
	}
	return nil
}

// TakenBackBy reports whether an operator may take the refund back.
func (r Refund) TakenBackBy(by Hand) bool { return r.State != RefundPaid && r.barred(by) == nil }

// WithdrawRefund takes a refund back that is not paid: the receipt waits again. The error is problem.Forbidden for who may
// not (see TakenBackBy), and problem.Conflict when the refund is not the one of the given revision.
func (s Store) WithdrawRefund(ctx context.Context, tenant string, parked ParkedReceipt, seen string, by Hand) error {
	if parked.Refund != nil {
		if err := parked.Refund.barred(by); err != nil {
			return err
		}
	}
	if _, err := refunding(parked, seen, RefundAsked, RefundApproved); err != nil {
		return err
	}
	return s.deal(ctx, tenant, parked, step{})
}

// PayRefund notes that the treasury has paid an approved refund, on a day and with the number of its order.
func (s Store) PayRefund(
	ctx context.Context, tenant string, parked ParkedReceipt, seen string, on calendar.Day, order string,
) error {
	if r := parked.Refund; r != nil && r.State == RefundPaid && r.PaidOn == on && r.Order == order {
		return nil // the same, sent twice
	}
	next, err := refunding(parked, seen, RefundApproved)
	if err != nil {
		return err
	}
	if on.After(s.Clock.Today()) || on.Before(parked.PaidDay()) {
		return errPaidWhen
	}
	next.State, next.PaidOn, next.Order = RefundPaid, on, order
	return s.deal(ctx, tenant, parked, step{to: &Handled{Way: Refunded, Day: on}, refund: &next})
}
