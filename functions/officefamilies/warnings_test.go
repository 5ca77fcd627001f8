package main

import (
	"slices"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// Goal: who moves a pupil to another class for one service reads which others stay in the old one. Method: two services of one
// class and one of none; a move, a change of band, an end, a move after the other service is over.
func TestServicesThatStayBehind(t *testing.T) {
	day := func(month time.Month, day int) calendar.Day { return calendar.NewDay(2026, month, day) }
	enrolled := func(service, class string, to calendar.Day) school.Enrolment {
		return school.Enrolment{Service: service, Class: class, ClassName: "3A", SchoolName: "Primaria", From: day(9, 14), To: to}
	}
	before := []school.Enrolment{
		enrolled(school.Canteen, "PRI-3A", day(12, 31)), enrolled(school.BeforeClass, "PRI-3A", day(12, 10)), enrolled(school.Bus, "", day(12, 31)),
	}
	moved := school.Turn{Service: school.Canteen, From: day(12, 1), Class: school.Class{ID: "PRI-3B"}}
	want := []string{"Pre-scuola: resta la classe 3A, Primaria. Se cambia anche lì, ripeti il cambio per quel servizio."}
	if got := staysBehind(moved, before); !slices.Equal(got, want) {
		t.Errorf("moved: %q", got)
	}
	banded, ended, late := moved, moved, moved
	banded.Class.ID, ended.Ends, late.From = "PRI-3A", true, day(12, 11)
	for _, turn := range []school.Turn{banded, ended, late} {
		if got := staysBehind(turn, before); got != nil {
			t.Errorf("%+v: %q", turn, got)
		}
	}
}
