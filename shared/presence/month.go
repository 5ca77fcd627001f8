package presence

import (
	"context"
	"slices"

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
	Sent  bool
	Meals school.Meals
}

// MonthRow is a pupil's month.
type MonthRow struct {
	Pupil, Name string
	Cells       []Cell // one for each day
	Meals       school.Meals
	Absences    int // days with a mark that is no meal
}

// Cell is what a register says of a pupil. The mark is "" when it says nothing.
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
	err := together(
		into(&result.Class, func() (school.Class, error) { return s.School.Class(ctx, m.ID, class) }),
		into(&roster, func() ([]school.RosterRow, error) { return s.School.Roster(ctx, m.ID, class) }),
		into(&registers, func() ([]school.ClassDay, error) { return s.School.ClassDays(ctx, m.ID, class, month) }),
		into(&closures, func() ([]school.Closure, error) {
			return s.School.Closures(ctx, m.ID, month.First(), month.Last())
		}),
	)
	if err != nil {
		return Month{}, err
	}
	result.fill(roster, registers, closures)
	return result, nil
}

func (m *Month) fill(roster []school.RosterRow, registers []school.ClassDay, closures []school.Closure) {
	var sheets []Sheet
	var everybody []Row
	for day := m.Month.First(); !day.After(m.Month.Last()); day = day.AddDays(1) {
		at := slices.IndexFunc(registers, func(r school.ClassDay) bool { return r.Day == day })
		if at < 0 && !school.Serves(m.Class, closures, day) {
			continue
		}
		var register school.ClassDay
		if at >= 0 {
			register = registers[at]
		}
		sheet := Sheet{Day: day, Register: register, Rows: rows(day, roster, register)}
		sheets = append(sheets, sheet)
		m.Days = append(m.Days, MonthDay{Day: day, Sent: sheet.Sent(), Meals: school.Count(register.Marks)})
		everybody = append(everybody, sheet.Rows...)
	}
	slices.SortStableFunc(everybody, byName)
	for _, one := range slices.CompactFunc(everybody, func(a, b Row) bool { return a.Pupil == b.Pupil }) {
		m.Rows = append(m.Rows, monthRow(one, sheets))
	}
}

// monthRow is the month of the pupil of a row.
func monthRow(one Row, sheets []Sheet) MonthRow {
	row := MonthRow{Pupil: one.Pupil, Name: one.Name}
	marks := school.Meals{}
	for _, sheet := range sheets {
		there, found := sheet.Row(one.Pupil)
		cell := Cell{Enrolled: found && there.Enrolled}
		if there.Marked {
			cell.Entry = there.Entry
			marks = marks.Plus(school.Count(map[string]school.Mark{one.Pupil: there.Entry.Mark}))
			if !there.Entry.Mark.Eaten() {
				row.Absences++
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	row.Meals = marks
	return row
}
