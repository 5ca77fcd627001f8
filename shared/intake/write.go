package intake

import (
	"context"
	"errors"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/dynamo"
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
		if err == nil && became == Changed && l.rehearsing && compare != nil {
			var list []difference
			list, err = compare(ctx, one.value)
			l.differs(one.number, list)
		}
		return outcomes{one.number: became}, err
	})
}

// against compares rows with what was reads of each, column by column.
func against[T any](
	columns []column[T], was func(context.Context, T) (T, error),
) func(context.Context, T) ([]difference, error) {
	return func(ctx context.Context, row T) ([]difference, error) {
		stored, err := was(ctx, row)
		return differences(columns, stored, row), err
	}
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
			rows := numbers(group)
			ctx := l.under(ctx, rows)
			return l.saveGroup(ctx, rows, func() (outcomes, error) { return save(ctx, group) })
		})
	}
	return writes.Wait()
}

// under returns the context of what stores some rows together: a rehearsal of their own, or with the record of them.
func (l *load) under(ctx context.Context, rows []int) context.Context {
	switch {
	case l.rehearsing:
		return dynamo.Rehearse(ctx)
	case l.noting != nil:
		return l.noting(ctx, rows)
	default:
		return ctx
	}
}

// saveGroup notes what became of a group, or rejects all its rows.
func (l *load) saveGroup(ctx context.Context, numbers []int, save func() (outcomes, error)) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	saved, err := save()
	if c := asComplaint(err); c != nil {
		for _, number := range numbers {
			l.reject(number, c)
		}
		return nil
	}
	if err != nil {
		return errors.Join(errStopped, err)
	}
	l.settle(saved)
	return nil
}

// errStopped says that loading ended before the last row; what was stored stays,
// and loading the file again stores the rest.
var errStopped = errors.New("intake: loading stopped")

func numbers[T any](group []row[T]) []int {
	list := make([]int, 0, len(group))
	for _, r := range group {
		list = append(list, r.number)
	}
	return list
}

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
