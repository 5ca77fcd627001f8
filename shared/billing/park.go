package billing

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
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
}

// ID names the parked receipt for the office: its receiptId, and for one whose receiptId was known with
// another content the two together with its fingerprint, because the first one has the id.
func (p ParkedReceipt) ID() string { return parkedID(p.Reason, p.Receipt) }

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
	kept, err := s.parked(tenant, notice, message, reason, message.Receipt.ReceiptID)
	if err != nil {
		return "", err
	}
	writes := []types.TransactWriteItem{receiptWrite: stored, kept}
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
	kept, err := s.parked(tenant, notice, message, AlteredReceipt, parkedID(AlteredReceipt, message.Receipt))
	if err != nil {
		return "", err
	}
	writes := []types.TransactWriteItem{kept}
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
// and whenever the message comes.
func (s Store) parked(
	tenant string, notice numbered, message pagopa.ReceiptMessage, reason Reason, id string,
) (types.TransactWriteItem, error) {
	day := calendar.DayOf(paymentTime(message))
	return s.Ledger.Put(dynamo.ParkedReceipt(tenant, day, id), ParkedReceipt{
		Reason: reason, Receipt: message.Receipt, Guardian: notice.Guardian, Pupil: notice.Pupil,
		Received: message.ReceivedAt.UTC(), Raw: message.Raw,
	}, dynamo.Absent)
}

// ParkedReceipts returns all receipts that were parked, also those that the office has
// dealt with, oldest first.
func (s Store) ParkedReceipts(ctx context.Context, tenant string) ([]ParkedReceipt, error) {
	return dynamo.Query[ParkedReceipt](ctx, s.Ledger, dynamo.ParkedReceipts(tenant))
}
