package school_test

import (
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// Goal: families read the messages of their own schools, while they last, the newest first. Method: one of each.
func TestNewsFor(t *testing.T) {
	day := func(d int) calendar.Day { return calendar.NewDay(2026, 11, d) }
	all := []school.News{
		{ID: "old", School: "*", From: day(1), To: day(10)}, {ID: "all", School: "*", From: day(2)},
		{ID: "ours", School: "PRI", From: day(20), To: day(22)}, {ID: "other", School: "INF", From: day(20)},
		{ID: "later", School: "*", From: day(23)},
	}
	got := school.NewsFor(all, []school.Link{{School: "PRI"}}, day(22))
	if len(got) != 2 || got[0].ID != "ours" || got[1].ID != "all" {
		t.Errorf("%+v", got)
	}
}
