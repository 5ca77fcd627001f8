package ledger_test

import (
	"testing"

	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

// T21. Goal: prices and balances are accepted up to their limits and not one cent beyond, on both sides.
// Method: the last value inside and the first outside.
func TestLimitsToTheCent(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	for i, price := range []money.Cents{0, money.Max, -1, money.Max + 1} {
		posted, err := store.PostMeal(ctx, tenant, "price", day(1+i), meal(price))
		if fits := i < 2; posted != fits || (err == nil) != fits {
			t.Errorf("a meal of %d cents: posted %v, %v", price, posted, err)
		}
	}
	for _, side := range []money.Cents{1, -1} {
		pupil := map[money.Cents]string{1: "highest", -1: "lowest"}[side]
		must(t, true)(store.PostOpening(ctx, tenant, pupil, day(1), "m1", side*(money.Max-5), ""))
		if posted, err := store.PostOpening(ctx, tenant, pupil, day(1), "m2", side*6, ""); err == nil || posted {
			t.Errorf("one cent beyond the %s balance: posted %v, %v", pupil, posted, err)
		}
		must(t, true)(store.PostOpening(ctx, tenant, pupil, day(1), "m3", side*5, ""))
		statement, err := store.Statement(ctx, tenant, pupil, day(1))
		if err != nil || statement.Account.Balance != side*money.Max || statement.Account.Version != 2 {
			t.Errorf("%s: %+v, %v", pupil, statement.Account, err)
		}
	}
}

// T21. Goal: markers are the same whichever pass wrote them, and differ by what they say. Method: each
// field changed in turn.
func TestSameMarker(t *testing.T) {
	one := ledger.Batch{Class: "3A", Day: day(20), Presence: 1, Meals: 2, Total: 900, Run: 1, Done: evening}
	other := one
	other.Run, other.Done = 7, evening.AddDate(0, 0, 1)
	if !one.Same(other) {
		t.Error("another pass makes another marker")
	}
	for name, change := range map[string]func(*ledger.Batch){
		"presence": func(b *ledger.Batch) { b.Presence++ }, "meals": func(b *ledger.Batch) { b.Meals++ },
		"total": func(b *ledger.Batch) { b.Total++ }, "unpriced": func(b *ledger.Batch) { b.Unpriced++ },
	} {
		other := one
		change(&other)
		if one.Same(other) {
			t.Errorf("another %s is the same marker", name)
		}
	}
	unpriced := one
	unpriced.Unpriced = 1
	if !one.Covers(1, false) || one.Covers(2, false) || unpriced.Covers(1, false) || (ledger.Batch{}).Covers(0, false) {
		t.Error("a marker covers the wrong sheet")
	}
}

// T21. Goal: how far a credit reaches is told from the first cent and the last meal that count. Method: the
// edges of each rule.
func TestReachToTheCent(t *testing.T) {
	for _, c := range []struct {
		credit, price money.Cents
		want          int
	}{
		{0, 450, 0}, {-1, 450, 0}, {449, 450, 0}, {450, 450, 1}, {899, 450, 1}, {900, 450, 2},
		{450 * 20, 450, 20}, {450*21 - 1, 450, 20}, {450 * 21, 450, 21}, {450 * 22, 450, 21},
		{100, 0, ledger.MaxMeals + 1}, {0, 0, ledger.MaxMeals + 1}, {1, 1, 1},
	} {
		if got := ledger.MealsLeft(c.credit, c.price); got != c.want {
			t.Errorf("%d cents at %d: %d meals, want %d", c.credit, c.price, got, c.want)
		}
	}
	spent := func(meals int, each, balance money.Cents) ledger.Statement {
		s := ledger.Statement{Account: ledger.Account{Balance: balance}}
		for n := range meals {
			s.Lines = append(s.Lines, ledger.Line{Entry: ledger.Entry{Kind: ledger.Meal, Day: day(20 - n), Amount: -each}})
		}
		return s
	}
	few := 0
	for few < 28 && spent(few, 100, 1000).DaysLeft(day(20)) == 0 {
		few++
	}
	for name, c := range map[string]struct {
		statement ledger.Statement
		some      bool
	}{
		"enough meals": {spent(few, 100, 1000), true}, "one too few": {spent(few-1, 100, 1000), false},
		"free meals": {spent(few, 0, 1000), false}, "no credit": {spent(few, 100, 0), false},
		"a cent a meal": {spent(few, 1, 1000), true}, "a cent of credit": {spent(few, 1, 1), true},
	} {
		if got := c.statement.DaysLeft(day(20)); got > 0 != c.some {
			t.Errorf("%s: %d days", name, got)
		}
	}
}
