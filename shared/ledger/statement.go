package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// Line is an entry with the balance after it.
type Line struct {
	Entry
	Balance money.Cents
}

// Statement is an account with its movements, newest first.
type Statement struct {
	Account Account
	Lines   []Line
	// Before is the balance before the oldest line.
	Before money.Cents
}

// Statement reads the account of a pupil and its entries from the given day on.
// One descending query returns both, because the account's key sorts after
// those of its entries; the running balance is then computed backwards.
func (s Store) Statement(ctx context.Context, tenant, pupil string, from calendar.Day) (Statement, error) {
	account := dynamo.Account(tenant, pupil)
	type item struct {
		Entry
		Account
	}
	items, err := dynamo.Query[item](ctx, s.Ledger, dynamo.Range{
		PK: account.PK, From: dynamo.EntriesFrom(tenant, pupil, from).SK, To: account.SK, Descending: true,
	})
	if err != nil {
		return Statement{}, err
	}
	statement, entries := Statement{}, make([]Entry, 0, len(items))
	for _, item := range items {
		if item.Key == account.SK {
			statement.Account = item.Account
			statement.Before = item.Balance
		} else if strings.HasPrefix(item.Key, "E#") {
			entries = append(entries, item.Entry)
		}
	}
	// Keys tell the day, and not what of it came first.
	slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Or(a.Day.DaysUntil(b.Day), b.Posted.Compare(a.Posted)) })
	for _, entry := range entries {
		statement.Lines = append(statement.Lines, Line{entry, statement.Before})
		before, err := statement.Before.Add(-entry.Amount)
		if err != nil {
			return Statement{}, fmt.Errorf("running balance: %w", err)
		}
		statement.Before = before
	}
	return statement, nil
}

// Since returns the part of a statement from the given day on.
func (s Statement) Since(from calendar.Day) Statement {
	for i, line := range s.Lines {
		if line.Day.Before(from) {
			return Statement{Account: s.Account, Lines: s.Lines[:i], Before: line.Balance}
		}
	}
	return s
}

// MealsOfDays returns the meal entries and their corrections between two days,
// both included, by day.
func (s Store) MealsOfDays(
	ctx context.Context, tenant, pupil string, from, to calendar.Day,
) (map[calendar.Day][]Entry, error) {
	entries, err := dynamo.Query[Entry](ctx, s.Ledger, dynamo.Range{
		PK: dynamo.Account(tenant, pupil).PK, From: dynamo.EntriesFrom(tenant, pupil, from).SK,
		To: dynamo.EntriesFrom(tenant, pupil, to.AddDays(1)).SK,
	})
	if err != nil {
		return nil, err
	}
	meals := make(map[calendar.Day][]Entry)
	for _, entry := range entries {
		if entry.Kind == Meal || entry.Kind == Correction {
			meals[entry.Day] = append(meals[entry.Day], entry)
		}
	}
	return meals, nil
}
