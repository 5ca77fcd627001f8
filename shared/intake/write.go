package intake

import (
	"context"
	"errors"
	"maps"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// parallelWrites bounds the writes under way at once.
const parallelWrites = 8

// saveEach saves rows one by one, several at a time. Save returns whether the row
// changed anything; its complaints and refusals reject the row, and any other
// error ends the loading.
func saveEach[T any](
	ctx context.Context, l *load, rows []row[T], save func(context.Context, T) (bool, error),
) error {
	return saveOver(ctx, l, rows, nil, save)
}

// saveOver is saveEach for rows that may take the place of others. Compare tells a rehearsal what a row changes in what is
// stored; it may be nil.
func saveOver[T any](
	ctx context.Context, l *load, rows []row[T], compare func(context.Context, T) ([]difference, error),
	save func(context.Context, T) (bool, error),
) error {
	groups := make([][]row[T], 0, len(rows))
	for i := range rows {
		groups = append(groups, rows[i:i+1])
	}
	return saveGroups(ctx, l, groups, func(ctx context.Context, group []row[T]) (outcomes, error) {
		one := group[0]
		changed, err := save(ctx, one.value)
		became := outcomeOf(ctx, changed)
		if err == nil && became == Changed && dynamo.Rehearses(ctx) && compare != nil {
			var list []difference
			list, err = compare(ctx, one.value)
			l.differs(one.number, list)
		}
		return outcomes{one.number: became}, err
	})
}

// against compares rows with what was reads of each, in the columns that the file has.
func against[T any](read []column[T], was func(context.Context, T) (T, error)) func(context.Context, T) ([]difference, error) {
	return func(ctx context.Context, row T) ([]difference, error) {
		stored, err := was(ctx, row)
		return differences(read, stored, row), err
	}
}

// replaceEach is saveOver for rows that take the place of what was reads of each and that files alone change: a column that
// the file does without keeps what is stored. What the office changes too is merged where it is stored.
func replaceEach[T any](
	ctx context.Context, l *load, s *sheet, rows []row[T], columns []column[T], was func(context.Context, T) (T, error),
	save func(context.Context, T) (bool, error),
) error {
	read, kept := divided(columns, s.header)
	return saveOver(ctx, l, rows, against(read, was), func(ctx context.Context, row T) (bool, error) {
		if len(kept) > 0 {
			stored, err := was(ctx, row)
			switch {
			case err == nil:
				take(&row, &stored, kept)
			case !errors.Is(err, dynamo.ErrNoItem):
				return false, err
			}
		}
		return save(ctx, row)
	})
}

// storedAt reads what is stored under the key of a row.
func storedAt[T any](l *load, key func(T) dynamo.Key) func(context.Context, T) (T, error) {
	return func(ctx context.Context, row T) (T, error) {
		var stored T
		err := l.School.Core.Stored(ctx, key(row), &stored)
		return stored, err
	}
}

// outcomeOf is what became of a row of which storing said whether it changed anything. Only a rehearsal tells new rows
// from changed ones.
func outcomeOf(ctx context.Context, changed bool) Outcome {
	switch {
	case !changed:
		return Unchanged
	case dynamo.Creates(ctx):
		return Added
	default:
		return Changed
	}
}

// saveGroups saves groups of rows, several groups at a time. Save tells what
// became of the rows, all but those that it rejects itself.
func saveGroups[T any](
	ctx context.Context, l *load, groups [][]row[T], save func(context.Context, []row[T]) (outcomes, error),
) error {
	writes, ctx := beside.WithContext(ctx)
	writes.SetLimit(parallelWrites)
	for _, group := range groups {
		writes.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			saved, err := l.saveGroup(ctx, func(ctx context.Context) (outcomes, error) { return save(ctx, group) })
			if c := asComplaint(err); c != nil {
				for _, r := range group {
					l.reject(r.number, c)
				}
				return nil
			}
			if err != nil {
				return errors.Join(errStopped, err)
			}
			l.settle(saved)
			return nil
		})
	}
	return writes.Wait()
}

// saveGroup saves rows that are stored together. Rows that have a record are rehearsed first: it says what they change now, not
// when somebody looked.
func (l *load) saveGroup(ctx context.Context, save func(context.Context) (outcomes, error)) (outcomes, error) {
	if l.noting == nil {
		return save(l.under(ctx, nil))
	}
	for try := 1; ; try++ {
		seen, err := save(dynamo.Rehearse(ctx))
		if err != nil {
			return nil, err
		}
		if _, err = save(l.under(ctx, seen)); !problem.Is(err, problem.Conflict) || try == maxTries {
			return seen, err
		}
	}
}

// maxTries bounds how often rows are saved of which somebody else saves some at the same time, perhaps this same file.
const maxTries = 5

// under returns the context of what stores some rows together: a rehearsal of their own, or with the record of those that
// are not stored yet.
func (l *load) under(ctx context.Context, became outcomes) context.Context {
	switch {
	case dynamo.Rehearses(ctx):
		return dynamo.Rehearse(ctx)
	case l.noting == nil:
		return ctx
	}
	rows := make([]Noted, 0, len(became))
	for _, number := range slices.Sorted(maps.Keys(became)) {
		if outcome := became[number]; outcome != Unchanged {
			rows = append(rows, Noted{number, outcome, l.change(number)})
		}
	}
	return l.noting(ctx, rows)
}

// errStopped says that loading ended before the last row; what was stored stays,
// and loading the file again stores the rest.
var errStopped = errors.New("intake: loading stopped")

// grouped gathers rows of one key, keeping the order of the file.
func grouped[T any](rows []row[T], key func(T) string) [][]row[T] {
	at := make(map[string]int)
	var groups [][]row[T]
	for _, r := range rows {
		k := key(r.value)
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}
