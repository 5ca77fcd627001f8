package school

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// SaveSchool stores a school and returns whether anything changed.
func (s Store) SaveSchool(ctx context.Context, tenant string, school School) (bool, error) {
	return replace(ctx, s.Core, dynamo.School(tenant, school.ID), school)
}

// SaveClass stores a class and returns whether anything changed. Pupils show a
// new name of their class once their enrolments are saved again.
func (s Store) SaveClass(ctx context.Context, tenant string, class Class) (bool, error) {
	return replace(ctx, s.Core, dynamo.Class(tenant, class.ID), class)
}

// SaveTariff stores a new version of a price, and returns false when it is
// stored already. A version never changes: the same first day with other data is
// problem.Conflict.
func (s Store) SaveTariff(ctx context.Context, tenant string, t Tariff) (bool, error) {
	t.Version = t.version()
	key := t.key(tenant)
	err := s.Core.Create(ctx, key, t)
	if !errors.Is(err, dynamo.ErrCondition) {
		return err == nil, err
	}
	stored, err := get[Tariff](ctx, s.Core, key)
	if err == nil && stored != t {
		err = errOtherTariff(t)
	}
	return false, err
}

// maxMarkTries bounds how often a register is read again because somebody else
// wrote it in between.
const maxMarkTries = 5

// SaveMarks enters marks (pupil to mark) into the register of a class and day
// and keeps the other pupils' marks. It returns how many marks changed; when
// one did, the register has a new version.
func (s Store) SaveMarks(
	ctx context.Context, tenant, class string, day calendar.Day, marks map[string]Mark,
) (int, error) {
	for range maxMarkTries {
		register, err := s.ClassDay(ctx, tenant, class, day)
		if err != nil {
			return 0, err
		}
		changed := register.enter(marks)
		if changed == 0 {
			return 0, nil
		}
		register.Updated = s.Clock().UTC().Truncate(time.Second)
		err = s.storeRegister(ctx, dynamo.ClassDay(tenant, class, day), register)
		if !errors.Is(err, dynamo.ErrCondition) {
			return changed, err
		}
	}
	return 0, problem.New(problem.Conflict, "Qualcun altro sta scrivendo le presenze di questa classe. Riprova.")
}

// storeRegister writes the next version of a register, or returns
// dynamo.ErrCondition when somebody else was faster.
func (s Store) storeRegister(ctx context.Context, key dynamo.Key, register ClassDay) error {
	if register.Version == 1 {
		return s.Presence.Create(ctx, key, register)
	}
	return s.Presence.Replace(ctx, key, register, "version", register.Version-1)
}

// enter sets the marks and counts those that differ from what was there. When
// one does, the register becomes the next version.
func (c *ClassDay) enter(marks map[string]Mark) int {
	changed := 0
	merged := maps.Clone(c.Marks)
	if merged == nil {
		merged = make(map[string]Mark, len(marks))
	}
	for pupil, mark := range marks {
		if merged[pupil] != mark {
			merged[pupil] = mark
			changed++
		}
	}
	if changed > 0 {
		c.Marks = merged
		c.Version++
	}
	return changed
}

// replace stores an item that differs from what is there, and returns whether it
// did. Two writers at once both write: the last one wins.
func replace[T any](ctx context.Context, table dynamo.Table, key dynamo.Key, item T) (bool, error) {
	var stored T
	err := table.Get(ctx, key, &stored)
	if err == nil && reflect.DeepEqual(stored, item) {
		return false, nil
	}
	if err != nil && !errors.Is(err, dynamo.ErrNoItem) {
		return false, err
	}
	err = table.Store(ctx, key, item)
	return err == nil, err
}
