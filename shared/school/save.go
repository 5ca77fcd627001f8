package school

import (
	"context"
	"errors"
	"reflect"

	"serviziscolastici/shared/dynamo"
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
