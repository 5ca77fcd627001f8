package presence

import (
	"context"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// School knows schools, classes, closures, rosters and registers.
type School interface {
	Schools(ctx context.Context, tenant string) ([]school.School, error)
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
	Class(ctx context.Context, tenant, class string) (school.Class, error)
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
	Roster(ctx context.Context, tenant, class string) ([]school.RosterRow, error)
	ClassDay(ctx context.Context, tenant, class string, day calendar.Day) (school.ClassDay, error)
	ClassDays(ctx context.Context, tenant, class string, month calendar.Month) ([]school.ClassDay, error)
	Sheets(ctx context.Context, tenant string, classes []string, day calendar.Day) (map[string]school.ClassDay, error)
	SendSheet(ctx context.Context, tenant string, now school.ClassDay, sheet school.Sheet) (school.ClassDay, error)
}

// Notices knows what parents told.
type Notices interface {
	Told(ctx context.Context, tenant string, pupils []string, day calendar.Day) (map[string]absence.Notice, error)
}

// Figures knows in which classes nobody is enrolled.
type Figures interface {
	Vacant(ctx context.Context, tenant string, day calendar.Day) ([]string, error)
}

// Counts keeps what the kitchens first read after their limit (see CountStore).
type Counts interface {
	Counts(ctx context.Context, tenant string, day calendar.Day) ([]Count, error)
	Keep(ctx context.Context, tenant string, day calendar.Day, count Count) (Count, error)
}

// Store reads sheets and takes them.
type Store struct {
	School  School
	Notices Notices
	Figures Figures // of the list of classes
	Kept    Counts  // of the kitchens
	// Offer remembers schools, classes and rosters for the kitchens, whose page is loaded every minute.
	Offer *Offer
}

// Sheet reads the sheet of a class and day, with what parents told, in two steps. The error is problem.NotFound for
// a class that is not there.
func (s Store) Sheet(ctx context.Context, m municipality.Municipality, class string, day calendar.Day) (Sheet, error) {
	sheet, err := s.Bare(ctx, m, class, day)
	if err != nil {
		return Sheet{}, err
	}
	return s.Heard(ctx, m, sheet)
}

// Heard is a bare sheet with what parents told.
func (s Store) Heard(ctx context.Context, m municipality.Municipality, sheet Sheet) (Sheet, error) {
	pupils := make([]string, 0, len(sheet.Rows))
	for _, row := range sheet.Rows {
		pupils = append(pupils, row.Pupil)
	}
	told, err := s.Notices.Told(ctx, m.ID, pupils, sheet.Day)
	sheet.hear(told)
	return sheet, err
}

// Bare is a Sheet without what parents told, in one step: enough to take what somebody sends.
func (s Store) Bare(ctx context.Context, m municipality.Municipality, class string, day calendar.Day) (Sheet, error) {
	sheet, place := Sheet{Day: day}, absence.Place{Municipality: m}
	var roster []school.RosterRow
	err := beside.Together(
		beside.Into(&sheet.Class, func() (school.Class, error) { return s.School.Class(ctx, m.ID, class) }),
		beside.Into(&sheet.Register, func() (school.ClassDay, error) { return s.School.ClassDay(ctx, m.ID, class, day) }),
		beside.Into(&roster, func() ([]school.RosterRow, error) { return s.School.Roster(ctx, m.ID, class) }),
		beside.Into(&place.Schools, func() ([]school.School, error) { return s.School.Schools(ctx, m.ID) }),
		beside.Into(&place.Closures, func() ([]school.Closure, error) { return s.School.Closures(ctx, m.ID, day, day) }),
	)
	if err != nil {
		return Sheet{}, err
	}
	sheet.Service = serviceOn(sheet.Class, place.Closures, day, sheet.Sent())
	sheet.Limit = place.Limit(sheet.Class.School, day)
	sheet.Rows = rows(day, roster, sheet.Register)
	return sheet, nil
}

// Send takes a sheet as somebody sends it, over the bare one that was just read, and returns the register that is
// stored then. The error is a problem.Invalid for a day of another time, a class that does not eat, or a late sheet
// without a reason, and school.ErrSheet, with the register as it is, when somebody else sent another.
func (s Store) Send(
	ctx context.Context, m municipality.Municipality, sheet Sheet, sent school.Sheet, now time.Time,
) (school.ClassDay, error) {
	if err := sheet.Sendable(now); err != nil {
		return sheet.Register, err
	}
	if sheet.Late(now) && sent.Reason == "" && !sheet.Register.Says(sent) {
		return sheet.Register, ErrReason
	}
	sent.Diets = sheet.diets()
	return s.School.SendSheet(ctx, m.ID, sheet.Register, sent)
}

// Sendable returns why nobody can send a sheet now, or nil.
func (s Sheet) Sendable(now time.Time) error {
	switch {
	case s.Day != calendar.DayOf(now):
		return errOtherDay
	case !s.Eats():
		return errNoMeal
	}
	return nil
}

// Correct takes the corrected sheet of a past day. The errors are those of Send; on a day without canteen only meals
// that were marked can be taken back.
func (s Store) Correct(
	ctx context.Context, m municipality.Municipality, sheet Sheet, sent school.Sheet, now time.Time,
) (school.ClassDay, error) {
	if err := sheet.Correctable(sent, now); err != nil {
		return sheet.Register, err
	}
	if sent.Reason == "" {
		return sheet.Register, ErrReason
	}
	return s.School.SendSheet(ctx, m.ID, sheet.Register, sent)
}

// Correctable returns why a sheet cannot be corrected so, or nil.
func (s Sheet) Correctable(sent school.Sheet, now time.Time) error {
	if !s.Day.Before(calendar.DayOf(now)) {
		return errNotPast
	}
	for pupil, entry := range sent.Entries {
		row, _ := s.Row(pupil)
		if already := row.Marked && entry == row.Entry; entry.Mark.Eaten() && !already && (!s.Eats() || !row.Enrolled) {
			return errNoMeal
		}
	}
	return nil
}

// Eats reports whether the class eats, or ate, on the day: it does on that day of the week, or it had other weekdays when it sent
// the sheet.
func (s Sheet) Eats() bool { return s.Serves || s.Sent() && !s.Suspended }

var (
	// ErrReason asks for the reason of a late or past change.
	ErrReason = problem.New(problem.Invalid, "Scegli o scrivi il motivo: senza, il registro non cambia.")

	errOtherDay = problem.New(problem.Conflict, "Questo registro è di un altro giorno: non abbiamo cambiato nulla. Qui si "+
		"registra solo il giorno di oggi; un giorno passato lo corregge l'ufficio.")
	errNotPast = problem.New(problem.Invalid, "Si correggono qui i giorni passati: quello di oggi si invia dal registro di oggi.")
	errNoMeal  = problem.New(problem.Invalid, "In questo giorno la mensa non è prevista per la classe o per l'alunno: si "+
		"possono solo togliere pasti già registrati.")
)
