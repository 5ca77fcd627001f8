package ledger

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// Moving is credit that goes from one pupil's account to another's.
type Moving struct {
	ID       string // unique among the transfers of both accounts
	From, To string // pupils
	Amount   money.Cents
	Day      calendar.Day
	By       string // who moves it: the id of a guardian, or of an operator of the office
	Note     string // the office's words, for the parent; "" without
}

// The places of the writes of TransferWrites and TakeBackWrites: each posts two entries.
const (
	Entered = 0 // fails when it is posted already
	Covered = 1 // fails when the account that pays has too little; its old item is an Account
	Roomy   = 3 // fails when the account that gets it would hold too much; its old item is an Account
	moved   = 4 // how many writes there are
)

// TransferWrites returns the four writes that move credit: an entry and the balance of the account that pays,
// then of the one that gets it. The first never falls below zero by them, and what the second expects, open
// top-ups included, does not pass most; 0 is no limit.
func (s Store) TransferWrites(tenant string, m Moving, most money.Cents) ([]types.TransactWriteItem, error) {
	return s.both(tenant, m, most, func(pupil string, entry *Entry) dynamo.Key {
		return transferKey(tenant, pupil, m)
	})
}

// TakeBackWrites returns the four writes that take a transfer back: entries against its own, of the same day, so
// that there is at most one of each, that name them. They keep the same limits, the other way round.
func (s Store) TakeBackWrites(tenant string, m Moving, most money.Cents) ([]types.TransactWriteItem, error) {
	back := m
	back.From, back.To = m.To, m.From
	return s.both(tenant, back, most, func(pupil string, entry *Entry) dynamo.Key {
		entry.Corrects = transferKey(tenant, pupil, m).SK
		return dynamo.EntryOfAdjustment(tenant, pupil, m.Day, "transfer-"+m.ID+"-back")
	})
}

func transferKey(tenant, pupil string, m Moving) dynamo.Key {
	return dynamo.EntryOfAdjustment(tenant, pupil, m.Day, "transfer-"+m.ID)
}

// both posts a debit and a credit under the keys that keyed gives.
func (s Store) both(
	tenant string, m Moving, most money.Cents, keyed func(pupil string, entry *Entry) dynamo.Key,
) ([]types.TransactWriteItem, error) {
	writes := make([]types.TransactWriteItem, 0, moved)
	for _, side := range []struct {
		pupil, other string
		amount       money.Cents
		within       bounds
	}{
		{m.From, m.To, -m.Amount, bounds{covered: true}},
		{m.To, m.From, m.Amount, bounds{most: most}},
	} {
		entry := Entry{
			Kind: Transfer, Day: m.Day, Amount: side.amount, Note: m.Note,
			Transfer: &TransferDetail{ID: m.ID, Other: side.other, By: m.By},
		}
		key := keyed(side.pupil, &entry)
		posted, err := s.guarded(tenant, side.pupil, key, entry, side.within)
		if err != nil {
			return nil, err
		}
		writes = append(writes, posted...)
	}
	return writes, nil
}
