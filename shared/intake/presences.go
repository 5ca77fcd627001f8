package intake

import (
	"context"
	"maps"
	"slices"
	"sync"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/school"
)

// presence is a row of presenze.csv: the mark of one pupil on one day.
type presence struct {
	day          calendar.Day
	class, pupil string
	entry        school.Entry
}

func presenceColumns() []column[presence] {
	return []column[presence]{
		{"giorno", must, cell(func(p *presence) *calendar.Day { return &p.day }, day)},
		{"classe", must, cell(func(p *presence) *string { return &p.class }, code)},
		{"alunno", must, cell(func(p *presence) *string { return &p.pupil }, code)},
		{"stato", must, cell(func(p *presence) *school.Mark { return &p.entry.Mark }, mark)},
		{"motivo", may, cell(func(p *presence) *school.Reason { return &p.entry.Reason }, reason)},
	}
}

// mealCheck is what presences are checked against.
type mealCheck struct {
	classes  map[string]school.Class
	rosters  map[string][]school.RosterRow
	closures []school.Closure
	// known are those of the rows' pupils who are in no roster of their class.
	known map[string]school.Pupil
	// tariffs are those of the rows' school years, each year read once and only if somebody asks.
	tariffs map[int]func() ([]school.Tariff, error)
}

// presences loads presenze.csv. The marks of a class and day enter its register
// together; a mark that differs from the register's makes a new version of it.
func (l *load) presences(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, presenceColumns(), presence.key)
	if err != nil || len(rows) == 0 {
		return err
	}
	known, err := l.mealCheck(ctx, rows)
	if err != nil {
		return err
	}
	var good []row[presence]
	before := registers{l.School, l.tenant, map[string]school.ClassDay{}}
	for _, r := range rows {
		if !r.value.entry.Whole() {
			l.reject(r.number, complain("motivo", "Il motivo serve per U (famiglia, scuola, attivita) e per N (mancante, "+
				"errato, ritardo), e solo per questi."))
			continue
		}
		if c := l.toCome("giorno", r.value.day); c != nil {
			l.reject(r.number, c)
			continue
		}
		c := known.check(r.value)
		if c != nil {
			admitted, err := before.admits(ctx, r.value)
			if err != nil {
				return err
			}
			if !admitted {
				l.reject(r.number, c)
				continue
			}
		}
		good = append(good, r)
	}
	return saveGroups(ctx, l, grouped(good, presence.register), func(ctx context.Context, group []row[presence]) (outcomes, error) {
		return l.enterMarks(ctx, group, known)
	})
}

// key is what a file has once; register is where it is stored.
func (p presence) key() string      { return p.day.String() + " " + p.pupil }
func (p presence) register() string { return p.day.String() + " " + p.class }

// enterMarks enters the marks of one register.
func (l *load) enterMarks(ctx context.Context, group []row[presence], known mealCheck) (outcomes, error) {
	class, day := group[0].value.class, group[0].value.day
	before, err := l.School.ClassDay(ctx, l.tenant, class, day)
	if err != nil {
		return nil, err
	}
	entries, became := make(map[string]school.Entry, len(group)), outcomes{}
	for _, r := range group {
		entries[r.value.pupil] = r.value.entry
		switch before.Entry(r.value.pupil) {
		case r.value.entry:
			became[r.number] = Unchanged
		case school.Entry{}:
			became[r.number] = Added
		default:
			became[r.number] = Changed
			was := r.value
			was.entry = before.Entry(r.value.pupil)
			l.differs(r.number, differences(presenceColumns(), was, r.value))
		}
	}
	done, err := l.debitedBefore(ctx, before, became)
	if err != nil {
		return nil, err
	}
	debited := done.Run > 0
	if debited && dynamo.Rehearses(ctx) {
		if err := l.price(ctx, before, group, became, known, done); err != nil {
			return nil, err
		}
	}
	diets := school.DietsOn(known.rosters[class], day)
	_, err = l.School.SaveEntries(ctx, l.tenant, class, day, entries, diets, debited)
	return became, err
}

// registers reads each register of presences once.
type registers struct {
	school school.Store
	tenant string
	read   map[string]school.ClassDay // by day and class
}

// admits reports whether a register has a presence whatever is wrong with it now: one that it says already, and the absence of
// a pupil who is registered as eating, since what was debited by mistake can always be taken back.
func (r registers) admits(ctx context.Context, p presence) (bool, error) {
	at := p.register()
	register, known := r.read[at]
	if !known {
		var err error
		if register, err = r.school.ClassDay(ctx, r.tenant, p.class, p.day); err != nil {
			return false, err
		}
		r.read[at] = register
	}
	stored := register.Entry(p.pupil)
	return stored == p.entry || stored.Mark.Eaten() && !p.entry.Mark.Eaten(), nil
}

// mealCheck reads the classes, rosters and closures that the rows refer to.
func (l *load) mealCheck(ctx context.Context, rows []row[presence]) (mealCheck, error) {
	classes, err := l.classesByCode(ctx)
	if err != nil {
		return mealCheck{}, err
	}
	rosters := make(map[string][]school.RosterRow)
	for _, r := range rows {
		class := r.value.class
		if _, read := rosters[class]; read || classes[class].ID == "" {
			continue
		}
		if rosters[class], err = l.School.Roster(ctx, l.tenant, class); err != nil {
			return mealCheck{}, err
		}
	}
	closures, err := closuresOf(ctx, l, rows, func(p presence) calendar.Day { return p.day })
	if err != nil {
		return mealCheck{}, err
	}
	strangers := make(map[string]bool)
	for _, r := range rows {
		if !inRoster(rosters[r.value.class], r.value.pupil) {
			strangers[r.value.pupil] = true
		}
	}
	known, err := l.School.PupilsByID(ctx, l.tenant, slices.Collect(maps.Keys(strangers)))
	return mealCheck{classes, rosters, closures, known, l.tariffsLater(ctx, rows)}, err
}

// tariffsLater prepares to read the tariffs of the rows' school years.
func (l *load) tariffsLater(ctx context.Context, rows []row[presence]) map[int]func() ([]school.Tariff, error) {
	years := make(map[int]func() ([]school.Tariff, error))
	for _, r := range rows {
		year := r.value.day.SchoolYear()
		if years[year] == nil {
			years[year] = sync.OnceValues(func() ([]school.Tariff, error) { return l.School.Tariffs(ctx, l.tenant, year) })
		}
	}
	return years
}

// inRoster reports whether a roster has a pupil, on whatever days.
func inRoster(roster []school.RosterRow, pupil string) bool {
	return slices.ContainsFunc(roster, func(r school.RosterRow) bool { return r.Pupil == pupil })
}

// check returns what is wrong with a presence, or nil.
func (c mealCheck) check(p presence) *complaint {
	class, known := c.classes[p.class]
	if !known {
		return noClass()
	}
	if !school.Serves(class, c.closures, p.day) {
		return complain("giorno",
			"In questo giorno la mensa non è prevista per la classe: controlla giorni e calendario.")
	}
	if _, known := c.known[p.pupil]; !known && !inRoster(c.rosters[p.class], p.pupil) {
		return noPupil(p.pupil)
	}
	here := func(r school.RosterRow) bool { return r.Pupil == p.pupil && r.ActiveOn(p.day) }
	if !slices.ContainsFunc(c.rosters[p.class], here) {
		return complain("alunno", "In questo giorno l'alunno non è iscritto alla mensa di questa classe."+lostZeros(p.pupil))
	}
	return nil
}
