package billing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Outcome says what a receipt led to.
type Outcome string

// The outcomes of a receipt. Each is final: the message may be forgotten.
const (
	Settled   Outcome = "settled"   // the notice is paid, the account credited
	Duplicate Outcome = "duplicate" // this receipt had its effect before
	Parked    Outcome = "parked"    // kept for the office: it fits no open notice
)

// maxSettleTries bounds how often a receipt is judged again because its notice
// changed between the reading and the writing.
const maxSettleTries = 3

// Settle gives a receipt its one effect. What makes it one is the guard item,
// named by creditor and receiptId alone and written in the same transaction as
// the effect: any repetition meets it and changes nothing. An error means that
// nothing is known to have happened and the message must come again.
func (s Store) Settle(ctx context.Context, tenant string, message pagopa.ReceiptMessage) (Outcome, error) {
	for range maxSettleTries {
		position, err := s.Find(ctx, message.Receipt.CreditorFiscalCode, message.Receipt.NoticeNumber)
		if err != nil && !problem.Is(err, problem.NotFound) {
			return "", err
		}
		if reason := misfit(position, message.Receipt); reason != "" {
			return s.park(ctx, tenant, position, message, reason)
		}
		outcome, err := s.settle(ctx, position, message)
		if !errors.Is(err, errMoved) {
			return outcome, err
		}
	}
	return "", fmt.Errorf("billing: the notice kept changing: %w", errMoved)
}

// errMoved says that the notice was no longer open when the transaction came.
var errMoved = errors.New("billing: the notice changed meanwhile")

// misfit tells why a receipt cannot settle a position; "" means that it can.
func misfit(position Position, receipt pagopa.Receipt) Reason {
	switch {
	case position.Number == "":
		return UnknownNotice
	case position.State == Paid:
		return AlreadyPaid
	case position.State == Cancelled:
		return CancelledNotice
	case position.Amount != receipt.Amount:
		return OtherAmount
	default:
		return ""
	}
}

// Guard is the mark that a receipt leaves for ever, with what its printed form
// needs.
type Guard struct {
	Hash    string         `dynamodbav:"hash"`
	Tenant  string         `dynamodbav:"tenant"`
	Outcome Outcome        `dynamodbav:"outcome"`
	Reason  Reason         `dynamodbav:"reason,omitempty"`
	Receipt pagopa.Receipt `dynamodbav:"receipt"`
	At      time.Time      `dynamodbav:"at"` // when it was settled or parked
}

func (s Store) settle(ctx context.Context, position Position, message pagopa.ReceiptMessage) (Outcome, error) {
	writes, err := s.settlement(position, message)
	if err != nil {
		return "", err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	switch {
	case err == nil:
		return Settled, nil
	case !errors.As(err, &cancelled):
		return "", err
	case cancelled.ConditionFailed(0):
		return s.repeated(ctx, position.Tenant, position, message, cancelled)
	case cancelled.ConditionFailed(1) || cancelled.ConditionFailed(2):
		return "", errMoved
	default:
		return "", err
	}
}

// settlement returns the writes of a settled receipt: its guard, the two copies
// of the position and, for a top-up, the entry and the balance.
func (s Store) settlement(position Position, message pagopa.ReceiptMessage) ([]types.TransactWriteItem, error) {
	receipt, paidAt := message.Receipt, paymentTime(message)
	guard, err := s.guard(position.Tenant, message, Settled, "")
	if err != nil {
		return nil, err
	}
	payment := Payment{Receipt: receipt.ReceiptID, At: paidAt, PSP: receipt.PSPName, Method: receipt.PaymentMethod}
	found, err := s.pay(noticeKey(position), position, payment)
	if err != nil {
		return nil, err
	}
	listed, err := s.pay(listKey(position), position, payment)
	if err != nil {
		return nil, err
	}
	writes := []types.TransactWriteItem{guard, found, listed}
	if position.Kind != TopUp {
		return writes, nil
	}
	day := calendar.DayOf(paidAt)
	credit, err := s.Accounts.Writes(position.Tenant, position.Pupil,
		dynamo.EntryOfReceipt(position.Tenant, position.Pupil, day, receipt.ReceiptID),
		ledger.Entry{
			Kind: ledger.TopUp, Day: day, Amount: receipt.Amount,
			TopUp: &ledger.TopUpDetail{Receipt: receipt.ReceiptID, Notice: position.Number.String()},
		})
	return append(writes, credit...), err
}

func (s Store) guard(
	tenant string, message pagopa.ReceiptMessage, outcome Outcome, reason Reason,
) (types.TransactWriteItem, error) {
	receipt := message.Receipt
	return s.Ledger.Put(dynamo.Receipt(receipt.CreditorFiscalCode, receipt.ReceiptID), Guard{
		Hash: fingerprint(receipt), Tenant: tenant, Outcome: outcome, Reason: reason,
		Receipt: receipt, At: s.Clock().UTC(),
	}, dynamo.Absent)
}

// pay moves one copy of a position from open to paid, unless its amount is another by now.
func (s Store) pay(key dynamo.Key, position Position, payment Payment) (types.TransactWriteItem, error) {
	values, err := dynamo.Values(map[string]any{
		":paid": Paid, ":open": Open, ":payment": payment, ":amount": position.Amount, ":one": 1,
	})
	update := "SET #state = :paid, #payment = :payment REMOVE #attempted ADD #revision :one"
	condition := "#state = :open AND #amount = :amount"
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &s.Ledger.Name, Key: key.Attributes(), UpdateExpression: &update,
		ConditionExpression: &condition, ExpressionAttributeValues: values,
		ExpressionAttributeNames: dynamo.Names("state", "payment", "attempted", "amount", "revision"),
	}}, err
}

// repeated judges a receipt whose guard exists: the same content is a plain
// repetition, another content under the same id is kept for the office. One that
// is parked already is Parked again, because the guard may be this very call's,
// whose reply was lost: nobody would have heard of it.
func (s Store) repeated(
	ctx context.Context, tenant string, position Position, message pagopa.ReceiptMessage, c *dynamo.Cancelled,
) (Outcome, error) {
	var before Guard
	if err := c.Old(0, &before); err != nil {
		return "", fmt.Errorf("read the guard of a receipt: %w", err)
	}
	switch {
	case before.Hash != fingerprint(message.Receipt):
		return s.parkAltered(ctx, tenant, position, message)
	case before.Outcome == Parked:
		return Parked, nil
	default:
		return Duplicate, nil
	}
}

// fingerprint covers what makes a receipt the same one, whichever message
// version carried it: pagoPA may repeat a V1 receipt as V2.
func fingerprint(r pagopa.Receipt) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%d", r.CreditorFiscalCode, r.ReceiptID, r.NoticeNumber, r.Amount))
	return hex.EncodeToString(sum[:])
}

// paymentTime is when the parent paid: the schema lets the receipt leave it out,
// and then the application date or the arrival stand in (SANP, ricevuta telematica).
// The arrival stands in too for a time that cannot be, which the schema lets pass:
// an entry of another century would be in nobody's statement.
func paymentTime(message pagopa.ReceiptMessage) time.Time {
	receipt, received := message.Receipt, message.ReceivedAt.UTC()
	paid := received
	switch {
	case !receipt.PaidAt.IsZero():
		paid = receipt.PaidAt.UTC()
	case !receipt.ApplicationDate.IsZero():
		paid = receipt.ApplicationDate.Start().UTC()
	}
	if paid.After(received.AddDate(0, 0, 1)) || paid.Before(received.AddDate(-1, 0, 0)) {
		return received
	}
	return paid
}
