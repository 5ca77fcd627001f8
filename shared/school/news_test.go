package school_test

import (
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// Goal: families read the messages of their own schools and classes, while they last, the newest first. Method: one of each.
func TestNewsFor(t *testing.T) {
	day := func(d int) calendar.Day { return calendar.NewDay(2026, 11, d) }
	all := []school.News{
		{ID: "old", School: "*", From: day(1), To: day(10)}, {ID: "all", School: "*", From: day(2)},
		{ID: "ours", School: "PRI", From: day(20), To: day(22)}, {ID: "other", School: "INF", From: day(20)},
		{ID: "later", School: "*", From: day(23)}, {ID: "our class", School: "PRI", Class: "3A", From: day(21)},
		{ID: "another class", School: "PRI", Class: "4A", From: day(21)}, {ID: "taken back", School: "*", From: day(2), Withdrawn: true},
	}
	got := school.NewsFor(all, []school.Link{{School: "PRI", Class: "3A"}}, day(22))
	if len(got) != 3 || got[0].ID != "our class" || got[1].ID != "ours" || got[2].ID != "all" {
		t.Errorf("%+v", got)
	}
}
