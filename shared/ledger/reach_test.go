package ledger_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

// Goal: the estimate follows the last four weeks, corrections included, and says nothing where it knows
// nothing. Method: a table of accounts.
func TestDaysLeft(t *testing.T) {
	today := calendar.NewDay(2026, time.November, 22)
	eaten := func(meals int, more ...ledger.Line) []ledger.Line {
		lines := more
		for i := range meals {
			lines = append(lines, ledger.Line{Entry: ledger.Entry{
				Kind: ledger.Meal, Day: today.AddDays(-i), Amount: -500,
			}})
		}
		return lines
	}
	storno := ledger.Line{Entry: ledger.Entry{Kind: ledger.Correction, Day: today, Amount: 500}}
	old := ledger.Line{Entry: ledger.Entry{Kind: ledger.Meal, Day: today.AddDays(-28), Amount: -99900}}
	for name, c := range map[string]struct {
		balance money.Cents
		lines   []ledger.Line
		want    int
	}{
		"twenty meals in four weeks":   {5000, eaten(20), 14},
		"one of them was taken back":   {9500, eaten(20, storno), 28},
		"an old one does not count":    {5000, eaten(20, old), 14},
		"far more than can be told":    {1_000_000, eaten(20), ledger.MaxDaysLeft},
		"less than a meal":             {499, eaten(20), 0},
		"no credit":                    {0, eaten(20), 0},
		"too few meals":                {5000, eaten(4), 0},
		"just enough meals":            {5000, eaten(5), 56},
		"holidays":                     {5000, nil, 0},
		"as large as a balance can be": {money.Max, eaten(20), ledger.MaxDaysLeft},
	} {
		s := ledger.Statement{Account: ledger.Account{Balance: c.balance}, Lines: c.lines}
		if got := s.DaysLeft(today); got != c.want {
			t.Errorf("%s: %d days, want %d", name, got, c.want)
		}
	}
}

// Goal: a top-up is suggested below zero only: back to zero and a month of usual meals, in whole euro and within the
// limits. Method: a table of accounts.
func TestBackAMonth(t *testing.T) {
	today := calendar.NewDay(2026, time.November, 22)
	for name, c := range map[string]struct {
		balance, least, most money.Cents
		meals                int
		want                 money.Cents
	}{
		"twenty meals of five euro":   {-780, 500, 30000, 20, 10800},
		"to the cent":                 {-800, 500, 30000, 20, 10800},
		"no usual meals":              {-780, 500, 30000, 4, 800},
		"less than a top-up may be":   {-1, 500, 30000, 0, 500},
		"more than a top-up may be":   {-29000, 500, 30000, 20, 30000},
		"no limit":                    {-29000, 500, 0, 20, 39000},
		"as deep as a balance can be": {-money.Max, 500, 0, 20, money.Max + 1 + 10000},
		"just zero":                   {0, 500, 30000, 20, 0},
		"credit":                      {1, 500, 30000, 20, 0},
	} {
		s := ledger.Statement{Account: ledger.Account{Balance: c.balance}}
		for i := range c.meals {
			s.Lines = append(s.Lines, ledger.Line{Entry: ledger.Entry{Kind: ledger.Meal, Day: today.AddDays(-i), Amount: -500}})
		}
		if got := s.BackAMonth(today, c.least, c.most); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Goal: meals left are counted down to none and only so far up, free ones without end. Method: a table.
func TestMealsLeft(t *testing.T) {
	for _, c := range []struct {
		credit, price money.Cents
		want          int
	}{{910, 460, 1}, {-10, 460, 0}, {459, 460, 0}, {100_000, 460, 21}, {0, 0, 21}} {
		if got := ledger.MealsLeft(c.credit, c.price); got != c.want {
			t.Errorf("%d at %d: %d meals, want %d", c.credit, c.price, got, c.want)
		}
	}
}

// Goal: a part of a statement begins on its day, with the balance before it. Method: cut three lines before,
// between, at and after their days.
func TestSince(t *testing.T) {
	day := func(d int) calendar.Day { return calendar.NewDay(2026, time.November, d) }
	whole := ledger.Statement{Account: ledger.Account{Balance: 700}, Before: 1000, Lines: []ledger.Line{
		{Entry: ledger.Entry{Day: day(20), Amount: -100}, Balance: 700},
		{Entry: ledger.Entry{Day: day(18), Amount: -100}, Balance: 800},
		{Entry: ledger.Entry{Day: day(18), Amount: -100}, Balance: 900},
	}}
	for from, want := range map[int]struct {
		lines  int
		before money.Cents
	}{17: {3, 1000}, 18: {3, 1000}, 19: {1, 800}, 20: {1, 800}, 21: {0, 700}} {
		part := whole.Since(day(from))
		if len(part.Lines) != want.lines || part.Before != want.before || part.Account != whole.Account {
			t.Errorf("since the %d: %+v", from, part)
		}
	}
}
