package school

import (
	"context"
	"errors"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// Store reads and saves people and offer (Core) and presences (Presence).
type Store struct {
	Core     dynamo.Table
	Presence dynamo.Table
	Clock    calendar.Clock
}

// PupilsOf returns the pupils linked to a guardian, by pupil id. It costs one query.
func (s Store) PupilsOf(ctx context.Context, tenant, guardian string) ([]Link, error) {
	links, err := dynamo.Query[Link](ctx, s.Core, dynamo.GuardianPupils(guardian, tenant))
	return slices.DeleteFunc(links, s.gone), err
}

// gone reports whether a link is that of a guest whose grant has lapsed.
func (s Store) gone(l Link) bool { return l.Role == Guest && l.lapsed(s.Clock.Today()) }

// LinkOf returns the link of a guardian to a pupil. It is the authorisation of
// every page about one pupil: without a link the error is problem.NotFound,
// whether the pupil exists or not.
func (s Store) LinkOf(ctx context.Context, tenant, guardian, pupil string) (Link, error) {
	if pupil == "" {
		return Link{}, problem.Missing()
	}
	link, err := get[Link](ctx, s.Core, dynamo.GuardianPupil(guardian, tenant, pupil))
	if err == nil && s.gone(link) {
		return Link{}, problem.Missing()
	}
	return link, err
}

// Pupil returns a pupil's data. The error is problem.NotFound when there is none.
func (s Store) Pupil(ctx context.Context, tenant, pupil string) (Pupil, error) {
	return get[Pupil](ctx, s.Core, dynamo.Pupil(tenant, pupil))
}

// PupilsByID returns several pupils' data, by id. One whom there is not is left out.
func (s Store) PupilsByID(ctx context.Context, tenant string, ids []string) (map[string]Pupil, error) {
	keys := make([]dynamo.Key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, dynamo.Pupil(tenant, id))
	}
	found, err := dynamo.BatchGet[Pupil](ctx, s.Core, keys)
	pupils := make(map[string]Pupil, len(found))
	for _, pupil := range found {
		pupils[pupil.ID] = pupil
	}
	return pupils, err
}

// Names returns the full names of pupils and guardians, by id, with one batch. Whom there is not is left out.
func (s Store) Names(ctx context.Context, tenant string, pupils, guardians []string) (map[string]string, error) {
	keys := make([]dynamo.Key, 0, len(pupils)+len(guardians))
	for _, id := range pupils {
		keys = append(keys, dynamo.Pupil(tenant, id))
	}
	for _, id := range guardians {
		keys = append(keys, dynamo.Guardian(id, tenant))
	}
	found, err := dynamo.BatchGet[Guardian](ctx, s.Core, keys) // the name is kept alike of both
	names := make(map[string]string, len(found))
	for _, one := range found {
		names[one.ID] = one.FullName()
	}
	return names, err
}

// GuardiansOf returns the links of a pupil's guardians, by guardian id.
func (s Store) GuardiansOf(ctx context.Context, tenant, pupil string) ([]Link, error) {
	return dynamo.Query[Link](ctx, s.Core, dynamo.PupilGuardians(tenant, pupil))
}

// Enrolments returns all enrolments of a pupil, by year, service and first day.
func (s Store) Enrolments(ctx context.Context, tenant, pupil string) ([]Enrolment, error) {
	return dynamo.Query[Enrolment](ctx, s.Core, dynamo.Enrolments(tenant, pupil))
}

// Tariffs returns all versions of all tariffs of a school year, which is named
// by its first calendar year.
func (s Store) Tariffs(ctx context.Context, tenant string, year int) ([]Tariff, error) {
	return dynamo.Query[Tariff](ctx, s.Core, dynamo.TariffsOfYear(tenant, year))
}

// Schools returns the schools of the municipality, by id.
func (s Store) Schools(ctx context.Context, tenant string) ([]School, error) {
	return dynamo.Query[School](ctx, s.Core, dynamo.Schools(tenant))
}

// Classes returns the classes of all schools, by id.
func (s Store) Classes(ctx context.Context, tenant string) ([]Class, error) {
	all := dynamo.Classes(tenant)
	all.PageSize = classPage
	return dynamo.Query[Class](ctx, s.Core, all)
}

// classPage is how many classes are decoded at once: a large city has thousands.
const classPage = 1000

// Class returns a class. The error is problem.NotFound when there is none.
func (s Store) Class(ctx context.Context, tenant, class string) (Class, error) {
	return get[Class](ctx, s.Core, dynamo.Class(tenant, class))
}

// Roster returns who eats with a class, in all periods, by pupil and first day.
func (s Store) Roster(ctx context.Context, tenant, class string) ([]RosterRow, error) {
	return dynamo.Query[RosterRow](ctx, s.Core, dynamo.RosterOf(tenant, class))
}

// ClassDay returns the register of a class on a day. One that nobody has begun
// is empty, with version 0.
func (s Store) ClassDay(ctx context.Context, tenant, class string, day calendar.Day) (ClassDay, error) {
	register := ClassDay{Class: class, Day: day}
	err := s.Presence.Get(ctx, dynamo.ClassDay(tenant, class, day), &register)
	if errors.Is(err, dynamo.ErrNoItem) {
		err = nil
	}
	return register, err
}

// ClassDays returns the registers of a class in a month, by day. Days without a
// register are left out.
func (s Store) ClassDays(
	ctx context.Context, tenant, class string, month calendar.Month,
) ([]ClassDay, error) {
	return dynamo.Query[ClassDay](ctx, s.Presence, dynamo.Range{
		PK:   dynamo.ClassDay(tenant, class, month.First()).PK,
		From: dynamo.ClassDay(tenant, class, month.First()).SK,
		To:   dynamo.ClassDay(tenant, class, month.Last()).SK,
	})
}

func get[T any](ctx context.Context, table dynamo.Table, key dynamo.Key) (T, error) {
	var item T
	err := table.Get(ctx, key, &item)
	if errors.Is(err, dynamo.ErrNoItem) {
		return item, problem.Missing().Because(err)
	}
	return item, err
}
