package billing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/waiting"
)

// Way is what the office did with the money of a parked receipt.
type Way string

// The ways to deal with a parked receipt.
const (
	Refunded  Way = "refunded"  // paid back to who had paid
	Credited  Way = "credited"  // put on an account
	Attached  Way = "attached"  // it paid another notice, or its own after a change
	Refunding Way = "refunding" // to be paid back: ParkedReceipt.Refund says how far it is
)

// Handled says that a parked receipt waits no longer. It moves no money: it tells the parent, and the
// office's list, what was done with it.
type Handled struct {
	Way Way          `dynamodbav:"way"`
	Day calendar.Day `dynamodbav:"day"`
	// Pupil is whose account was credited, and Notice the one that it paid: where the office did so on its pages,
	// with an entry in the same transaction. With a row of movimenti.csv they are empty.
	Pupil  string              `dynamodbav:"pupil,omitempty"`
	Notice pagopa.NoticeNumber `dynamodbav:"notice,omitempty"`
}

// told is what of it the notice of the receipt keeps, for the parent.
func (h Handled) told() Handled { return Handled{Way: h.Way, Day: h.Day} }

// Handle notes today what the office did with a parked receipt. Noted once, it stays: the same again is no
// error. The receipt is named by the id that ParkedReceipt.ID gives. The error is problem.NotFound when none
// with that id is parked, and problem.Conflict when it was dealt with in another way before.
func (s Store) Handle(ctx context.Context, tenant, receipt string, way Way) error {
	parked, err := s.ParkedReceipts(ctx, tenant)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(parked, func(p ParkedReceipt) bool {
		return p.ID() == receipt
	})
	if at < 0 {
		return problem.Missing()
	}
	found := parked[at]
	if found.Handled != nil {
		if found.Handled.Way == way && found.Handled.Pupil == "" { // with a pupil a page has moved the money
			return nil
		}
		return errHandledOtherwise
	}
	return s.deal(ctx, tenant, found, step{to: &Handled{Way: way, Day: s.Clock.Today()}})
}

// errHandledOtherwise is what the office reads who says two things of one receipt.
var errHandledOtherwise = problem.New(problem.Conflict,
	"Di questa ricevuta è già annotato altro: controlla come è stata trattata.")

// step is what happens to a parked receipt.
type step struct {
	// to is what is noted, nil for a receipt that waits again; refund goes with it.
	to     *Handled
	refund *Refund
	// also are the writes of its effect.
	also []types.TransactWriteItem
	// paid is the notice that the effect pays: it is told by the effect's own write.
	paid pagopa.NoticeNumber
}

// deal takes a step with a parked receipt, as it was read: it, the notice that it names, its mark among what waits,
// and the effect, in one transaction. The error is problem.Conflict when somebody else dealt with it meanwhile.
func (s Store) deal(ctx context.Context, tenant string, parked ParkedReceipt, do step) error {
	noted, err := s.noted(ctx, tenant, parked, do)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{noted}
	marks, err := s.remarked(tenant, parked, do)
	if err != nil {
		return err
	}
	writes = append(append(writes, marks...), do.also...)
	if parked.Receipt.NoticeNumber != do.paid {
		told, err := s.tellExtra(ctx, parked, do.to)
		if err != nil {
			return err
		}
		writes = append(writes, told...)
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) && cancelled.ConditionFailed(0) {
		var now ParkedReceipt
		if do.to != nil && cancelled.Old(0, &now) == nil && now.Handled != nil && *now.Handled == *do.to && do.refund == nil {
			return nil // the same, sent twice
		}
		return errHandledOtherwise.Because(err)
	}
	if errors.As(err, &cancelled) {
		return errRevised.Because(err)
	}
	return err
}

// noted is the write of a step on the parked receipt. Its condition fails when the receipt is not as it was read.
func (s Store) noted(
	ctx context.Context, tenant string, parked ParkedReceipt, do step,
) (types.TransactWriteItem, error) {
	change := dynamo.Change{Condition: dynamo.Present + " AND attribute_not_exists(#handled)", Values: map[string]any{}}
	if parked.Refund != nil {
		change.Condition = "#refund.#revision = :was"
		change.Values[":was"] = parked.Refund.Revision
	}
	switch {
	case do.to == nil:
		change.Update = "REMOVE #handled, #refund"
	case do.refund == nil:
		change.Update = "SET #handled = :handled"
		change.Values[":handled"] = do.to
	default:
		change.Update = "SET #handled = :handled, #refund = :refund"
		change.Values[":handled"], change.Values[":refund"] = do.to, do.refund
	}
	return s.Ledger.Update(parked.key(tenant), dynamo.Signed(ctx, change))
}

// remarked are the writes that say what the receipt waits for after a step, where that is another thing than before.
func (s Store) remarked(tenant string, parked ParkedReceipt, do step) ([]types.TransactWriteItem, error) {
	before := waiting.ParkedReceipt
	if parked.Refund != nil {
		before = parked.Refund.waitsFor()
	}
	var after waiting.Kind
	switch {
	case do.to == nil:
		after = waiting.ParkedReceipt
	case do.refund != nil:
		after = do.refund.waitsFor()
	}
	if before == after {
		return nil, nil
	}
	end, err := parked.mark(before).End(s.Ops, tenant)
	if err != nil || after == "" {
		return []types.TransactWriteItem{end}, err
	}
	begin, err := parked.mark(after).Begin(s.Ops, tenant)
	return []types.TransactWriteItem{end, begin}, err
}

// tellExtra is the write that tells the receipt's own notice, if there is one, what became of the money.
func (s Store) tellExtra(ctx context.Context, parked ParkedReceipt, to *Handled) ([]types.TransactWriteItem, error) {
	position, err := s.Find(ctx, parked.Receipt.CreditorFiscalCode, parked.Receipt.NoticeNumber)
	if problem.Is(err, problem.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	extra := position.extra(parked.ID())
	if extra < 0 {
		return nil, nil
	}
	path := extraPath(extra)
	change := dynamo.Change{Update: "REMOVE " + path, Condition: dynamo.Present}
	if to != nil {
		change.Update, change.Values = "SET "+path+" = :handled", map[string]any{":handled": to.told()}
	}
	told, err := s.Ledger.Update(position.key(), change)
	return []types.TransactWriteItem{told}, err
}

// extra is the place of a payment among those that did not fit a notice, -1 for none. They are only ever added to, so
// that the place stays the same.
func (p Position) extra(receipt string) int {
	return slices.IndexFunc(p.Extras, func(e Extra) bool { return e.Receipt == receipt })
}

func extraPath(extra int) string { return fmt.Sprintf("#extras[%d].#handled", extra) }
