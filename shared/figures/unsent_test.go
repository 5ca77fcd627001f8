package figures_test

import (
	"fmt"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/school"
)

// Goal: the morning names the registers that nobody sent of the days to which the evening goes back, and whoever reads them later
// sees only those that still lack. Method: a class with pupils, one without and one that eats on no day; a register with and one
// without a marker, a suspended day, a pupil who came later; then a register and a suspension after the figures.
func TestUnsentRegisters(t *testing.T) {
	w := newTown(t)
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	from := calendar.NewDay(2026, time.November, 9)
	for class, days := range map[string][]time.Weekday{"3A": week, "1B": week, "2C": nil} {
		_, err := w.school.SaveClass(t.Context(), tenant, school.Class{ID: class, Name: class, School: "PRI", SchoolName: "Primaria", Weekdays: days})
		w.must(err)
	}
	for pupil, class := range map[string]string{"A001": "3A", "A002": "2C"} {
		_, err := w.school.SavePupil(t.Context(), tenant, school.Pupil{ID: pupil, Name: pupil}, nil)
		w.must(err)
		_, err = w.school.SaveEnrolments(t.Context(), tenant, pupil, []school.Enrolment{{
			Year: 2026, Service: school.Canteen, Class: class, Band: "B", From: from, To: calendar.NewDay(2027, 6, 30),
		}})
		w.must(err)
	}
	send := func(day calendar.Day) {
		t.Helper()
		_, err := w.school.SaveMarks(t.Context(), tenant, "3A", day, map[string]school.Mark{"A001": school.Present})
		w.must(err)
	}
	suspend := func(day calendar.Day) {
		t.Helper()
		_, err := w.school.SaveClosure(t.Context(), tenant, school.Closure{Day: day, Service: school.Canteen, School: "PRI", Reason: "Neve"})
		w.must(err)
	}
	send(from.AddDays(1))
	w.mark("3A", from.AddDays(2), 1, "B", 450)
	suspend(from.AddDays(3))
	w.build()
	debts, err := w.figures.Debts(t.Context(), tenant)
	w.must(err)
	days := func(u figures.Unsent) string {
		text := fmt.Sprint(u.Count, " ", u.Since)
		for _, one := range u.Sheets {
			text += fmt.Sprint(" ", one.Class, " ", one.Name, " ", one.Day.OfMonth())
		}
		return text
	}
	name := " 3A 3A, Primaria "
	want := "6 2026-11-09" + name + "9" + name + "13" + name + "16" + name + "17" + name + "18" + name + "19"
	if got := days(debts.Unsent); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for ago, want := range []string{"[1B]", "[]"} { // the class that eats and has nobody, on the day of the figures alone
		vacant, err := w.figures.Vacant(t.Context(), tenant, debts.Day.AddDays(-ago))
		if got := fmt.Sprint(vacant); err != nil || got != want {
			t.Errorf("%d days ago nobody is enrolled in %s, want %s, %v", ago, got, want, err)
		}
	}
	send(from)
	suspend(from.AddDays(4))
	left, err := debts.Unsent.Still(t.Context(), tenant, w.school)
	w.must(err)
	if got, want := days(left), "4 2026-11-16"+name+"16"+name+"17"+name+"18"+name+"19"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for n := range 4 {
		send(from.AddDays(7 + n))
	}
	left, err = debts.Unsent.Still(t.Context(), tenant, w.school)
	w.must(err)
	if got, want := days(left), fmt.Sprint("0 ", calendar.Day{}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
