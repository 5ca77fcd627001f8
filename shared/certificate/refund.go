package certificate

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
)

// Refund is credit that the Comune paid back to a parent. It lowers the expense
// of the year that it refers to.
type Refund struct {
	ID     string       `dynamodbav:"id"` // the office's own, unique in the pupil's day
	Pupil  string       `dynamodbav:"pupil"`
	Day    calendar.Day `dynamodbav:"day"`
	Year   int          `dynamodbav:"year"` // in which the expense was paid
	Amount money.Cents  `dynamodbav:"amount"`
	Note   string       `dynamodbav:"note"` // the office's words, for the parent
}

// errOtherRefund says that a refund's id is taken.
var errOtherRefund = problem.New(problem.Conflict,
	"Questo rimborso esiste già con altri dati. Un rimborso registrato non cambia.")

// PostRefund takes a refund off the pupil's account and keeps it for the payer's
// certificates, in one transaction. It returns false when it is there already,
// and a problem.Conflict when another one has its day and id.
func (s Store) PostRefund(ctx context.Context, tenant, guardian string, refund Refund) (bool, error) {
	if refund.Amount <= 0 || !refund.Amount.InRange() {
		return false, problem.New(problem.Invalid, "L'importo di un rimborso deve essere maggiore di zero.")
	}
	key := dynamo.Refund(tenant, guardian, refund.Day, refund.Pupil, refund.ID)
	kept, err := s.Ledger.Put(key, refund, dynamo.Absent)
	if err != nil {
		return false, err
	}
	debit, err := s.Accounts.Writes(tenant, refund.Pupil,
		dynamo.EntryOfAdjustment(tenant, refund.Pupil, refund.Day, "refund-"+refund.ID),
		ledger.Entry{Kind: ledger.Refund, Day: refund.Day, Amount: -refund.Amount, Note: refund.Note})
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, append([]types.TransactWriteItem{kept}, debit...))
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return err == nil, err
	}
	var stored Refund
	if !cancelled.ConditionFailed(0) {
		return false, errOtherRefund.Because(err)
	}
	if err := cancelled.Old(0, &stored); err != nil {
		return false, err
	}
	if stored != refund {
		return false, errOtherRefund
	}
	return false, nil
}

// RefundsOf returns all refunds of a parent, oldest first.
func (s Store) RefundsOf(ctx context.Context, tenant, guardian string) ([]Refund, error) {
	return dynamo.Query[Refund](ctx, s.Ledger, dynamo.Refunds(tenant, guardian))
}
