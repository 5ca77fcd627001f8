package presence

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// Kitchen is what one kitchen cooks on a day.
type Kitchen struct {
	Code    string
	Schools []SchoolCount
}

// SchoolCount is what a kitchen cooks for a school.
type SchoolCount struct {
	School school.School
	// Limit is when the count stops to follow the sheets; zero for never. Frozen is whether it has, and Read when it was
	// first read after that: enrolments and diets count as they were then.
	Limit   time.Time
	Frozen  bool
	Read    time.Time
	Classes []ClassCount
}

// ReadLate reports whether the count was first read some minutes after its limit.
func (s SchoolCount) ReadLate() bool {
	return s.Frozen && s.Read.After(s.Limit.Add(readSoon))
}

// readSoon is within what time after its limit a count is read by a page that is open, which loads itself every minute.
const readSoon = 2 * time.Minute

// ClassCount is what a kitchen cooks for a class.
type ClassCount struct {
	Class school.Class
	// Arrived is when the sheet that is counted was sent, or the first after the count; zero when it is missing. Changed is when it
	// was sent last, if that was later.
	Arrived, Changed time.Time
	// Counted are the meals to cook: those of the sheet, else those that calendar, enrolments and parents let expect;
	// once the count is frozen, as they were then. Now is what is known now.
	Counted, Now school.Portions
	// Suspended is whether a class that was counted does not eat after all, with the reason in Closed.
	Suspended bool
	Closed    string
}

// Difference is by how much something differs from its frozen count.
type Difference struct {
	school.Portions
	// Suspended counts the classes that were counted and do not eat after all, Closed has their reasons, each once.
	Suspended int
	Closed    []string
}

func (d Difference) plus(other Difference) Difference {
	both := Difference{d.Portions.Plus(other.Portions), d.Suspended + other.Suspended, slices.Clone(d.Closed)}
	for _, reason := range other.Closed {
		if !slices.Contains(both.Closed, reason) {
			both.Closed = append(both.Closed, reason)
		}
	}
	return both
}

// Missing reports whether the sheet has not arrived.
func (c ClassCount) Missing() bool { return c.Arrived.IsZero() }

// Change is by how much the class differs from its frozen count.
func (c ClassCount) Change() Difference {
	change := Difference{Portions: c.Now.Minus(c.Counted)}
	if c.Suspended {
		change.Suspended, change.Closed = 1, []string{c.Closed}
	}
	return change
}

// sum adds up what each of a list comes to.
func sum[T any](list []T, of func(T) school.Portions) school.Portions {
	var total school.Portions
	for _, one := range list {
		total = total.Plus(of(one))
	}
	return total
}

// Counted adds up the classes.
func (s SchoolCount) Counted() school.Portions {
	return sum(s.Classes, func(c ClassCount) school.Portions { return c.Counted })
}

// Change adds up the differences.
func (s SchoolCount) Change() Difference {
	var all Difference
	for _, class := range s.Classes {
		all = all.plus(class.Change())
	}
	return all
}

// Suspended reports whether none of the classes eats after all.
func (s SchoolCount) Suspended() bool { return s.Change().Suspended == len(s.Classes) }

// Missing counts the classes without a sheet. From a class that does not eat after all none is awaited.
func (s SchoolCount) Missing() int {
	missing := 0
	for _, class := range s.Classes {
		if class.Missing() && !class.Suspended {
			missing++
		}
	}
	return missing
}

// Counted adds up the schools.
func (k Kitchen) Counted() school.Portions { return sum(k.Schools, SchoolCount.Counted) }

// Change adds up the differences.
func (k Kitchen) Change() Difference {
	var all Difference
	for _, at := range k.Schools {
		all = all.plus(at.Change())
	}
	return all
}

// Missing counts the classes without a sheet.
func (k Kitchen) Missing() int {
	missing := 0
	for _, s := range k.Schools {
		missing += s.Missing()
	}
	return missing
}

// Kitchens counts the meals of a day by kitchen, in the schools that the filter admits: in two steps once schools, classes
// and rosters are remembered, and two more for who reads a count first after its limit.
func (s Store) Kitchens(
	ctx context.Context, m municipality.Municipality, day calendar.Day, now time.Time, admits func(school.School) bool,
) ([]Kitchen, error) {
	known, err := s.Offer.of(ctx, s.School, m.ID)
	if err != nil {
		return nil, err
	}
	known = known.only(admits)
	d := kitchenDay{day: day, now: now, place: absence.Place{Municipality: m, Schools: known.schools, Classes: known.classes}}
	var ids, eating []string
	for _, class := range known.classes {
		ids = append(ids, class.ID)
		if school.Serves(class, nil, day) {
			eating = append(eating, class.ID)
		}
	}
	err = beside.Together(
		beside.Into(&d.place.Closures, func() ([]school.Closure, error) { return s.School.Closures(ctx, m.ID, day, day) }),
		beside.Into(&d.sheets, func() (map[string]school.ClassDay, error) { return s.School.Sheets(ctx, m.ID, ids, day) }),
		beside.Into(&d.rosters, func() (map[string][]school.RosterRow, error) {
			return s.Offer.rostersOf(ctx, s.School, m.ID, eating, false)
		}),
		beside.Into(&d.counts, func() ([]Count, error) { return s.Kept.Counts(ctx, m.ID, day) }),
	)
	if err != nil {
		return nil, err
	}
	unread := d.unread()
	if len(unread) > 0 { // what is kept all day is not what was remembered
		if d.rosters, err = s.Offer.rostersOf(ctx, s.School, m.ID, eating, true); err != nil {
			return nil, err
		}
	}
	if d.told, err = s.Notices.Told(ctx, m.ID, d.expected(), day); err != nil {
		return nil, err
	}
	if err := s.keep(ctx, &d, unread); err != nil {
		return nil, err
	}
	return d.kitchens(), nil
}

// unread are the schools whose counts are read for the first time after their limit.
func (d kitchenDay) unread() []school.School {
	return slices.DeleteFunc(slices.Clone(d.place.Schools), func(s school.School) bool {
		limit := d.place.Limit(s.ID, d.day)
		_, kept := d.kept(s.ID, limit)
		return !late(limit, d.now) || kept || len(d.school(s).Classes) == 0
	})
}

// kept is the count of a school that was kept after a limit; false for none.
func (d kitchenDay) kept(schoolID string, limit time.Time) (Count, bool) {
	at := slices.IndexFunc(d.counts, func(c Count) bool { return c.School == schoolID && c.Limit.Equal(limit) })
	if at < 0 {
		return Count{}, false
	}
	return d.counts[at], true
}

// keep keeps the counts of schools as they are read for the first time after their limit.
func (s Store) keep(ctx context.Context, d *kitchenDay, unread []school.School) error {
	kept := make([]Count, len(unread))
	writes := beside.New()
	for i, one := range unread {
		count := d.school(one)
		first := Count{School: one.ID, Limit: count.Limit.UTC(), At: d.now.UTC(), Classes: make(map[string]school.Portions, len(count.Classes))}
		for _, class := range count.Classes {
			first.Classes[class.Class.ID] = class.Counted
		}
		writes.Go(beside.Into(&kept[i], func() (Count, error) {
			return s.Kept.Keep(ctx, d.place.Municipality.ID, d.day, first)
		}))
	}
	err := writes.Wait()
	d.counts = append(d.counts, kept...)
	return err
}

// kitchenDay is what is known of a day.
type kitchenDay struct {
	day     calendar.Day
	now     time.Time
	place   absence.Place
	sheets  map[string]school.ClassDay
	rosters map[string][]school.RosterRow // by class
	told    map[string]absence.Notice
	counts  []Count // that were kept
}

// expected are the pupils of classes of which a count stands on what is expected.
func (d kitchenDay) expected() []string {
	var pupils []string
	for _, class := range d.place.Classes {
		if _, known := d.sheets[class.ID].MealsAt(d.moment(class.School)); known {
			continue
		}
		for _, row := range d.rosters[class.ID] {
			if row.ActiveOn(d.day) {
				pupils = append(pupils, row.Pupil)
			}
		}
	}
	return pupils
}

// moment is the instant whose count the kitchen of a school cooks by.
func (d kitchenDay) moment(schoolID string) time.Time {
	if limit := d.place.Limit(schoolID, d.day); late(limit, d.now) {
		return limit
	}
	return d.now
}

func (d kitchenDay) kitchens() []Kitchen {
	var list []Kitchen
	for _, s := range d.place.Schools {
		count := d.school(s)
		if len(count.Classes) == 0 {
			continue
		}
		at := slices.IndexFunc(list, func(k Kitchen) bool { return k.Code == s.CookedBy() })
		if at < 0 {
			at = len(list)
			list = append(list, Kitchen{Code: s.CookedBy()})
		}
		list[at].Schools = append(list[at].Schools, count)
	}
	slices.SortFunc(list, func(a, b Kitchen) int { return strings.Compare(a.Code, b.Code) })
	return list
}

func (d kitchenDay) school(s school.School) SchoolCount {
	limit := d.place.Limit(s.ID, d.day)
	count := SchoolCount{School: s, Limit: limit, Frozen: late(limit, d.now)}
	first, kept := d.kept(s.ID, limit)
	if kept {
		count.Read = first.At
	}
	then := school.At(d.place.Closures, d.moment(s.ID))
	for _, class := range d.place.Classes {
		if class.School != s.ID {
			continue
		}
		counted, eats := d.eats(class, then), d.eats(class, d.place.Closures)
		if kept { // closures do not tell how they were when they were changed twice
			counted = !first.Classes[class.ID].None()
		}
		if !counted && !eats {
			continue
		}
		one := d.class(class, d.rosters[class.ID])
		switch {
		case kept:
			one.Counted = first.Classes[class.ID]
		case !counted: // opened again after the count
			one.Counted = school.Portions{}
		}
		if !eats {
			closure, _ := school.ClosureOf(d.place.Closures, class, d.day)
			one.Now, one.Suspended, one.Closed = school.Portions{}, true, closure.Reason
		}
		count.Classes = append(count.Classes, one)
	}
	return count
}

// eats reports whether there is something to cook for a class, with some closures: it sent a sheet, or somebody is enrolled on
// a day of the week on which it eats.
func (d kitchenDay) eats(class school.Class, closures []school.Closure) bool {
	if _, closed := school.ClosureOf(closures, class, d.day); closed {
		return false
	}
	return d.sheets[class.ID].Version > 0 || school.Serves(class, nil, d.day) && school.SeatedOn(d.rosters[class.ID], d.day)
}

// class is what is cooked for a class, with the enrolments and diets of now.
func (d kitchenDay) class(class school.Class, roster []school.RosterRow) ClassCount {
	sheet := Sheet{Rows: rows(d.day, roster, school.ClassDay{})}
	sheet.hear(d.told)
	marks := make(map[string]school.Mark, len(sheet.Rows))
	for _, row := range sheet.Rows {
		marks[row.Pupil] = row.Entry.Mark
	}
	register, diets := d.sheets[class.ID], school.DietsOn(roster, d.day)
	expected := school.PortionsOf(marks, diets)
	count := ClassCount{Class: class, Counted: expected, Now: expected}
	if register.Version > 0 {
		count.Arrived, count.Changed = arrival(register, d.moment(class.School))
		count.Now = school.PortionsOf(register.Marks, diets)
		if len(roster) == 0 { // of a class with other weekdays by now: its diets are those of the sheet
			count.Now, _ = register.MealsAt(d.now)
		}
	}
	counted, known := register.MealsAt(d.moment(class.School))
	switch {
	case known && !count.Changed.IsZero():
		count.Counted = counted
	case known: // with diets that the office told after the sheet
		count.Counted = count.Now
	}
	return count
}

// arrival is when the register that a moment counts was sent, or the first one after it, and when the last, if that was later.
func arrival(register school.ClassDay, moment time.Time) (arrived, changed time.Time) {
	if len(register.Sent) == 0 {
		return register.Updated, time.Time{}
	}
	arrived, last := register.Sent[0].At, register.Sent[len(register.Sent)-1].At
	for _, sending := range register.Sent {
		if !sending.At.After(moment) {
			arrived = sending.At
		}
	}
	if last.After(arrived) {
		changed = last
	}
	return arrived, changed
}

const (
	// offerFor is how long a new class, pupil or diet may take to show in the kitchens.
	offerFor = time.Minute
	// rostersAtOnce is how many rosters are read at the same time, as many as keep their connections (see retry).
	rostersAtOnce = 64
)

// Offer remembers the schools and classes of municipalities, and who eats with a class, for a minute.
type Offer struct {
	// Clock tells how old what is remembered is: the machine's, also where the portal's stands still.
	Clock calendar.Clock

	mu      sync.Mutex
	known   map[string]offer
	rosters map[[2]string]seated // by municipality and class
}

// seated is who eats with a class.
type seated struct {
	roster []school.RosterRow
	until  time.Time
}

// rostersOf returns who eats with each of some classes, read afresh or as it is remembered.
func (o *Offer) rostersOf(
	ctx context.Context, from School, tenant string, classes []string, afresh bool,
) (map[string][]school.RosterRow, error) {
	now := o.Clock()
	found, missing := make(map[string][]school.RosterRow, len(classes)), []string{}
	o.mu.Lock()
	for _, class := range classes {
		if one, known := o.rosters[[2]string{tenant, class}]; known && !afresh && now.Before(one.until) {
			found[class] = one.roster
		} else {
			missing = append(missing, class)
		}
	}
	o.mu.Unlock()
	read := make([][]school.RosterRow, len(missing))
	reads := beside.New()
	reads.SetLimit(rostersAtOnce)
	for i, class := range missing {
		reads.Go(beside.Into(&read[i], func() ([]school.RosterRow, error) { return from.Roster(ctx, tenant, class) }))
	}
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.rosters == nil {
		o.rosters = make(map[[2]string]seated)
	}
	for i, class := range missing {
		found[class] = read[i]
		o.rosters[[2]string{tenant, class}] = seated{read[i], now.Add(offerFor)}
	}
	return found, nil
}

type offer struct {
	schools []school.School
	classes []school.Class
	until   time.Time
}

// only is what there is of the schools that the filter admits.
func (o offer) only(admits func(school.School) bool) offer {
	cooked := make(map[string]bool)
	o.schools = slices.DeleteFunc(slices.Clone(o.schools), func(s school.School) bool {
		cooked[s.ID] = admits(s)
		return !cooked[s.ID]
	})
	o.classes = slices.DeleteFunc(slices.Clone(o.classes), func(c school.Class) bool { return !cooked[c.School] })
	return o
}

func (o *Offer) of(ctx context.Context, from School, tenant string) (offer, error) {
	now := o.Clock()
	o.mu.Lock()
	known, found := o.known[tenant]
	o.mu.Unlock()
	if found && now.Before(known.until) {
		return known, nil
	}
	read := offer{until: now.Add(offerFor)}
	err := beside.Together(
		beside.Into(&read.schools, func() ([]school.School, error) { return from.Schools(ctx, tenant) }),
		beside.Into(&read.classes, func() ([]school.Class, error) { return from.Classes(ctx, tenant) }),
	)
	if err != nil {
		return offer{}, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.known == nil {
		o.known = make(map[string]offer)
	}
	o.known[tenant] = read
	return read, nil
}

// NextMeal returns the first day after a given one on which a class of the schools that the filter admits eats, within
// two weeks; the day after the given one when there is none.
func (s Store) NextMeal(
	ctx context.Context, m municipality.Municipality, day calendar.Day, admits func(school.School) bool,
) (calendar.Day, error) {
	known, err := s.Offer.of(ctx, s.School, m.ID)
	if err != nil {
		return calendar.Day{}, err
	}
	closures, err := s.School.Closures(ctx, m.ID, day, day.AddDays(nextWithin))
	if err != nil {
		return calendar.Day{}, err
	}
	known = known.only(admits)
	for next := day.AddDays(1); !next.After(day.AddDays(nextWithin)); next = next.AddDays(1) {
		if slices.ContainsFunc(known.classes, func(c school.Class) bool { return school.Serves(c, closures, next) }) {
			return next, nil
		}
	}
	return day.AddDays(1), nil
}

// nextWithin is how many days ahead the next meal is looked for.
const nextWithin = 14
