package billing

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/invocation"
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

// Settle gives a receipt its one effect. What makes it one is the stored receipt,
// named by creditor and receiptId alone and written in the same transaction as
// the effect: any repetition meets it and changes nothing. An error means that
// nothing is known to have happened and the message must come again.
func (s Store) Settle(ctx context.Context, tenant string, message pagopa.ReceiptMessage) (Outcome, error) {
	notice, err := s.numbered(ctx, message.Receipt.CreditorFiscalCode, message.Receipt.NoticeNumber)
	if problem.Is(err, problem.NotFound) {
		return s.park(ctx, tenant, numbered{}, message, UnknownNotice)
	}
	if err != nil {
		return "", err
	}
	invocation.Note(ctx, slog.String("origin", notice.Origin))
	writes, err := s.settlement(notice, message)
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
	case cancelled.ConditionFailed(receiptWrite):
		return s.repeated(ctx, notice.Tenant, notice, message, cancelled)
	case cancelled.ConditionFailed(noticeWrite):
		reason, err := misfit(cancelled, message.Receipt)
		if err != nil {
			return "", err
		}
		return s.park(ctx, tenant, notice, message, reason)
	default:
		return "", err
	}
}

// The places of the writes in a settlement whose conditions are told apart.
const (
	receiptWrite = iota
	noticeWrite
)

// misfit tells why the notice that stood in the way of a settlement did not take the receipt.
func misfit(settlement *dynamo.Cancelled, receipt pagopa.Receipt) (Reason, error) {
	var position Position
	if err := settlement.Old(noticeWrite, &position); err != nil {
		return "", fmt.Errorf("notice of a receipt: %w", err)
	}
	switch {
	case position.State == Paid:
		return AlreadyPaid, nil
	case position.State == Cancelled:
		return CancelledNotice, nil
	case position.Amount != receipt.Amount:
		return OtherAmount, nil
	default:
		return "", fmt.Errorf("billing: a notice in state %q refused a receipt of its amount", position.State)
	}
}

// StoredReceipt is the mark that a receipt leaves for ever, with what its printed
// form needs and the message that brought it.
type StoredReceipt struct {
	Hash    string         `dynamodbav:"hash"`
	Tenant  string         `dynamodbav:"tenant"`
	Outcome Outcome        `dynamodbav:"outcome"`
	Reason  Reason         `dynamodbav:"reason,omitempty"`
	Receipt pagopa.Receipt `dynamodbav:"receipt"`
	At      time.Time      `dynamodbav:"at"`  // when it was settled or parked
	Raw     []byte         `dynamodbav:"raw"` // the SOAP message as it came, compressed (gzip)
}

// settlement returns the writes of a settled receipt: the receipt, its notice and,
// for a top-up, the entry and the balance.
func (s Store) settlement(notice numbered, message pagopa.ReceiptMessage) ([]types.TransactWriteItem, error) {
	receipt, paidAt := message.Receipt, paymentTime(message)
	stored, err := s.storedReceipt(notice.Tenant, message, Settled, "")
	if err != nil {
		return nil, err
	}
	payment := Payment{Receipt: receipt.ReceiptID, At: paidAt, PSP: receipt.PSPName, Method: receipt.PaymentMethod}
	paid, err := s.Ledger.Update(notice.key(receipt.NoticeNumber), dynamo.Change{
		Update:    "SET #state = :paid, #payment = :payment REMOVE #attempted ADD #revision :one",
		Condition: "#state = :open AND #amount = :amount",
		Values: map[string]any{
			":paid": Paid, ":open": Open, ":payment": payment, ":amount": receipt.Amount, ":one": 1,
		},
	})
	if err != nil {
		return nil, err
	}
	writes := []types.TransactWriteItem{receiptWrite: stored, noticeWrite: paid}
	if notice.Kind != TopUp {
		return writes, nil
	}
	day := calendar.DayOf(paidAt)
	credit, err := s.Accounts.Writes(notice.Tenant, notice.Pupil,
		dynamo.EntryOfReceipt(notice.Tenant, notice.Pupil, day, receipt.ReceiptID),
		topUpEntry(day, receipt, receipt.NoticeNumber))
	return append(writes, credit...), err
}

func (s Store) storedReceipt(
	tenant string, message pagopa.ReceiptMessage, outcome Outcome, reason Reason,
) (types.TransactWriteItem, error) {
	receipt := message.Receipt
	raw, err := compressed(message.Raw)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	return s.Ledger.Put(dynamo.Receipt(receipt.CreditorFiscalCode, receipt.ReceiptID), StoredReceipt{
		Hash: fingerprint(receipt), Tenant: tenant, Outcome: outcome, Reason: reason,
		Receipt: receipt, At: s.Clock().UTC(), Raw: raw,
	}, dynamo.Absent)
}

// compressed makes a message a third of its size: kept as it came, it would be most of a receipt's cost.
func compressed(message []byte) ([]byte, error) {
	var small bytes.Buffer
	writer := gzip.NewWriter(&small)
	if _, err := writer.Write(message); err != nil {
		return nil, fmt.Errorf("compress a message: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("compress a message: %w", err)
	}
	return small.Bytes(), nil
}

// repeated judges a receipt that is stored already: the same content is a plain
// repetition, another content under the same id is kept for the office. One that
// is parked already is Parked again, because it may have been stored by this very
// call, whose reply was lost: nobody would have heard of it.
func (s Store) repeated(
	ctx context.Context, tenant string, notice numbered, message pagopa.ReceiptMessage, c *dynamo.Cancelled,
) (Outcome, error) {
	var before StoredReceipt
	if err := c.Old(receiptWrite, &before); err != nil {
		return "", fmt.Errorf("read a stored receipt: %w", err)
	}
	switch {
	case before.Hash != fingerprint(message.Receipt):
		return s.parkAltered(ctx, tenant, notice, message)
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
