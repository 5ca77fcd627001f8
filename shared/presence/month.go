package presence

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// Month is a class's month as a table: a row a pupil, a column a day on which the class eats or has a register.
type Month struct {
	Class school.Class
	Month calendar.Month
	Days  []MonthDay
	Rows  []MonthRow
}

// MonthDay is a column.
type MonthDay struct {
	calendar.Day
	Service
	Sent  bool
	Meals school.Meals
}

// MonthRow is a pupil's month.
type MonthRow struct {
	Pupil, Name string
	Cells       []Cell // one for each day
	Meals       school.Meals
	Absences    int // days with a mark that is no meal, but for suspended ones
}

// Cell is what a register says of a pupil, school.Suspended on a suspended day. The mark is "" when it says nothing.
type Cell struct {
	school.Entry
	Enrolled bool
}

// Month reads a class's month in one step.
func (s Store) Month(
	ctx context.Context, m municipality.Municipality, class string, month calendar.Month,
) (Month, error) {
	result := Month{Month: month}
	var roster []school.RosterRow
	var registers []school.ClassDay
	var closures []school.Closure
	err := beside.Together(
		beside.Into(&result.Class, func() (school.Class, error) { return s.School.Class(ctx, m.ID, class) }),
		beside.Into(&roster, func() ([]school.RosterRow, error) { return s.School.Roster(ctx, m.ID, class) }),
		beside.Into(&registers, func() ([]school.ClassDay, error) { return s.School.ClassDays(ctx, m.ID, class, month) }),
		beside.Into(&closures, func() ([]school.Closure, error) {
			return s.School.Closures(ctx, m.ID, month.First(), month.Last())
		}),
	)
	if err != nil {
		return Month{}, err
	}
	result.fill(roster, registers, closures)
	return result, nil
}

// fill makes the table: for each day, who is there, and what is said of them.
func (m *Month) fill(roster []school.RosterRow, registers []school.ClassDay, closures []school.Closure) {
	byDay := make(map[calendar.Day]school.ClassDay, len(registers))
	for _, register := range registers {
		byDay[register.Day] = register
	}
	for day := m.Month.First(); !day.After(m.Month.Last()); day = day.AddDays(1) {
		register, sent := byDay[day]
		service := serviceOn(m.Class, closures, day, sent)
		if !sent && !service.Serves {
			continue
		}
		byDay[day] = register.Counting(service.Suspended)
		m.Days = append(m.Days, MonthDay{Day: day, Service: service, Sent: sent, Meals: school.Count(byDay[day].Marks)})
	}
	places := make(map[string]int) // of the pupils among the rows
	for column, day := range m.Days {
		for _, there := range seats(day.Day, roster, byDay[day.Day]) {
			at, known := places[there.Pupil]
			if !known {
				at, places[there.Pupil] = len(m.Rows), len(m.Rows)
				m.Rows = append(m.Rows, MonthRow{Pupil: there.Pupil, Name: there.Name, Cells: make([]Cell, len(m.Days))})
			}
			m.Rows[at].set(column, there)
		}
	}
	slices.SortFunc(m.Rows, func(a, b MonthRow) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Pupil, b.Pupil))
	})
}

// Only is the month of some of its pupils, whose meals alone its days count.
func (m Month) Only(wanted func(MonthRow) bool) Month {
	m.Rows = slices.DeleteFunc(slices.Clone(m.Rows), func(row MonthRow) bool { return !wanted(row) })
	m.Days = slices.Clone(m.Days)
	for column := range m.Days {
		marks := make(map[string]school.Mark, len(m.Rows))
		for _, row := range m.Rows {
			marks[row.Pupil] = row.Cells[column].Mark
		}
		m.Days[column].Meals = school.Count(marks)
	}
	return m
}

// set puts what a sheet says of the pupil into the column of its day.
func (r *MonthRow) set(column int, there Row) {
	r.Cells[column].Enrolled = there.Enrolled
	if !there.Marked {
		return
	}
	r.Cells[column].Entry = there.Entry
	r.Meals = r.Meals.Plus(school.Count(map[string]school.Mark{there.Pupil: there.Entry.Mark}))
	if mark := there.Entry.Mark; !mark.Eaten() && mark != school.Suspended {
		r.Absences++
	}
}
