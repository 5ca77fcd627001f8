package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// Store reads and posts the entries of the Ledger table.
type Store struct {
	Ledger dynamo.Table
	Clock  calendar.Clock
}

// Accounts returns the accounts of the given pupils, by pupil id. A pupil
// without any entry has the zero account.
func (s Store) Accounts(ctx context.Context, tenant string, pupils []string) (map[string]Account, error) {
	keys := make([]dynamo.Key, 0, len(pupils))
	for _, pupil := range pupils {
		keys = append(keys, dynamo.Account(tenant, pupil))
	}
	items, err := dynamo.BatchGet[accountItem](ctx, s.Ledger, keys)
	if err != nil {
		return nil, err
	}
	accounts := make(map[string]Account, len(pupils))
	for _, pupil := range pupils {
		accounts[pupil] = Account{}
	}
	for _, item := range items {
		accounts[item.pupil()] = item.Account
	}
	return accounts, nil
}

// PostMeal posts the debit of a meal once. It returns false when that pupil's
// meal of that day is posted already, whatever its amount.
func (s Store) PostMeal(ctx context.Context, tenant, pupil string, day calendar.Day, detail MealDetail) (bool, error) {
	if detail.Price < 0 || !detail.Price.InRange() {
		return false, fmt.Errorf("ledger: price of a meal is %d cents: %w", detail.Price, money.ErrOverflow)
	}
	entry := Entry{Kind: Meal, Day: day, Amount: -detail.Price, Meal: &detail}
	return s.post(ctx, tenant, pupil, dynamo.EntryOfMeal(tenant, pupil, day, lunch), entry)
}

// lunch is the one meal a day that the canteen serves.
const lunch = "pranzo"

// PostOpening posts an amount that the office brings from elsewhere, once for
// each id. It returns false when that id is posted already.
func (s Store) PostOpening(
	ctx context.Context, tenant, pupil string, day calendar.Day, id string, amount money.Cents, note string,
) (bool, error) {
	if amount == 0 || !amount.InRange() {
		return false, fmt.Errorf("ledger: opening amount is %d cents: %w", amount, money.ErrOverflow)
	}
	entry := Entry{Kind: Opening, Day: day, Amount: amount, Note: note}
	return s.post(ctx, tenant, pupil, dynamo.EntryOfAdjustment(tenant, pupil, day, id), entry)
}

// PostCorrection posts the difference that a corrected presence makes to a day's
// meal. The ordinal counts the corrections of that day, from 1: of several
// attempts at the same one exactly one succeeds, and the others return false
// and must look at the day again.
func (s Store) PostCorrection(
	ctx context.Context, tenant, pupil string, day calendar.Day, ordinal int, amount money.Cents, detail MealDetail,
) (bool, error) {
	meal := dynamo.EntryOfMeal(tenant, pupil, day, lunch)
	entry := Entry{Kind: Correction, Day: day, Amount: amount, Meal: &detail, Corrects: meal.SK}
	return s.post(ctx, tenant, pupil, dynamo.EntryOfCorrection(tenant, pupil, day, lunch, ordinal), entry)
}

func (s Store) post(ctx context.Context, tenant, pupil string, key dynamo.Key, entry Entry) (bool, error) {
	writes, err := s.Writes(tenant, pupil, key, entry)
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) && cancelled.ConditionFailed(0) {
		return false, nil
	}
	return err == nil, err
}

// Writes returns the two writes that post an entry: the entry itself, refused
// when its key exists, and the balance. Billing adds its own to settle a
// receipt in the same transaction. The balance is added to, never read, so
// that two postings on one account commute. What a top-up adds was expected
// since its notice was opened.
func (s Store) Writes(tenant, pupil string, key dynamo.Key, entry Entry) ([]types.TransactWriteItem, error) {
	return s.guarded(tenant, pupil, key, entry, bounds{})
}

// bounds are what must be true of an account, beside the limits of every amount, for an entry to be posted.
type bounds struct {
	// covered says that the entry may not take more than what is there.
	covered bool
	// most is the highest credit that may be expected with the entry; 0 is no limit.
	most money.Cents
	// seen is the Version that the account must still have; nil for any.
	seen *int
}

// guarded returns the two writes of Writes for an account within bounds.
func (s Store) guarded(
	tenant, pupil string, key dynamo.Key, entry Entry, within bounds,
) ([]types.TransactWriteItem, error) {
	entry.Key, entry.Posted = key.SK, s.Clock().UTC()
	put, err := s.Ledger.Put(key, entry, dynamo.Absent)
	if err != nil {
		return nil, err
	}
	update := "SET #updated = :now ADD #balance :amount, #version :one"
	if entry.Kind != TopUp {
		update += ", #expected :amount"
	}
	change := dynamo.Change{
		Update:    update,
		Condition: "attribute_not_exists(#balance) OR #balance BETWEEN :lowest AND :highest",
		Values: map[string]any{
			":amount": entry.Amount, ":one": 1, ":now": entry.Posted,
			":highest": money.Max - entry.Amount, ":lowest": -money.Max - entry.Amount,
		},
	}
	if within.covered {
		change.Condition = "#balance BETWEEN :lowest AND :highest"
		change.Values[":lowest"] = -entry.Amount
	}
	if within.most > 0 {
		room := "#expected <= :room"
		if entry.Amount <= within.most {
			room = "(attribute_not_exists(#expected) OR " + room + ")"
		}
		change.Condition = "(" + change.Condition + ") AND " + room
		change.Values[":room"] = within.most - entry.Amount
	}
	if within.seen != nil {
		same := "#version = :seen"
		if *within.seen == 0 { // an open top-up makes an account without a version
			same = "(attribute_not_exists(#version) OR " + same + ")"
		}
		change.Condition = "(" + change.Condition + ") AND " + same
		change.Values[":seen"] = *within.seen
	}
	added, err := s.Ledger.Update(dynamo.Account(tenant, pupil), change)
	return []types.TransactWriteItem{put, added}, err
}
