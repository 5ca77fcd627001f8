// Package town is a municipality with all that its office works with: schools, families, two months of presences,
// accounts, and what waits. One class is made by the domain's own calls; the others are copies of its items.
package town

import (
	"context"
	"fmt"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// Town is the municipality. Its first family has the most of each thing, and is whom pages are opened with.
type Town struct {
	fixture.Fixture
	// Files is where imports are.
	Files bucket.Bucket
	// Pupils is how many there are.
	Pupils int
	// Token is of an administrator's session.
	Token string

	days   []calendar.Day // of presences, the last one first
	papers papers
}

const (
	classesOfSchool = 20
	registered      = 42 // days: two months
)

// Populate makes everything, and says how long each part takes.
func (t *Town) Populate(ctx context.Context, say func(format string, values ...any)) error {
	for day := fixture.Today(); len(t.days) < registered; day = day.AddDays(-1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			t.days = append(t.days, day)
		}
	}
	for _, part := range []struct {
		name string
		load func(context.Context) error
	}{
		{"offer", t.loadOffer}, {"class", t.loadClass}, {"copies", t.copyClass}, {"papers", t.loadPapers}, {"figures", t.loadFigures},
	} {
		begun := time.Now()
		if err := part.load(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		say("  %-10s %5.1f s", part.name, time.Since(begun).Seconds())
	}
	return nil
}

func (t *Town) classes() int { return (t.Pupils + fixture.ClassSize - 1) / fixture.ClassSize }

// schoolOf is the school of the n-th class.
func schoolOf(class int) (id, name string) {
	n := class / classesOfSchool
	return fmt.Sprintf("S%02d", n), fmt.Sprintf("Scuola primaria n. %d", n+1)
}

// className is what people call the n-th class.
func className(class int) string {
	return fmt.Sprintf("Classe %d%c", class%5+1, 'A'+class%classesOfSchool/5)
}

// loadOffer saves settings, prices, schools, closures and messages.
func (t *Town) loadOffer(ctx context.Context) error {
	if _, err := (&municipality.Store{Core: t.Core, Clock: t.Clock}).Save(ctx, fixture.Municipality()); err != nil {
		return err
	}
	if err := t.SaveTariffs(ctx); err != nil {
		return err
	}
	for n := 0; n < t.classes(); n += classesOfSchool {
		id, name := schoolOf(n)
		one := school.School{ID: id, Name: name, Level: "primaria", Kitchen: fmt.Sprintf("CUCINA%d", n/classesOfSchool%4)}
		if _, err := t.School.SaveSchool(ctx, fixture.Tenant, one); err != nil {
			return err
		}
	}
	const closures, news = 40, 80
	return fixture.InParallel(ctx, closures+news, func(ctx context.Context, n int) error {
		if n < closures {
			_, err := t.School.SaveClosure(ctx, fixture.Tenant, school.Closure{
				Day: closed(n), School: school.EverySchool, Reason: "Festa",
			})
			return err
		}
		id, _ := schoolOf(n % t.classes())
		_, err := t.School.SaveNews(ctx, fixture.Tenant, school.News{
			ID: fmt.Sprintf("N%03d", n), School: id, From: fixture.Today().AddDays(-n), Title: "Menù di " + id,
			Text: "Da lunedì la mensa serve il menù invernale.\nGrazie a chi ha risposto al questionario.",
		})
		return err
	})
}

// closed is the n-th day without meals.
func closed(n int) calendar.Day { return fixture.Today().AddDays(30 + 3*n) }

// loadFigures has the figures made, and keeps the last evening.
func (t *Town) loadFigures(ctx context.Context) error {
	builder := figures.Builder{School: t.School, Ledger: t.Ledger, Keeper: figures.Store{Ops: t.Ops}, Clock: t.Clock}
	if err := builder.Build(ctx, fixture.Tenant, fixture.Today(), fixture.Municipality().DebtWorthTelling()); err != nil {
		return err
	}
	night := ledger.Night{Municipality: fixture.Tenant, Day: t.days[1], Classes: t.classes(), Meals: t.Pupils * 8 / 9, Unpriced: 3}
	for n := range t.Pupils {
		if err := night.Owes(opening(n)); err != nil {
			return err
		}
	}
	return ledger.Nights{Ops: t.Ops, Clock: t.Clock}.Save(ctx, night)
}
