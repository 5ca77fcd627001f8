package debit

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// Offer knows classes, rosters, tariffs and registers.
type Offer interface {
	Roster(ctx context.Context, tenant, class string) ([]school.RosterRow, error)
	Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error)
	ClassDays(ctx context.Context, tenant, class string, month calendar.Month) ([]school.ClassDay, error)
	Class(ctx context.Context, tenant, class string) (school.Class, error)
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
}

// Done knows which classes the evening went over.
type Done interface {
	BatchOf(ctx context.Context, tenant string, day calendar.Day, class string) (ledger.Batch, error)
}

// Preview says what the evening would post, and posts nothing.
type Preview struct {
	Accounts Accounts
	Offer    Offer
	Done     Done
}

// Change is what the evening would post to one pupil for one day, or would have to wait for.
type Change struct {
	Pupil, Name string
	Day         calendar.Day
	// Amount is negative for a debit. Cost is what the meal costs then, in which Band.
	Amount, Cost money.Cents
	Band         string
	// Unpriced is whether the meal has no tariff yet, so that nothing is posted.
	Unpriced bool
	// First is whether nothing of the meal is debited yet: what is posted is no difference, but the meal itself.
	First bool
}

// Split parts changes of meals that are debited from those of meals that are not yet.
func Split(changes []Change) (again, first []Change) {
	for _, change := range changes {
		if change.First {
			first = append(first, change)
		} else {
			again = append(again, change)
		}
	}
	return again, first
}

// Total adds up the amounts of changes.
func Total(changes []Change) (money.Cents, error) {
	amounts := make([]money.Cents, 0, len(changes))
	for _, change := range changes {
		amounts = append(amounts, change.Amount)
	}
	return money.Sum(amounts...)
}

// Basis is what the meals of a class and day are priced by.
type Basis struct {
	Roster  []school.RosterRow
	Tariffs []school.Tariff // of the day's school year
	// Done is the marker of the last time that the evening went over them, the zero Batch when it never did.
	Done ledger.Batch
}

// Basis reads what the meals of a class and day are priced by, in one step.
func (p Preview) Basis(ctx context.Context, tenant, class string, day calendar.Day) (Basis, error) {
	var basis Basis
	reads := beside.New()
	reads.Go(func() (err error) {
		basis.Roster, err = p.Offer.Roster(ctx, tenant, class)
		return err
	})
	reads.Go(func() (err error) {
		basis.Tariffs, err = p.Offer.Tariffs(ctx, tenant, day.SchoolYear())
		return err
	})
	reads.Go(func() (err error) {
		basis.Done, err = p.Debited(ctx, tenant, class, day)
		return err
	})
	return basis, reads.Wait()
}

// Debited is what the evening debited of a class and day, whatever the register says now; the zero Batch when it never
// went over them.
func (p Preview) Debited(ctx context.Context, tenant, class string, day calendar.Day) (ledger.Batch, error) {
	return p.Done.BatchOf(ctx, tenant, day, class)
}

// Correction is what a register would have the evening post, by pupil, on a day that is suspended or not. It reads the
// accounts side by side.
func (p Preview) Correction(
	ctx context.Context, tenant string, register school.ClassDay, suspended bool, by Basis,
) ([]Change, error) {
	return p.changes(ctx, tenant, Meals(register, by.Roster, by.Tariffs, by.Done, suspended))
}

// changes are the meals of which something is to post, or which have no tariff.
func (p Preview) changes(ctx context.Context, tenant string, meals []Meal) ([]Change, error) {
	rests := make([]Rest, len(meals))
	reads := beside.New()
	for i, meal := range meals {
		reads.Go(func() (err error) {
			rests[i], err = p.Accounts.Rest(ctx, tenant, meal)
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	var changes []Change
	for i, meal := range meals {
		if rests[i].Amount != 0 || rests[i].Unpriced {
			changes = append(changes, meal.change(rests[i]))
		}
	}
	return changes, nil
}

func (m Meal) change(rest Rest) Change {
	return Change{
		Pupil: m.Pupil, Name: m.Name, Day: m.Day, Amount: rest.Amount, Cost: rest.Cost,
		Band: cmp.Or(m.Detail.Band, rest.Detail.Band), Unpriced: rest.Unpriced,
	}
}

// Repricing is what asking for new prices would have the evening post in the ask's one class, by day and pupil, by the
// bands and tariffs that are stored. It reads in two steps, whatever the number of days, and in a third the markers of
// the days on which a meal has no entry.
func (p Preview) Repricing(ctx context.Context, tenant string, ask school.Repricing) ([]Change, error) {
	var roster []school.RosterRow
	var registers []school.ClassDay
	first := ask.From.SchoolYear()
	found := make([][]school.Tariff, ask.To.SchoolYear()-first+1)
	reads := beside.New()
	reads.Go(func() (err error) {
		roster, err = p.Offer.Roster(ctx, tenant, ask.Class)
		return err
	})
	reads.Go(func() (err error) {
		registers, err = p.registers(ctx, tenant, ask)
		return err
	})
	for i := range found {
		reads.Go(func() (err error) {
			found[i], err = p.Offer.Tariffs(ctx, tenant, first+i)
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	return p.reprice(ctx, tenant, ask, eaten(ask, registers, roster, slices.Concat(found...)))
}

// Supposed is Repricing by a roster and tariffs that an office is about to save. The tariffs are all of those days.
func (p Preview) Supposed(
	ctx context.Context, tenant string, ask school.Repricing, roster []school.RosterRow, tariffs []school.Tariff,
) ([]Change, error) {
	registers, err := p.registers(ctx, tenant, ask)
	if err != nil {
		return nil, err
	}
	return p.reprice(ctx, tenant, ask, eaten(ask, registers, roster, tariffs))
}

// eaten are the meals that were eaten, by pupil: those of the ask's one pupil, or of all on the registers. Among all are those who
// left the class since: their prices stay, but with the class the evening debits them too, if they are not debited yet.
func eaten(
	ask school.Repricing, registers []school.ClassDay, roster []school.RosterRow, tariffs []school.Tariff,
) map[string][]Meal {
	pupils := make(map[string][]Meal)
	for _, register := range registers {
		ofYear := slices.DeleteFunc(slices.Clone(tariffs), func(t school.Tariff) bool {
			return t.Year != register.Day.SchoolYear()
		})
		for _, meal := range Meals(register, roster, ofYear, ledger.Batch{}, false) {
			if meal.Eaten && (ask.Pupil == "" || ask.Pupil == meal.Pupil && !meal.Left) {
				meal.Reprice = true
				pupils[meal.Pupil] = append(pupils[meal.Pupil], meal)
			}
		}
	}
	return pupils
}

// reprice compares the meals of pupils with their accounts, each read once.
func (p Preview) reprice(
	ctx context.Context, tenant string, ask school.Repricing, pupils map[string][]Meal,
) ([]Change, error) {
	reads := beside.New()
	found := make(chan []Change, len(pupils))
	for pupil, meals := range pupils {
		reads.Go(func() error {
			entries, err := p.Accounts.Ledger.MealsOfDays(ctx, tenant, pupil, ask.From, ask.To)
			if err != nil {
				return err
			}
			var changes []Change
			for _, meal := range meals {
				rest, err := p.anew(ctx, tenant, meal, entries[meal.Day])
				if err != nil {
					return err
				}
				if rest.Amount != 0 {
					change := meal.change(rest)
					class, err := debitedBy(entries[meal.Day])
					if err != nil {
						return err
					}
					change.First = class == ""
					changes = append(changes, change)
				}
			}
			found <- changes
			return nil
		})
	}
	err := reads.Wait()
	close(found)
	var all []Change
	for changes := range found {
		all = append(all, changes...)
	}
	slices.SortFunc(all, func(a, b Change) int {
		return strings.Compare(a.Day.String()+a.Pupil, b.Day.String()+b.Pupil)
	})
	if err != nil {
		return nil, err
	}
	return all, p.knowFree(ctx, tenant, ask.Class, all)
}

// anew is what a new price would have the evening post of a meal. For who left the class the marker of the day and the class of the
// day count too (see Accounts.Rest).
func (p Preview) anew(ctx context.Context, tenant string, meal Meal, entries []ledger.Entry) (Rest, error) {
	if !meal.Left {
		return meal.among(entries)
	}
	done, err := p.Debited(ctx, tenant, meal.Detail.Class, meal.Day)
	if err != nil {
		return Rest{}, err
	}
	meal.FreeBand, meal.Free = done.Free[meal.Pupil]
	return p.Accounts.Rest(ctx, tenant, meal)
}

// knowFree tells the meals that were done at no price, of which no entry tells, from those that are not done yet.
func (p Preview) knowFree(ctx context.Context, tenant, class string, changes []Change) error {
	days := make(map[calendar.Day]*ledger.Batch)
	reads := beside.New()
	for _, change := range changes {
		if !change.First || days[change.Day] != nil {
			continue
		}
		done := &ledger.Batch{}
		days[change.Day] = done
		reads.Go(beside.Into(done, func() (ledger.Batch, error) { return p.Debited(ctx, tenant, class, change.Day) }))
	}
	err := reads.Wait()
	for i, change := range changes {
		if change.First {
			_, free := days[change.Day].Free[change.Pupil]
			changes[i].First = !free
		}
	}
	return err
}

// registers are those of the ask's class and days on which the class had a meal, oldest first.
func (p Preview) registers(ctx context.Context, tenant string, ask school.Repricing) ([]school.ClassDay, error) {
	var months []calendar.Month
	for month := ask.From.Month(); !ask.To.Month().Before(month); month = month.Next() {
		months = append(months, month)
	}
	found := make([][]school.ClassDay, len(months))
	var class school.Class
	var closures []school.Closure
	reads := beside.New()
	reads.Go(func() (err error) {
		class, err = p.Offer.Class(ctx, tenant, ask.Class)
		return err
	})
	reads.Go(func() (err error) {
		closures, err = p.Offer.Closures(ctx, tenant, ask.From, ask.To)
		return err
	})
	for i, month := range months {
		reads.Go(func() (err error) {
			found[i], err = p.Offer.ClassDays(ctx, tenant, ask.Class, month)
			return err
		})
	}
	err := reads.Wait()
	return slices.DeleteFunc(slices.Concat(found...), func(c school.ClassDay) bool {
		_, suspended := school.ClosureOf(closures, class, c.Day)
		return suspended || !c.Day.Within(ask.From, ask.To)
	}), err
}
