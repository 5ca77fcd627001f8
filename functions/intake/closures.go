package main

import (
	"context"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

func closureColumns() []column[school.Closure] {
	return []column[school.Closure]{
		{"giorno", must, cell(func(c *school.Closure) *calendar.Day { return &c.Day }, day)},
		{"scuola", must, cell(func(c *school.Closure) *string { return &c.School }, schoolOrAll)},
		{"motivo", must, cell(func(c *school.Closure) *string { return &c.Reason }, text)},
	}
}

// schoolOrAll reads a school's code, or "*" for every school.
func schoolOrAll(cell string) (string, error) {
	if cell == school.EverySchool {
		return cell, nil
	}
	return code(cell)
}

// closures loads calendario.csv: the days without canteen.
func (l *load) closures(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, closureColumns(), func(c school.Closure) string {
		return c.Day.String() + " " + c.School
	})
	if err != nil {
		return err
	}
	schools, err := l.schoolNames(ctx)
	if err != nil {
		return err
	}
	return saveEach(ctx, l, rows, func(ctx context.Context, c school.Closure) (bool, error) {
		if _, known := schools[c.School]; !known && c.School != school.EverySchool {
			return false, noSchool()
		}
		return l.School.SaveClosure(ctx, l.tenant, c)
	})
}
