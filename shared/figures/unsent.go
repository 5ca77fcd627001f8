package figures

import (
	"cmp"
	"context"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// Unsent is the registers that nobody sent, of the days before today to which the evening goes back: the meals of such a class
// and day are debited to nobody.
type Unsent struct {
	Count int          `dynamodbav:"count"`
	Since calendar.Day `dynamodbav:"since"` // the first of the days; zero for none
	// Sheets are the first MostUnsent of them, the oldest first: those that the evening looks for no more so soon.
	Sheets []UnsentSheet `dynamodbav:"sheets,omitempty"`
}

// MostUnsent is how many registers that nobody sent are named.
const MostUnsent = 100

// UnsentSheet is a class that ate, and a day of which it has no register.
type UnsentSheet struct {
	Class  string       `dynamodbav:"class"`
	Name   string       `dynamodbav:"name"` // the class's, with the school
	School string       `dynamodbav:"school"`
	Day    calendar.Day `dynamodbav:"day"`
}

// Registers knows which registers there are, and on which days nobody eats.
type Registers interface {
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
	Sheets(ctx context.Context, tenant string, classes []string, day calendar.Day) (map[string]school.ClassDay, error)
}

// Still is what is left of it by now: without the registers that came since the figures were made, and the days that were
// suspended. Of those that are not named nothing is known.
func (u Unsent) Still(ctx context.Context, tenant string, registers Registers) (Unsent, error) {
	if len(u.Sheets) == 0 {
		return u, nil
	}
	var closures []school.Closure
	first, last := u.Sheets[0].Day, u.Sheets[len(u.Sheets)-1].Day
	reads := []func() error{beside.Into(&closures, func() ([]school.Closure, error) {
		return registers.Closures(ctx, tenant, first, last)
	})}
	classes, found := map[calendar.Day][]string{}, map[calendar.Day]*map[string]school.ClassDay{}
	for _, one := range u.Sheets {
		classes[one.Day] = append(classes[one.Day], one.Class)
	}
	for day, ids := range classes {
		found[day] = new(map[string]school.ClassDay)
		reads = append(reads, beside.Into(found[day], func() (map[string]school.ClassDay, error) {
			return registers.Sheets(ctx, tenant, ids, day)
		}))
	}
	if err := beside.Together(reads...); err != nil {
		return u, err
	}
	left := slices.DeleteFunc(slices.Clone(u.Sheets), func(one UnsentSheet) bool {
		_, closed := school.ClosureOf(closures, school.Class{ID: one.Class, School: one.School}, one.Day)
		return closed || (*found[one.Day])[one.Class].Version > 0
	})
	u.Count, u.Sheets = u.Count-len(u.Sheets)+len(left), left
	switch {
	case len(left) > 0:
		u.Since = left[0].Day
	case u.Count > 0: // the others are of the last day that was named, or after it
		u.Since = last
	default:
		u.Since = calendar.Day{}
	}
	return u, nil
}

// sheetsAtOnce is how many registers are in memory at once.
const sheetsAtOnce = 100

// unsent looks which classes that ate on the days before today have no register. A class with a marker had one. Rosters are in
// the order of the classes.
func (b Builder) unsent(
	ctx context.Context, tenant string, classes []school.Class, rosters [][]school.RosterRow,
	marked map[calendar.Day]map[string]ledger.Batch, names map[string]string,
) (Unsent, error) {
	var all Unsent
	today := b.Clock.Today()
	first := today.AddDays(-ledger.LookBackDays)
	closures, err := b.School.Closures(ctx, tenant, first, today.AddDays(-1))
	if err != nil {
		return all, err
	}
	for day := first; day.Before(today); day = day.AddDays(1) {
		var open []school.Class
		for i, class := range classes {
			if school.SeatedOn(rosters[i], day) && marked[day][class.ID].Run == 0 && school.Serves(class, closures, day) {
				open = append(open, class)
			}
		}
		var missing []UnsentSheet
		for some := range slices.Chunk(open, sheetsAtOnce) {
			var ids []string
			for _, class := range some {
				ids = append(ids, class.ID)
			}
			sheets, err := b.School.Sheets(ctx, tenant, ids, day)
			if err != nil {
				return all, err
			}
			for _, class := range some {
				if sheets[class.ID].Version == 0 {
					missing = append(missing, UnsentSheet{Class: class.ID, Name: cmp.Or(names[class.ID], class.ID), School: class.School, Day: day})
				}
			}
		}
		slices.SortFunc(missing, func(a, b UnsentSheet) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Class, b.Class)) })
		if all.Count == 0 && len(missing) > 0 {
			all.Since = day
		}
		all.Count += len(missing)
		all.Sheets = append(all.Sheets, missing[:min(len(missing), MostUnsent-len(all.Sheets))]...)
	}
	return all, nil
}
