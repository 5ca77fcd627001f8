package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"golang.org/x/sync/errgroup"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// parallelFamilies is how many families of a class are told at once.
const parallelFamilies = 5

// KnownMunicipalities knows which tenants there are.
type KnownMunicipalities interface {
	ByID(ctx context.Context, id string) (municipality.Municipality, error)
}

// School knows people and classes.
type School interface {
	Class(ctx context.Context, tenant, class string) (school.Class, error)
	Roster(ctx context.Context, tenant, class string) ([]school.RosterRow, error)
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
	News(ctx context.Context, tenant string) ([]school.News, error)
	GuardiansOf(ctx context.Context, tenant, pupil string) ([]school.Link, error)
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
	Guardian(ctx context.Context, tenant, guardian string) (school.Guardian, error)
	ClassDay(ctx context.Context, tenant, class string, day calendar.Day) (school.ClassDay, error)
}

// Absences knows what parents told of meals.
type Absences interface {
	Of(ctx context.Context, tenant, pupil string, from, to calendar.Day) ([]absence.Notice, error)
}

// Reports knows what parents told the office, and its answers.
type Reports interface {
	ListOf(ctx context.Context, tenant, guardian, from string) (page []report.Report, next string, err error)
}

// Bills knows notices.
type Bills interface {
	Find(ctx context.Context, creditor string, number pagopa.NoticeNumber) (billing.Position, error)
	ListOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
}

// Accounts knows what credit is left.
type Accounts interface {
	Accounts(ctx context.Context, tenant string, pupils []string) (map[string]ledger.Account, error)
}

// Messenger looks at families and tells them.
type Messenger struct {
	Municipalities KnownMunicipalities
	School         School
	Bills          Bills
	Accounts       Accounts
	Absences       Absences
	Reports        Reports
	Told           Told
	// AppIO and Mail are the channels; nil for one that this installation does without.
	AppIO  Channel
	Mail   Channel
	Portal string // the installation's public address
	Clock  calendar.Clock
	Log    *slog.Logger
}

// look tells whoever a Look names what there is to tell. In quiet hours that is only what the parent
// has just asked for: the rest is found by the morning's walk.
func (m Messenger) look(ctx context.Context, at message.Look, again bool) error {
	tenant, err := m.Municipalities.ByID(ctx, at.Municipality)
	if err != nil {
		return err
	}
	invocation.Note(ctx, slog.String("tenant", tenant.ID))
	switch {
	case at.Class != "" && !tenant.Quiet(hourOf(m.Clock)):
		return m.class(ctx, tenant, at.Class, again)
	case at.Guardian != "":
		return m.family(ctx, tenant, at.Guardian, table{}, again)
	case at.Notice != "":
		notice, err := m.Bills.Find(ctx, tenant.FiscalCode, pagopa.NoticeNumber(at.Notice))
		if err != nil {
			return err
		}
		return m.family(ctx, tenant, notice.Guardian, table{}, again)
	}
	return nil
}

// table is a class at the canteen: what its pupils' accounts hold, whether the next meal is off, and what the office
// tells.
type table struct {
	credit map[string]ledger.Account
	closed []school.Closure
	news   []school.News
}

// class looks at each family of a class once. One family's trouble keeps no other waiting, and brings the
// message back: who was told is not told again.
func (m Messenger) class(ctx context.Context, tenant municipality.Municipality, id string, again bool) error {
	seated, families, err := m.read(ctx, tenant.ID, id)
	if err != nil {
		return err
	}
	var all errgroup.Group
	all.SetLimit(parallelFamilies)
	var mutex sync.Mutex
	var troubles []error
	for guardian := range families {
		all.Go(func() error {
			err := lambdahost.CatchPanic(func() error { return m.family(ctx, tenant, guardian, seated, again) })
			mutex.Lock()
			defer mutex.Unlock()
			troubles = append(troubles, err)
			return nil
		})
	}
	_ = all.Wait() // nil: each family's end is in troubles
	return errors.Join(troubles...)
}

// leftFor is how many days after a pupil left a class the family is still looked at with it: a notice may be open.
const leftFor = 400

// read returns a class's table, and the parents who pay.
func (m Messenger) read(ctx context.Context, tenant, id string) (table, map[string]bool, error) {
	class, err := m.School.Class(ctx, tenant, id)
	if err != nil {
		return table{}, nil, err
	}
	rows, err := m.School.Roster(ctx, tenant, id)
	if err != nil {
		return table{}, nil, err
	}
	today := m.Clock.Today()
	pupils, diners := map[string]bool{}, []string{}
	for _, row := range rows {
		if row.ActiveOn(today) {
			diners = append(diners, row.Pupil)
		}
		if row.To.IsZero() || row.To.AddDays(leftFor).After(today) {
			pupils[row.Pupil] = true
		}
	}
	families := map[string]bool{}
	for pupil := range pupils {
		links, err := m.School.GuardiansOf(ctx, tenant, pupil)
		if err != nil {
			return table{}, nil, err
		}
		for _, link := range links {
			if link.Pays() {
				families[link.Guardian] = true
			}
		}
	}
	seated := table{}
	if seated.credit, err = m.Accounts.Accounts(ctx, tenant, diners); err != nil {
		return table{}, nil, err
	}
	if seated.closed, err = m.closed(ctx, tenant, class); err != nil {
		return table{}, nil, err
	}
	seated.news, err = m.School.News(ctx, tenant)
	return seated, families, err
}

// closedFar is how many days ahead a closure is looked for: a Friday looks at Monday. longClosure is how many
// meals in a row make holidays, which everybody knows of.
const (
	closedFar   = 3
	longClosure = 3
)

// closed returns the closure of the class's next meal, unless holidays begin.
func (m Messenger) closed(ctx context.Context, tenant string, class school.Class) ([]school.Closure, error) {
	tomorrow := m.Clock.Today().AddDays(1)
	all, err := m.School.Closures(ctx, tenant, tomorrow, tomorrow.AddDays(closedFar+7*longClosure))
	if err != nil {
		return nil, err
	}
	next, run := calendar.Day{}, 0
	for day := tomorrow; !day.After(tomorrow.AddDays(closedFar + 7*longClosure)); day = day.AddDays(1) {
		if !school.Serves(class, nil, day) {
			continue
		}
		if school.Serves(class, all, day) || next.IsZero() && day.After(tomorrow.AddDays(closedFar)) {
			break
		}
		if next.IsZero() {
			next = day
		}
		run++
	}
	if next.IsZero() || run >= longClosure {
		return nil, nil
	}
	closure, _ := school.ClosureOf(all, class, next) // there is one, or the class would eat
	return []school.Closure{closure}, nil
}

// family looks at one parent. One whom the municipality does not know any more is told nothing.
func (m Messenger) family(
	ctx context.Context, tenant municipality.Municipality, guardian string, seated table, again bool,
) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f := message.Family{Municipality: tenant, Portal: tenant.PortalURL(m.Portal), Closed: seated.closed, News: seated.news}
	var err error
	if f.Guardian, err = m.School.Guardian(ctx, tenant.ID, guardian); err != nil {
		if problem.Is(err, problem.NotFound) {
			return nil
		}
		return err
	}
	if f.Preferences, err = m.Told.Preferences(ctx, tenant.ID, guardian); err != nil {
		return err
	}
	told, err := m.Told.Since(ctx, tenant.ID, guardian)
	if err != nil {
		return err
	}
	var things []message.Thing
	if question, asks := f.Asks(m.Clock()); asks {
		things = append(things, question)
	}
	if !tenant.Quiet(hourOf(m.Clock)) {
		if err := m.complete(ctx, &f, seated); err != nil {
			return err
		}
		things = append(things, f.Due(m.Clock())...)
		told = m.settle(ctx, f, told)
	}
	var troubles []error
	for _, thing := range things {
		troubles = append(troubles, m.tell(ctx, f, thing, told, again))
	}
	return errors.Join(troubles...)
}

// complete reads the children, what was told of their meals, what is owed for them and what the office answered.
func (m Messenger) complete(ctx context.Context, f *message.Family, seated table) error {
	links, err := m.School.PupilsOf(ctx, f.Municipality.ID, f.Guardian.ID)
	if err != nil {
		return err
	}
	for _, link := range links {
		if !link.Pays() {
			continue
		}
		f.Pupils = append(f.Pupils, link)
		if account, eats := seated.credit[link.Pupil]; eats {
			diner := message.Diner{Pupil: link, Credit: account.Balance}
			if err := m.told(ctx, f.Municipality, &diner); err != nil {
				return err
			}
			f.Diners = append(f.Diners, diner)
		}
	}
	if f.Reports, _, err = m.Reports.ListOf(ctx, f.Municipality.ID, f.Guardian.ID, ""); err != nil {
		return err
	}
	f.Notices, err = m.Bills.ListOf(ctx, f.Municipality.ID, f.Guardian.ID)
	return err
}

// told reads what was told of a pupil's meals. The register is asked only of days on which the pupil should have
// been absent.
func (m Messenger) told(ctx context.Context, tenant municipality.Municipality, diner *message.Diner) error {
	today := m.Clock.Today()
	last := absence.Place{Municipality: tenant}.Last(today)
	var err error
	diner.Told, err = m.Absences.Of(ctx, tenant.ID, diner.Pupil.Pupil, today.AddDays(-message.OverruledFor), last)
	if err != nil {
		return err
	}
	for _, n := range diner.Told {
		if !n.Holds() || n.Mark != school.Absent || n.Day.After(today) {
			continue
		}
		register, err := m.School.ClassDay(ctx, tenant.ID, n.Class, n.Day)
		if err != nil {
			return err
		}
		if !register.Marks[n.Pupil].Eaten() {
			continue
		}
		closures, err := m.School.Closures(ctx, tenant.ID, n.Day, n.Day)
		if err != nil {
			return err
		}
		class := school.Class{ID: n.Class, School: diner.Pupil.School}
		if _, suspended := school.ClosureOf(closures, class, n.Day); !suspended {
			diner.Overruled = append(diner.Overruled, n)
		}
	}
	return nil
}
