package absence

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// Store keeps notices in the Presence table, one item a pupil and day.
type Store struct{ Presence dynamo.Table }

// MaxMeals is of how many meals one form can tell: what one transaction writes.
const MaxMeals = 100

// Of returns what was told of a pupil's meals from a day to another, both included, by
// day. It costs one query.
func (s Store) Of(ctx context.Context, tenant, pupil string, from, to calendar.Day) ([]Notice, error) {
	first, last := dynamo.MealNotice(tenant, pupil, from), dynamo.MealNotice(tenant, pupil, to)
	return dynamo.Query[Notice](ctx, s.Presence, dynamo.Range{PK: first.PK, From: first.SK, To: last.SK})
}

// Tell keeps notices, all or none. Each takes the place of the one of its pupil and
// day whose Revision it carries, 0 for none. The same notices told twice are told
// once. The error is a problem.Invalid for more than MaxMeals, and a problem.Conflict
// when somebody else told something meanwhile.
func (s Store) Tell(ctx context.Context, tenant string, notices []Notice) error {
	if len(notices) > MaxMeals {
		return refuse("Sono %d pasti: con un modulo se ne comunicano al massimo %d. Scegli meno giorni o meno figli.",
			len(notices), MaxMeals)
	}
	return s.write(ctx, tenant, notices, func(stored, wanted Notice) bool {
		return stored.Number == wanted.Number
	})
}

// Withdraw takes notices back, as they were read, all or none. Taking one back twice
// is no error. The error is a problem.Invalid after the last instant of one of them,
// and a problem.Conflict when somebody else told something meanwhile.
func (s Store) Withdraw(ctx context.Context, tenant string, notices []Notice, now time.Time) error {
	var held []Notice
	for _, n := range notices {
		if !n.Holds() {
			continue
		}
		if !n.Open(now) {
			return refuse("Per il %s il termine era alle %s: la cucina ha già il conto dei pasti.",
				n.Day.Italian(), calendar.ItalianTime(n.Until))
		}
		n.Withdrawn = now.UTC()
		held = append(held, n)
	}
	return s.write(ctx, tenant, held, func(stored, wanted Notice) bool {
		return stored.Number == wanted.Number && !stored.Withdrawn.IsZero()
	})
}

// write puts notices over those that were read. When another write was faster it asks
// for each item in the way whether that was the same one.
func (s Store) write(
	ctx context.Context, tenant string, notices []Notice, same func(stored, wanted Notice) bool,
) error {
	var writes []types.TransactWriteItem
	for _, n := range notices {
		was := n.Revision
		n.Revision++
		write, err := s.put(tenant, n, was)
		if err != nil {
			return err
		}
		writes = append(writes, write)
	}
	if len(writes) == 0 {
		return nil
	}
	err := dynamo.Transact(ctx, s.Presence.Client, writes)
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return err
	}
	for i, wanted := range notices {
		var stored Notice
		if err := cancelled.Old(i, &stored); err != nil || !same(stored, wanted) {
			return problem.New(problem.Conflict,
				"Intanto è stato comunicato altro per gli stessi giorni. Ricarica la pagina e controlla.").Because(cancelled)
		}
	}
	return nil
}

func (s Store) put(tenant string, n Notice, was int) (types.TransactWriteItem, error) {
	key := dynamo.MealNotice(tenant, n.Pupil, n.Day)
	if was == 0 {
		return s.Presence.Put(key, n, dynamo.Absent)
	}
	return s.Presence.PutOver(key, n, "revision", was)
}

// Told returns what was told of the meals of several pupils on a day, and holds, by pupil.
func (s Store) Told(ctx context.Context, tenant string, pupils []string, day calendar.Day) (map[string]Notice, error) {
	keys := make([]dynamo.Key, 0, len(pupils))
	for _, pupil := range slices.Compact(slices.Sorted(slices.Values(pupils))) {
		keys = append(keys, dynamo.MealNotice(tenant, pupil, day))
	}
	found, err := dynamo.BatchGet[Notice](ctx, s.Presence, keys)
	if err != nil {
		return nil, err
	}
	told := make(map[string]Notice)
	for _, notice := range found {
		if notice.Holds() {
			told[notice.Pupil] = notice
		}
	}
	return told, nil
}
