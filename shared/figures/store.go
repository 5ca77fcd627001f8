package figures

import (
	"context"
	"errors"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Store keeps figures in the Ops table.
type Store struct{ Ops dynamo.Table }

// SaveMonth keeps a month in the place of what was made before.
func (s Store) SaveMonth(ctx context.Context, tenant string, m Month) error {
	month, err := calendar.ParseMonth(m.Month)
	if err != nil {
		return err
	}
	return s.Ops.Store(ctx, dynamo.MonthFigures(tenant, month), m)
}

// SaveDebts keeps debts and the lists of debtors in the place of what was made before.
func (s Store) SaveDebts(ctx context.Context, tenant string, d Debts, lists []Debtors) error {
	for _, list := range lists {
		if err := s.Ops.Store(ctx, dynamo.Debtors(tenant, list.School), list); err != nil {
			return err
		}
	}
	return s.Ops.Store(ctx, dynamo.DebtFigures(tenant), d)
}

// Months returns the months from one to another, both included. Those that were never made are left out.
func (s Store) Months(ctx context.Context, tenant string, from, to calendar.Month) ([]Month, error) {
	first, last := dynamo.MonthFigures(tenant, from), dynamo.MonthFigures(tenant, to)
	return dynamo.Query[Month](ctx, s.Ops, dynamo.Range{PK: first.PK, From: first.SK, To: last.SK})
}

// Debts returns credit and debt; the zero Debts before they were ever made.
func (s Store) Debts(ctx context.Context, tenant string) (Debts, error) {
	var d Debts
	err := s.Ops.Get(ctx, dynamo.DebtFigures(tenant), &d)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Debts{}, nil
	}
	return d, err
}

// Vacant returns the classes, by id, in which nobody is enrolled on a day; none for a day other than that of the figures.
func (s Store) Vacant(ctx context.Context, tenant string, day calendar.Day) ([]string, error) {
	d, err := s.Debts(ctx, tenant)
	if day != d.Day {
		return nil, err
	}
	return d.Vacant, err
}

// Debtors returns the list of debtors of a school, or with "" those of all.
func (s Store) Debtors(ctx context.Context, tenant, school string) ([]Debtors, error) {
	lists := dynamo.DebtorsOf(tenant)
	if school != "" {
		only := dynamo.Debtors(tenant, school)
		lists = dynamo.Range{PK: only.PK, From: only.SK, To: only.SK}
	}
	return dynamo.Query[Debtors](ctx, s.Ops, lists)
}
