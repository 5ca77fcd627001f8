// Package presence is who eats at school as those see it who mark, correct and cook: the sheet of a class and day, a
// class's month, the counts of a kitchen. It puts beside each other what calendar and enrolments expect, what parents
// told (shared/absence) and what the register says (shared/school); none of the three changes another.
package presence

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// Sheet is a class's sheet of a day.
type Sheet struct {
	Class    school.Class
	Day      calendar.Day
	Register school.ClassDay // version 0 when nobody sent one
	Rows     []Row           // by family name
	Service
	// Limit is when the kitchen counts the day's meals; zero for never.
	Limit time.Time
}

// Row is a pupil on a sheet.
type Row struct {
	Pupil string
	Name  string // "Bianchi Anna"
	// Entry is what the register says, else what is expected.
	Entry school.Entry
	Told  absence.Notice // what a parent told, if it holds
	// Diet is the special diet that the roster has for the day: a class's pages show only that there is one.
	Diet string
	// Marked is whether the register names the pupil, Enrolled whether the pupil eats with the class that day.
	Marked, Enrolled bool
}

// Late reports whether the kitchen has counted the meals.
func (s Sheet) Late(now time.Time) bool { return late(s.Limit, now) }

func late(limit, now time.Time) bool { return !limit.IsZero() && now.After(limit) }

// Sent reports whether somebody sent the sheet.
func (s Sheet) Sent() bool { return s.Register.Version > 0 }

// Row returns the row of a pupil; false when there is none.
func (s Sheet) Row(pupil string) (Row, bool) {
	at := slices.IndexFunc(s.Rows, func(r Row) bool { return r.Pupil == pupil })
	if at < 0 {
		return Row{}, false
	}
	return s.Rows[at], true
}

// Entries are what the rows say, by pupil.
func (s Sheet) Entries() map[string]school.Entry {
	entries := make(map[string]school.Entry, len(s.Rows))
	for _, row := range s.Rows {
		entries[row.Pupil] = row.Entry
	}
	return entries
}

// diets are those of the rows, by pupil.
func (s Sheet) diets() map[string]string {
	diets := make(map[string]string)
	for _, row := range s.Rows {
		diets[row.Pupil] = row.Diet
	}
	return diets
}

// Text is a row in words. On a suspended day what the register says of it does not count.
func (s Sheet) Text(row Row) string {
	switch {
	case s.Suspended && row.Marked:
		return school.Suspended.Name() + " (nel registro: " + row.Entry.Text() + ")"
	case s.Suspended:
		return school.Suspended.Name()
	default:
		return row.Entry.Text()
	}
}

// Totals counts the rows by mark, in the order of school.Marks. On a suspended day they have one mark.
func (s Sheet) Totals() []Total {
	if s.Suspended {
		return []Total{{Mark: school.Suspended, Pupils: len(s.Rows)}}
	}
	totals := make([]Total, 0, len(school.Marks()))
	for _, mark := range school.Marks() {
		one := Total{Mark: mark}
		for _, row := range s.Rows {
			if row.Entry.Mark == mark {
				one.Pupils++
			}
		}
		totals = append(totals, one)
	}
	return totals
}

// Total is how many pupils have a mark.
type Total struct {
	Mark   school.Mark
	Pupils int
}

// Differs lists the rows of which somebody else's sheet says something else, in the order of the sheet; not those of which
// this one says nothing.
func (s Sheet) Differs(other map[string]school.Entry) []Row {
	return slices.DeleteFunc(slices.Clone(s.Rows), func(r Row) bool {
		theirs, named := other[r.Pupil]
		return !named || theirs == r.Entry || r.Entry.Mark == ""
	})
}

// rows lists who is on a class's roster or register of a day, by name.
func rows(day calendar.Day, roster []school.RosterRow, register school.ClassDay) []Row {
	list, diets := seats(day, roster, register), school.DietsOn(roster, day)
	for i, row := range list {
		list[i].Diet = diets[row.Pupil]
	}
	slices.SortFunc(list, func(a, b Row) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Pupil, b.Pupil))
	})
	return list
}

// seats are those rows in any order, without the diets.
func seats(day calendar.Day, roster []school.RosterRow, register school.ClassDay) []Row {
	list := make([]Row, 0, len(roster))
	names, enrolled := make(map[string]string, len(roster)), make(map[string]bool, len(roster))
	for _, place := range roster {
		name := place.ListName()
		names[place.Pupil] = name
		if !place.ActiveOn(day) {
			continue
		}
		enrolled[place.Pupil] = true
		if _, marked := register.Marks[place.Pupil]; !marked {
			list = append(list, Row{Pupil: place.Pupil, Name: name, Entry: school.Entry{Mark: school.Present}, Enrolled: true})
		}
	}
	for pupil := range register.Marks {
		list = append(list, Row{
			Pupil: pupil, Name: cmp.Or(names[pupil], pupil), Entry: register.Entry(pupil), Marked: true, Enrolled: enrolled[pupil],
		})
	}
	return list
}

// hear adds what parents told: beside a mark, and in place of the expectation where there is no mark.
func (s *Sheet) hear(told map[string]absence.Notice) {
	for i, row := range s.Rows {
		notice, holds := told[row.Pupil]
		if !holds {
			continue
		}
		s.Rows[i].Told = notice
		if !row.Marked {
			s.Rows[i].Entry.Mark = notice.Mark
		}
	}
}
