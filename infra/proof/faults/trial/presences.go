package trial

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// Presences are those of a municipality as far as they were entered here, and so what every pupil should
// have been charged.
type Presences struct {
	fixture *Fixture
	pupils  int
	days    []calendar.Day
	mu      sync.Mutex
	marks   map[classDay]map[string]school.Mark
}

type classDay struct {
	class string
	day   calendar.Day
}

// NewPresences populates the municipality, whose presences are still to come.
func NewPresences(ctx context.Context, f *Fixture, pupils int, days []calendar.Day) (*Presences, error) {
	p := &Presences{fixture: f, pupils: pupils, days: days, marks: map[classDay]map[string]school.Mark{}}
	return p, f.Populate(ctx, pupils)
}

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
func (p *Presences) Register(ctx context.Context, draw *rand.Rand) error {
	var all []classDay
	for _, day := range p.days {
		for n := 0; n < p.pupils; n += fixture.ClassSize {
			at := classDay{fixture.ClassName(n), day}
			p.marks[at] = map[string]school.Mark{}
			for m := n; m < min(n+fixture.ClassSize, p.pupils); m++ {
				p.marks[at][fixture.PupilName(m)] = drawMark(draw)
			}
			all = append(all, at)
		}
	}
	return fixture.InParallel(ctx, len(all), func(ctx context.Context, i int) error {
		_, err := p.fixture.School.SaveMarks(ctx, fixture.Tenant, all[i].class, all[i].day, p.marks[all[i]])
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
func (p *Presences) Correct(ctx context.Context, draw *rand.Rand) error {
	n := draw.IntN(p.pupils) / fixture.ClassSize * fixture.ClassSize
	at := classDay{fixture.ClassName(n), p.days[draw.IntN(len(p.days))]}
	changed := map[string]school.Mark{}
	for range 1 + draw.IntN(3) {
		pupil := min(n+draw.IntN(fixture.ClassSize), p.pupils-1)
		changed[fixture.PupilName(pupil)] = drawMark(draw)
	}
	return p.Mark(ctx, at.class, at.day, changed)
}

// Mark enters marks and remembers them.
func (p *Presences) Mark(ctx context.Context, class string, day calendar.Day, marks map[string]school.Mark) error {
	at := classDay{class, day}
	p.mu.Lock()
	if p.marks[at] == nil {
		p.marks[at] = map[string]school.Mark{}
	}
	for pupil, mark := range marks {
		p.marks[at][pupil] = mark
	}
	p.mu.Unlock()
	_, err := p.fixture.School.SaveMarks(ctx, fixture.Tenant, class, day, marks)
	return err
}

// Charges returns what every pupil should be charged for each day on which the pupil ate.
func (p *Presences) Charges() map[Charge]money.Cents {
	p.mu.Lock()
	defer p.mu.Unlock()
	charges := map[Charge]money.Cents{}
	for at, marks := range p.marks {
		for pupil, mark := range marks {
			if mark.Eaten() {
				var n int
				if _, err := fmt.Sscanf(pupil, "P%d", &n); err == nil {
					charges[Charge{pupil, at.day.String()}] = fixture.Prices()[fixture.BandOf(n)]
				}
			}
		}
	}
	return charges
}

// Charge names a pupil's day at the canteen.
type Charge struct{ Pupil, Day string }
