package billing

import (
	"context"

	"serviziscolastici/shared/problem"
)

// errNotCancellable is what a parent reads who cancels too late.
var errNotCancellable = problem.New(problem.Conflict,
	"Questo avviso non si può annullare: nel frattempo è stato pagato o annullato, oppure un pagamento è in "+
		"verifica.")

// CancelTopUp takes back a top-up that the parent does not want to pay. The
// error is a problem.Conflict unless the notice is open and no payment is under
// way; a document's notice is the office's to cancel and counts as missing here.
// A receipt that comes all the same is parked for the office (CancelledNotice).
func (s Store) CancelTopUp(ctx context.Context, position Position) error {
	if position.Kind != TopUp {
		return problem.Missing()
	}
	released, err := s.Accounts.Release(position.Tenant, position.Pupil, position.Amount)
	if err != nil {
		return err
	}
	err = s.revise(ctx, position, revision{
		set: "#state = :new", values: map[string]any{":new": Cancelled}, onlyIdle: true,
	}, released)
	if problem.Is(err, problem.Conflict) {
		return errNotCancellable.Because(err)
	}
	return err
}
