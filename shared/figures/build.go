package figures

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// School knows classes, who eats with them, which registers they sent, and who pays.
type School interface {
	Registers
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
	Roster(ctx context.Context, tenant, class string) ([]school.RosterRow, error)
	GuardiansOf(ctx context.Context, tenant, pupil string) ([]school.Link, error)
}

// Ledger knows what was debited, and what accounts hold.
type Ledger interface {
	BatchesOf(ctx context.Context, tenant string, day calendar.Day) (map[string]ledger.Batch, error)
	Accounts(ctx context.Context, tenant string, pupils []string) (map[string]ledger.Account, error)
	Statement(ctx context.Context, tenant, pupil string, from calendar.Day) (ledger.Statement, error)
}

// Keeper keeps figures.
type Keeper interface {
	SaveMonth(ctx context.Context, tenant string, m Month) error
	SaveDebts(ctx context.Context, tenant string, d Debts, lists []Debtors) error
}

// Builder makes a municipality's figures.
type Builder struct {
	School School
	Ledger Ledger
	Keeper Keeper
	Clock  calendar.Clock
}

const (
	// months is how many months are made anew: a correction may be of any day of the year.
	months = 12
	// readsAtOnce is how many days, classes or accounts are read at the same time.
	readsAtOnce = 8
	// accountsAtOnce is how many accounts one read takes.
	accountsAtOnce = 100
)

// Build makes the months of a year until a day, and the debts of today, and keeps them. The office's desk tells of
// accounts that are more than deep below zero; deep is positive.
func (b Builder) Build(ctx context.Context, tenant string, until calendar.Day, deep money.Cents) error {
	classes, err := b.School.Classes(ctx, tenant)
	if err != nil {
		return err
	}
	month := until.Month()
	names := make(map[string]string, len(classes))
	for _, class := range classes {
		names[class.ID] = class.InSchool()
	}
	var unpriced Unpriced
	marked, goesBack := map[calendar.Day]map[string]ledger.Batch{}, b.Clock.Today().AddDays(-ledger.LookBackDays)
	for range months {
		waits := func(day calendar.Day, batches map[string]ledger.Batch) {
			unpriced.add(day, batches, names)
			if !day.Before(goesBack) {
				marked[day] = batches
			}
		}
		if err := b.month(ctx, tenant, month, classes, waits); err != nil {
			return fmt.Errorf("figures of %s: %w", month.Key(), err)
		}
		month = month.Previous()
	}
	rosters, err := b.rosters(ctx, tenant, classes)
	if err != nil {
		return err
	}
	unsent, err := b.unsent(ctx, tenant, classes, rosters, marked, names)
	if err != nil {
		return fmt.Errorf("registers that nobody sent: %w", err)
	}
	return b.debts(ctx, tenant, places(classes, rosters), deep, Debts{
		Unpriced: unpriced, Unsent: unsent, Vacant: vacant(classes, rosters, b.Clock.Today()),
	})
}

// vacant are the classes in which nobody is enrolled on a day. Rosters are in the order of the classes.
func vacant(classes []school.Class, rosters [][]school.RosterRow, day calendar.Day) []string {
	var empty []string
	for i, class := range classes {
		if !school.SeatedOn(rosters[i], day) {
			empty = append(empty, class.ID)
		}
	}
	return empty
}

// month makes a month, and hands on the markers of each of its days.
func (b Builder) month(
	ctx context.Context, tenant string, month calendar.Month, classes []school.Class,
	each func(day calendar.Day, batches map[string]ledger.Batch),
) error {
	now := b.Clock() // before it reads: what is written meanwhile is newer
	days := make([]map[string]ledger.Batch, month.Last().OfMonth())
	reads := beside.New()
	reads.SetLimit(readsAtOnce)
	for i := range days {
		reads.Go(func() (err error) {
			days[i], err = b.Ledger.BatchesOf(ctx, tenant, month.First().AddDays(i))
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return err
	}
	for i, batches := range days {
		each(month.First().AddDays(i), batches)
	}
	built, err := newMonth(month, days, classes, now)
	if err != nil {
		return err
	}
	return b.Keeper.SaveMonth(ctx, tenant, built)
}

// debts makes the debts of pupils at their places, and keeps them with what else waits.
func (b Builder) debts(ctx context.Context, tenant string, places map[string]place, deep money.Cents, waits Debts) error {
	now := b.Clock()
	var accounts []account
	for some := range slices.Chunk(slices.Sorted(maps.Keys(places)), accountsAtOnce) {
		found, err := b.Ledger.Accounts(ctx, tenant, some)
		if err != nil {
			return err
		}
		for _, pupil := range some {
			one := places[pupil].account
			one.balance, one.since = found[pupil].Balance, calendar.DayOf(found[pupil].Updated)
			accounts = append(accounts, one)
		}
	}
	if err := b.ages(ctx, tenant, accounts); err != nil {
		return err
	}
	debts, lists, err := newDebts(accounts, b.Clock.Today(), now, deep)
	if err != nil {
		return err
	}
	debts.Unpriced, debts.Unsent, debts.Vacant = waits.Unpriced, waits.Unsent, waits.Vacant
	return b.Keeper.SaveDebts(ctx, tenant, debts, lists)
}

// place is where a pupil eats, or ate last.
type place struct {
	account
	from calendar.Day
}

// rosters reads who eats with each class, in the order of the classes.
func (b Builder) rosters(ctx context.Context, tenant string, classes []school.Class) ([][]school.RosterRow, error) {
	rosters := make([][]school.RosterRow, len(classes))
	reads := beside.New()
	reads.SetLimit(readsAtOnce)
	for i, class := range classes {
		reads.Go(func() (err error) {
			rosters[i], err = b.School.Roster(ctx, tenant, class.ID)
			return err
		})
	}
	return rosters, reads.Wait()
}

// places are where every pupil eats, or ate last.
func places(classes []school.Class, rosters [][]school.RosterRow) map[string]place {
	places := map[string]place{}
	for i, class := range classes {
		for _, row := range rosters[i] {
			if before, known := places[row.Pupil]; !known || before.from.Before(row.From) {
				places[row.Pupil] = place{account{pupil: row.Pupil, class: class.ID, school: class.School}, row.From}
			}
		}
	}
	return places
}

// ages reads since when each account below zero has been so, and who pays for it.
func (b Builder) ages(ctx context.Context, tenant string, accounts []account) error {
	from := b.Clock.Today().AddDays(-lookBack)
	reads := beside.New()
	reads.SetLimit(readsAtOnce)
	for i := range accounts {
		if accounts[i].balance >= 0 {
			continue
		}
		reads.Go(func() error {
			statement, err := b.Ledger.Statement(ctx, tenant, accounts[i].pupil, from)
			accounts[i].balance = min(statement.Account.Balance, money.Cents(0)) // it may have moved since
			accounts[i].since = since(statement, from)
			if err != nil {
				return err
			}
			links, err := b.School.GuardiansOf(ctx, tenant, accounts[i].pupil)
			for _, link := range links {
				if link.Pays() {
					accounts[i].payer = link.Guardian
				}
			}
			return err
		})
	}
	return reads.Wait()
}
