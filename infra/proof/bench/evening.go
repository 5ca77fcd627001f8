package main

import (
	"context"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// evening is what parents told and classes registered of a day.
type evening struct {
	name string
	// told is what the parent of the n-th pupil told before the meal, marked what the register of the pupil's class
	// says: "" for nothing.
	told, marked func(n int) school.Mark
}

// everybodyEats is an evening of which nobody told anything.
func everybodyEats() evening {
	return evening{
		name: "night",
		told: func(int) school.Mark { return "" }, marked: func(int) school.Mark { return school.Present },
	}
}

// manyTold is an evening before which the parents of every tenth pupil told, in turn, an absence or a plain meal.
// Every other class has a register, which leaves out who was told absent.
func manyTold() evening {
	told := func(n int) school.Mark {
		switch n % 20 {
		case 5:
			return school.Absent
		case 15:
			return school.Plain
		default:
			return ""
		}
	}
	return evening{name: "night with absences", told: told, marked: func(n int) school.Mark {
		switch {
		case n/fixture.ClassSize%2 == 1 || told(n) == school.Absent:
			return ""
		case told(n) == school.Plain:
			return school.Plain
		default:
			return school.Present
		}
	}}
}

// meals counts who ate by the registers.
func (e evening) meals(pupils int) int {
	eaten := 0
	for n := range pupils {
		if e.marked(n).Eaten() {
			eaten++
		}
	}
	return eaten
}

// registerDay enters what was told and registered of a day.
func (f *Fixture) registerDay(ctx context.Context, pupils int, day calendar.Day, e evening) error {
	notices := absence.Store{Presence: f.Presence}
	until := day.At(9 * 60).UTC()
	return f.EachClass(ctx, pupils, func(ctx context.Context, class string, members []int) error {
		var told []absence.Notice
		marks := map[string]school.Mark{}
		for _, n := range members {
			if mark := e.told(n); mark != "" {
				told = append(told, absence.Notice{
					Pupil: fixture.PupilName(n), Day: day, Class: class, Mark: mark, Number: "000000000001",
					Guardian: "bench", At: until.Add(-time.Hour), Until: until,
				})
			}
			if mark := e.marked(n); mark != "" {
				marks[fixture.PupilName(n)] = mark
			}
		}
		if err := notices.Tell(ctx, fixture.Tenant, told); err != nil || len(marks) == 0 {
			return err
		}
		_, err := f.School.SaveMarks(ctx, fixture.Tenant, class, day, marks)
		return err
	})
}
