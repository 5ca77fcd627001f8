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
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/waiting"
)

// Reason says why a receipt was parked.
type Reason string

// The reasons to park a receipt. Money has arrived in every case: the office
// decides whether to credit or refund it.
const (
	UnknownNotice   Reason = "unknown_notice"
	CancelledNotice Reason = "cancelled_notice"
	AlreadyPaid     Reason = "already_paid" // a second payment, to refund
	OtherAmount     Reason = "other_amount"
	AlteredReceipt  Reason = "altered_receipt" // a known receiptId with another content
)

// ParkedReceipt is a receipt that waits for the office.
type ParkedReceipt struct {
	Reason   Reason         `dynamodbav:"reason"`
	Receipt  pagopa.Receipt `dynamodbav:"receipt"`
	Guardian string         `dynamodbav:"guardian,omitempty"` // the notice's debtor, when known
	Pupil    string         `dynamodbav:"pupil,omitempty"`
	Received time.Time      `dynamodbav:"received"`
	Raw      []byte         `dynamodbav:"raw"` // the SOAP message as it came
	// Handled says what the office did with the money; nil while it waits.
	Handled *Handled `dynamodbav:"handled,omitempty"`
	// Refund is the money's way back, while it goes and once it has gone; nil when nobody pays it back.
	Refund *Refund `dynamodbav:"refund,omitempty"`
}

// ID names the parked receipt for the office: its receiptId, and for one whose receiptId was known with
// another content the two together with its fingerprint, because the first one has the id.
func (p ParkedReceipt) ID() string { return parkedID(p.Reason, p.Receipt) }

// PaidDay is the day of payment, by which the receipt is filed.
func (p ParkedReceipt) PaidDay() calendar.Day { return calendar.DayOf(p.paidAt()) }

func (p ParkedReceipt) paidAt() time.Time {
	return paymentTime(pagopa.ReceiptMessage{Receipt: p.Receipt, ReceivedAt: p.Received})
}

func (p ParkedReceipt) key(tenant string) dynamo.Key {
	return dynamo.ParkedReceipt(tenant, p.PaidDay(), p.ID())
}

// mark is the mark of what the receipt waits for.
func (p ParkedReceipt) mark(kind waiting.Kind) waiting.Mark {
	return waiting.Mark{Kind: kind, Since: p.PaidDay(), ID: p.ID()}
}

func parkedID(reason Reason, receipt pagopa.Receipt) string {
	if reason == AlteredReceipt {
		return receipt.ReceiptID + "#" + fingerprint(receipt)[:16]
	}
	return receipt.ReceiptID
}

// park keeps a receipt that fits no open notice, for ever and for the office, so
// that a repetition is recognised here too.
func (s Store) park(
	ctx context.Context, tenant string, notice numbered, message pagopa.ReceiptMessage, reason Reason,
) (Outcome, error) {
	stored, err := s.storedReceipt(tenant, message, Parked, reason)
	if err != nil {
		return "", err
	}
	kept, err := s.parked(tenant, notice, message, reason)
	if err != nil {
		return "", err
	}
	writes := append([]types.TransactWriteItem{receiptWrite: stored}, kept...)
	if notice.known() {
		noted, err := s.noteExtra(notice, message, reason)
		if err != nil {
			return "", err
		}
		writes = append(writes, noted)
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) && cancelled.ConditionFailed(receiptWrite) {
		return s.repeated(ctx, tenant, notice, message, cancelled)
	}
	if err != nil {
		return "", err
	}
	return Parked, nil
}

// noteExtra tells a notice of a payment that does not fit it, so that the parent sees that the money has come.
func (s Store) noteExtra(
	notice numbered, message pagopa.ReceiptMessage, reason Reason,
) (types.TransactWriteItem, error) {
	receipt := message.Receipt
	return s.Ledger.Update(notice.key(receipt.NoticeNumber), dynamo.Change{
		Update:    "SET #extras = list_append(if_not_exists(#extras, :none), :extra)",
		Condition: dynamo.Present,
		Values: map[string]any{":none": []Extra{}, ":extra": []Extra{{
			Receipt: parkedID(reason, receipt), At: paymentTime(message), PSP: receipt.PSPName, Amount: receipt.Amount,
			Reason: reason,
		}}},
	})
}

// parkAltered keeps a message whose receiptId is known with another content. Its
// key carries the fingerprint, so that it too is kept once; kept already is as good.
// It is told to the notice that it names, as every payment that does not fit.
func (s Store) parkAltered(
	ctx context.Context, tenant string, notice numbered, message pagopa.ReceiptMessage,
) (Outcome, error) {
	kept, err := s.parked(tenant, notice, message, AlteredReceipt)
	if err != nil {
		return "", err
	}
	writes := kept
	if notice.known() {
		noted, err := s.noteExtra(notice, message, AlteredReceipt)
		if err != nil {
			return "", err
		}
		writes = append(writes, noted)
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) && cancelled.ConditionFailed(0) {
		return Parked, nil
	}
	if err != nil {
		return "", err
	}
	return Parked, nil
}

// parked files a message by the day of payment, which is the same however often
// and whenever the message comes, and marks it as waiting.
func (s Store) parked(
	tenant string, notice numbered, message pagopa.ReceiptMessage, reason Reason,
) ([]types.TransactWriteItem, error) {
	parked := ParkedReceipt{
		Reason: reason, Receipt: message.Receipt, Guardian: notice.Guardian, Pupil: notice.Pupil,
		Received: message.ReceivedAt.UTC(), Raw: message.Raw,
	}
	kept, err := s.Ledger.Put(parked.key(tenant), parked, dynamo.Absent)
	if err != nil {
		return nil, err
	}
	waits, err := parked.mark(waiting.ParkedReceipt).Begin(s.Ops, tenant)
	return []types.TransactWriteItem{kept, waits}, err
}

// ParkedReceipts returns all receipts that were parked, also those that the office has
// dealt with, oldest first.
func (s Store) ParkedReceipts(ctx context.Context, tenant string) ([]ParkedReceipt, error) {
	return dynamo.Query[ParkedReceipt](ctx, s.Ledger, dynamo.ParkedReceipts(tenant))
}

// MarkParked has the receipts that a release without marks parked wait for the office too. Of those that are marked
// or dealt with already nothing changes.
func (s Store) MarkParked(ctx context.Context, tenant string) error {
	found, err := s.ParkedReceipts(ctx, tenant)
	if err != nil {
		return err
	}
	for _, parked := range found {
		if parked.Handled != nil || parked.Refund != nil {
			continue
		}
		mark, err := parked.mark(waiting.ParkedReceipt).Begin(s.Ops, tenant)
		if err != nil {
			return err
		}
		still, err := s.Ledger.Check(parked.key(tenant), dynamo.Change{
			Condition: "attribute_not_exists(#handled) AND attribute_not_exists(#refund)",
		})
		if err != nil {
			return err
		}
		err = dynamo.Transact(ctx, s.Ledger.Client, []types.TransactWriteItem{mark, still})
		var cancelled *dynamo.Cancelled
		if err != nil && !errors.As(err, &cancelled) { // dealt with a moment ago: it waits no more
			return err
		}
	}
	return nil
}

// Parked returns one receipt, by the day of payment and its id. The error is problem.NotFound.
func (s Store) Parked(ctx context.Context, tenant string, day calendar.Day, id string) (ParkedReceipt, error) {
	var parked ParkedReceipt
	err := s.Ledger.Get(ctx, dynamo.ParkedReceipt(tenant, day, id), &parked)
	if errors.Is(err, dynamo.ErrNoItem) {
		return ParkedReceipt{}, problem.Missing().Because(err)
	}
	return parked, err
}

// Waiting returns parked receipts that wait for the given thing, the oldest first and limit at most. The page begins
// at from, "" for the oldest; the returned text is where the next page begins, "" after the last one.
func (s Store) Waiting(
	ctx context.Context, tenant string, kind waiting.Kind, from string, limit int,
) ([]ParkedReceipt, string, error) {
	marks, next, err := waiting.List(ctx, s.Ops, tenant, kind, from, limit)
	if err != nil {
		return nil, "", err
	}
	keys := make([]dynamo.Key, 0, len(marks))
	for _, mark := range marks {
		keys = append(keys, dynamo.ParkedReceipt(tenant, mark.Since, mark.ID))
	}
	list, err := dynamo.BatchGet[ParkedReceipt](ctx, s.Ledger, keys)
	slices.SortFunc(list, func(a, b ParkedReceipt) int {
		return cmp.Or(a.paidAt().Compare(b.paidAt()), cmp.Compare(a.ID(), b.ID()))
	})
	return list, next, err
}

// DealtWith returns parked receipts with which the office has dealt, the newest payment first, of at most limit that
// it looks at. The page begins at from, "" for the newest; the returned text is where the next page begins.
func (s Store) DealtWith(ctx context.Context, tenant, from string, limit int) ([]ParkedReceipt, string, error) {
	list, err := dynamo.Query[ParkedReceipt](ctx, s.Ledger, dynamo.ParkedBefore(tenant, from, limit+1))
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(list) > limit {
		next, list = list[limit].key(tenant).SK, list[:limit]
	}
	return slices.DeleteFunc(list, func(p ParkedReceipt) bool { return p.Handled == nil }), next, nil
}
