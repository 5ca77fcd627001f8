package trial

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

const (
	tenant    = "c_x000"
	creditor  = "77777777777"
	host      = "prova.example.it"
	classSize = 25
)

// bands are the prices of a meal, by tariff band.
var bands = map[string]money.Cents{"A": 450, "B": 310, "C": 125}

// comune is the municipality of every trial.
func comune() municipality.Municipality {
	return municipality.Municipality{
		ID: tenant, Name: "Comune di Prova", FiscalCode: creditor, Segregation: "02",
		IBAN: "IT60X0542811101000000123456", TaxonomyMeals: "9/0107101TS/",
		Hosts: []string{host}, TopUpMin: 500, TopUpMax: 30_000, CreditMax: 1_000_000,
	}
}

// Town is a municipality whose presences are known, and so what every pupil should have been
// charged.
type Town struct {
	world  *World
	pupils int
	days   []calendar.Day
	mu     sync.Mutex
	marks  map[classDay]map[string]school.Mark
}

type classDay struct {
	class string
	day   calendar.Day
}

// NewTown founds a municipality with classes, tariffs and rosters.
func NewTown(ctx context.Context, w *World, pupils int, days []calendar.Day) (*Town, error) {
	t := &Town{world: w, pupils: pupils, days: days, marks: map[classDay]map[string]school.Mark{}}
	today := calendar.DayOf(w.Now())
	if _, err := (&municipality.Store{Core: w.Core, Clock: w.Now}).Save(ctx, comune()); err != nil {
		return nil, err
	}
	first, last := today.AddDays(-60), today.AddDays(200)
	if err := w.SaveTariffs(ctx); err != nil {
		return nil, err
	}
	for n := 0; n < pupils; n += classSize {
		_, err := w.School.SaveClass(ctx, tenant, school.Class{
			ID: className(n), Name: className(n), School: "S",
			Weekdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		})
		if err != nil {
			return nil, err
		}
	}
	return t, fixture.InParallel(ctx, pupils, func(ctx context.Context, n int) error {
		return w.Core.Store(ctx, dynamo.Roster(tenant, className(n), pupilName(n), first), school.RosterRow{
			Pupil: pupilName(n), Band: bandOf(n), From: first, To: last,
		})
	})
}

// SaveTariffs sets the prices of the school year that the clocks show.
func (w *World) SaveTariffs(ctx context.Context) error {
	today := calendar.DayOf(w.Now())
	for band, price := range bands {
		_, err := w.School.SaveTariff(ctx, tenant, school.Tariff{
			Year: today.SchoolYear(), Service: school.Canteen, Band: band, Price: price,
			From: today.AddDays(-60), To: today.AddDays(200),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func className(n int) string { return fmt.Sprintf("C%04d", n/classSize) }

func pupilName(n int) string { return fmt.Sprintf("P%06d", n) }

func bandOf(n int) string { return string(rune('A' + n%len(bands))) }

// schoolDays returns so many working days, the given one the last.
func schoolDays(last calendar.Day, count int) []calendar.Day {
	var days []calendar.Day
	for day := last; len(days) < count; day = day.AddDays(-1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			days = append(days, day)
		}
	}
	return days
}

// Register enters the first presences of all classes and days: nine of ten pupils eat.
func (t *Town) Register(ctx context.Context, draw *rand.Rand) error {
	var all []classDay
	for _, day := range t.days {
		for n := 0; n < t.pupils; n += classSize {
			at := classDay{className(n), day}
			t.marks[at] = map[string]school.Mark{}
			for m := n; m < min(n+classSize, t.pupils); m++ {
				t.marks[at][pupilName(m)] = drawMark(draw)
			}
			all = append(all, at)
		}
	}
	return fixture.InParallel(ctx, len(all), func(ctx context.Context, i int) error {
		_, err := t.world.School.SaveMarks(ctx, tenant, all[i].class, all[i].day, t.marks[all[i]])
		return err
	})
}

func drawMark(draw *rand.Rand) school.Mark {
	switch n := draw.IntN(20); {
	case n < 2:
		return school.Absent
	case n < 3:
		return school.Plain
	default:
		return school.Present
	}
}

// Correct changes a few marks of a class and day, as the office does at any moment.
func (t *Town) Correct(ctx context.Context, draw *rand.Rand) error {
	n := draw.IntN(t.pupils) / classSize * classSize
	at := classDay{className(n), t.days[draw.IntN(len(t.days))]}
	changed := map[string]school.Mark{}
	for range 1 + draw.IntN(3) {
		pupil := min(n+draw.IntN(classSize), t.pupils-1)
		changed[pupilName(pupil)] = drawMark(draw)
	}
	return t.Mark(ctx, at.class, at.day, changed)
}

// Mark enters marks and remembers them.
func (t *Town) Mark(ctx context.Context, class string, day calendar.Day, marks map[string]school.Mark) error {
	at := classDay{class, day}
	t.mu.Lock()
	if t.marks[at] == nil {
		t.marks[at] = map[string]school.Mark{}
	}
	for pupil, mark := range marks {
		t.marks[at][pupil] = mark
	}
	t.mu.Unlock()
	_, err := t.world.School.SaveMarks(ctx, tenant, class, day, marks)
	return err
}

// Charges returns what every pupil should be charged for each day on which the pupil ate.
func (t *Town) Charges() map[Charge]money.Cents {
	t.mu.Lock()
	defer t.mu.Unlock()
	charges := map[Charge]money.Cents{}
	for at, marks := range t.marks {
		for pupil, mark := range marks {
			if mark.Eaten() {
				var n int
				if _, err := fmt.Sscanf(pupil, "P%d", &n); err == nil {
					charges[Charge{pupil, at.day.String()}] = bands[bandOf(n)]
				}
			}
		}
	}
	return charges
}

// Charge names a pupil's day at the canteen.
type Charge struct{ Pupil, Day string }
