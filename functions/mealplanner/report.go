package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// accountsAtOnce is how many accounts one read of the ledger takes.
const accountsAtOnce = 100

// Reports looks at the day that the event names, or at today, and writes a line
// of the log for each municipality. It keeps what it finds for the office's desk; in the morning it makes the figures
// of the last months too.
func (p Planner) Reports(ctx context.Context, event Event) ([]ledger.Night, error) {
	day := event.Date
	if day.IsZero() {
		day = p.Clock.Today()
		if event.Morning {
			day = day.AddDays(-1)
		}
	}
	tenants, err := p.Municipalities.All(ctx)
	if err != nil {
		return nil, err
	}
	var nights []ledger.Night
	var failed error
	open := 0
	for _, tenant := range tenants {
		if event.Morning {
			if err := p.Figures.Build(ctx, tenant.ID, day, tenant.DebtWorthTelling()); err != nil {
				failed = errors.Join(failed, fmt.Errorf("figures of %s: %w", tenant.ID, err))
			}
		}
		night, err := p.night(ctx, tenant, day)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("report on %s: %w", tenant.ID, err))
			open++
			continue
		}
		if night.Classes+len(night.Open) == 0 {
			continue
		}
		nights = append(nights, night)
		if err := p.Nights.Save(ctx, night); err != nil {
			failed = errors.Join(failed, fmt.Errorf("keep the night of %s: %w", tenant.ID, err))
		}
		open += len(night.Open)
		p.Log.Info("night", "tenant", night.Municipality, "day", day.String(), "classes", night.Classes,
			"meals", night.Meals, "cents", int64(night.Total), "unpriced", night.Unpriced, "open", night.Open,
			"without_presences", night.Missing, "pupils_in_debt", night.InDebt, "owed_cents", int64(night.Owed))
		if event.Morning { // In the evening the office is at home.
			lambdahost.Count(p.Log, p.Clock(), lambdahost.Office, "ClassesWithoutPresences", len(night.Missing))
		}
	}
	if event.Morning { // Also none: the alarm wants to hear that the night was looked at.
		lambdahost.Count(p.Log, p.Clock(), "", "OpenClasses", open)
	}
	return nights, failed
}

func (p Planner) night(ctx context.Context, m municipality.Municipality, day calendar.Day) (ledger.Night, error) {
	tenant := m.ID
	night := ledger.Night{Municipality: tenant, Day: day, Open: []string{}, Missing: []string{}}
	classes, err := p.School.Classes(ctx, tenant)
	if err != nil {
		return night, err
	}
	closures, err := p.School.Closures(ctx, tenant, day, day)
	if err != nil {
		return night, err
	}
	of, err := p.withBatches(ctx, newMealDay(tenant, day, classes, closures))
	if err != nil {
		return night, err
	}
	for _, class := range of.debited() {
		if !of.covered(class, of.batches[class].Presence) {
			night.Open = append(night.Open, class)
		}
	}
	pupils := make(map[string]bool)
	for some := range slices.Chunk(of.open(), classesAtOnce) {
		sheets, err := p.School.Sheets(ctx, tenant, some, day)
		if err != nil {
			return night, err
		}
		some = slices.DeleteFunc(some, func(class string) bool { return of.idle(class, sheets[class]) })
		night.Classes += len(some)
		if err := count(&night, some, sheets, of.batches); err != nil {
			return night, err
		}
		for _, sheet := range sheets {
			for pupil := range sheet.Marks {
				pupils[pupil] = true
			}
		}
	}
	if err := p.countMissing(ctx, &night); err != nil {
		return night, err
	}
	return night, p.countDebts(ctx, &night, pupils)
}

// countMissing leaves the classes in which nobody was enrolled out of those without a sheet.
func (p Planner) countMissing(ctx context.Context, night *ledger.Night) error {
	missing := []string{}
	for _, class := range night.Missing {
		roster, err := p.School.Roster(ctx, night.Municipality, class)
		if err != nil {
			return err
		}
		if school.SeatedOn(roster, night.Day) {
			missing = append(missing, class)
		}
	}
	night.Classes -= len(night.Missing) - len(missing)
	night.Missing = missing
	return nil
}

// count adds up what the completion markers say.
func count(
	n *ledger.Night, classes []string, sheets map[string]school.ClassDay, batches map[string]ledger.Batch,
) error {
	for _, class := range classes {
		sheet, batch := sheets[class], batches[class]
		switch {
		case sheet.Version == 0:
			n.Missing = append(n.Missing, class)
		case !batch.Covers(sheet.Version, false):
			n.Open = append(n.Open, class)
		}
		n.Meals += batch.Debited()
		n.Unpriced += batch.Unpriced
		var err error
		if n.Total, err = n.Total.Add(batch.Total); err != nil {
			return fmt.Errorf("total of a night: %w", err)
		}
	}
	return nil
}

// countDebts reads the accounts of all pupils in the registers.
func (p Planner) countDebts(ctx context.Context, night *ledger.Night, pupils map[string]bool) error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(pupils)), accountsAtOnce) {
		accounts, err := p.Ledger.Accounts(ctx, night.Municipality, some)
		if err != nil {
			return err
		}
		for _, pupil := range some {
			if err := night.Owes(accounts[pupil].Balance); err != nil {
				return fmt.Errorf("sum of debts: %w", err)
			}
		}
	}
	return nil
}
