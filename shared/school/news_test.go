package school_test

import (
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
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

// Goal: a file changes the words of a message and neither publishes again what the office withdrew nor forgets that families
// are told of it. Method: a message that is sent, the same code in a file, a withdrawal, the file again.
func TestFileOverNews(t *testing.T) {
	ctx, store := t.Context(), newStore(t)
	sent := school.News{ID: "1", School: school.EverySchool, From: calendar.NewDay(2026, 11, 2), Title: "Sciopero", Send: true}
	if err := store.Publish(ctx, tenant, sent); err != nil {
		t.Fatal(err)
	}
	row := sent
	row.Title, row.Send = "Sciopero del 20 novembre", false
	changed(t, true)(store.SaveNews(ctx, tenant, row))
	changed(t, false)(store.SaveNews(ctx, tenant, row))
	if _, err := store.Withdraw(ctx, tenant, row.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SaveNews(ctx, tenant, row); !problem.Is(err, problem.Conflict) {
		t.Errorf("a withdrawn message: %v", err)
	}
	all, err := store.News(ctx, tenant)
	if err != nil || len(all) != 1 || !all[0].Withdrawn || !all[0].Send || all[0].Title != row.Title {
		t.Errorf("stored %+v, %v", all, err)
	}
}
