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

// park keeps a receipt that fits no open notice, together with its guard, so
// that a repetition is recognised here too.
func (s Store) park(
	ctx context.Context, tenant string, position Position, message pagopa.ReceiptMessage, reason Reason,
) (Outcome, error) {
	guard, err := s.guard(tenant, message, Parked, reason)
	if err != nil {
		return "", err
	}
	kept, err := s.parked(tenant, position, message, reason, message.Receipt.ReceiptID)
	if err != nil {
		return "", err
	}
	writes := []types.TransactWriteItem{guard, kept}
	if position.Number != "" {
		noted, err := s.noteExtra(position, message, reason)
		if err != nil {
			return "", err
		}
		writes = append(writes, noted...)
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) && cancelled.ConditionFailed(0) {
		return s.repeated(ctx, tenant, position, message, cancelled)
	}
	if err != nil {
		return "", err
	}
	return Parked, nil
}

// noteExtra tells both copies of a notice of a payment that does not fit it, so that the parent sees
// that the money has come.
func (s Store) noteExtra(
	position Position, message pagopa.ReceiptMessage, reason Reason,
) ([]types.TransactWriteItem, error) {
	receipt := message.Receipt
	values, err := dynamo.Values(map[string]any{":none": []Extra{}, ":extra": []Extra{{
		Receipt: receipt.ReceiptID, At: paymentTime(message), PSP: receipt.PSPName, Amount: receipt.Amount,
		Reason: reason,
	}}})
	update := "SET #extras = list_append(if_not_exists(#extras, :none), :extra)"
	condition := "attribute_exists(pk)"
	var writes []types.TransactWriteItem
	for _, key := range []dynamo.Key{noticeKey(position), listKey(position)} {
		writes = append(writes, types.TransactWriteItem{Update: &types.Update{
			TableName: &s.Ledger.Name, Key: key.Attributes(), UpdateExpression: &update,
			ConditionExpression: &condition, ExpressionAttributeValues: values,
			ExpressionAttributeNames: dynamo.Names("extras"),
		}})
	}
	return writes, err
}

// parkAltered keeps a message whose receiptId is known with another content. Its
// key carries the fingerprint, so that it too is kept once; kept already is as good.
func (s Store) parkAltered(
	ctx context.Context, tenant string, position Position, message pagopa.ReceiptMessage,
) (Outcome, error) {
	kept, err := s.parked(tenant, position, message, AlteredReceipt, parkedID(AlteredReceipt, message.Receipt))
	if err != nil {
		return "", err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, []types.TransactWriteItem{kept})
	var cancelled *dynamo.Cancelled
	if err != nil && !errors.As(err, &cancelled) {
		return "", err
	}
	return Parked, nil
}

// parked files a message by the day of payment, which is the same however often
// and whenever the message comes.
func (s Store) parked(
	tenant string, position Position, message pagopa.ReceiptMessage, reason Reason, id string,
) (types.TransactWriteItem, error) {
	day := calendar.DayOf(paymentTime(message))
	return s.Ledger.Put(dynamo.ParkedReceipt(tenant, day, id), ParkedReceipt{
		Reason: reason, Receipt: message.Receipt, Guardian: position.Guardian, Pupil: position.Pupil,
		Received: message.ReceivedAt.UTC(), Raw: message.Raw,
	}, dynamo.Absent)
}

// ParkedReceipts returns all receipts that were parked, also those that the office has
// dealt with, oldest first.
func (s Store) ParkedReceipts(ctx context.Context, tenant string) ([]ParkedReceipt, error) {
	var parked []ParkedReceipt
	pk := dynamo.ParkedReceipt(tenant, calendar.Day{}, "").PK
	err := s.Ledger.Query(ctx, dynamo.Range{PK: pk}, &parked)
	return parked, err
}
