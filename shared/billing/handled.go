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
)

// Way is what the office did with the money of a parked receipt.
type Way string

// The ways to deal with a parked receipt.
const (
	Refunded Way = "refunded" // paid back to who had paid
	Credited Way = "credited" // put on an account, with a row of movimenti.csv
)

// Handled says that a parked receipt waits no longer. It moves no money: it tells the parent, and the
// office's list, what was done with it.
type Handled struct {
	Way Way          `dynamodbav:"way"`
	Day calendar.Day `dynamodbav:"day"`
}

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
		if found.Handled.Way == way {
			return nil
		}
		return errHandledOtherwise
	}
	message := pagopa.ReceiptMessage{Receipt: found.Receipt, ReceivedAt: found.Received}
	key := dynamo.ParkedReceipt(tenant, calendar.DayOf(paymentTime(message)), receipt)
	handled := Handled{Way: way, Day: s.Clock.Today()}
	noted, err := s.note(key, "#handled", handled)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{noted}
	position, err := s.Find(ctx, found.Receipt.CreditorFiscalCode, found.Receipt.NoticeNumber)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	extra := slices.IndexFunc(position.Extras, func(e Extra) bool { return e.Receipt == receipt })
	if extra >= 0 { // Extras are only ever added to, so that the place stays the same.
		told, err := s.note(position.key(), fmt.Sprintf("#extras[%d].#handled", extra), handled)
		if err != nil {
			return err
		}
		writes = append(writes, told)
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) && cancelled.ConditionFailed(0) {
		return errHandledOtherwise.Because(err)
	}
	return err
}

// errHandledOtherwise is what the office reads who says two things of one receipt.
var errHandledOtherwise = problem.New(problem.Conflict,
	"Di questa ricevuta è già annotato altro: controlla come è stata trattata.")

// note writes what was done to an item that exists, once.
func (s Store) note(key dynamo.Key, path string, handled Handled) (types.TransactWriteItem, error) {
	return s.Ledger.Update(key, dynamo.Change{
		Update:    "SET " + path + " = :handled",
		Condition: dynamo.Present + " AND attribute_not_exists(" + path + ")",
		Values:    map[string]any{":handled": handled},
	})
}
