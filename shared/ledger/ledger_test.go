package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

const tenant = "c_x000"

var evening = time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)

func newStore(t *testing.T) ledger.Store {
	t.Helper()
	return ledger.Store{Ledger: dynamotest.Table(t), Clock: calendar.Fixed(evening)}
}

func day(n int) calendar.Day { return calendar.NewDay(2026, 11, n) }

func meal(cents money.Cents) ledger.MealDetail {
	return ledger.MealDetail{Class: "3A", Mark: "P", Band: "B", Price: cents, Version: "v1", Presence: 1}
}

// must fails the test on an error, and when a posting did not happen or was not the first.
func must(t *testing.T, want bool) func(bool, error) {
	t.Helper()
	return func(got bool, err error) {
		t.Helper()
		if err != nil || got != want {
			t.Fatalf("posted = %v, %v, want %v", got, err, want)
		}
	}
}

// Goal: a statement shows each entry with the balance after it. Method: post out of order, read.
func TestStatementRunsBackwards(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	must(t, true)(store.PostMeal(ctx, tenant, "A1", day(17), meal(450)))
	must(t, true)(store.PostOpening(ctx, tenant, "A1", day(2), "m1", 5000, "Saldo iniziale"))
	must(t, true)(store.PostMeal(ctx, tenant, "A1", day(16), meal(450)))

	statement, err := store.Statement(ctx, tenant, "A1", day(16))
	if err != nil {
		t.Fatal(err)
	}
	if statement.Account.Balance != 4100 || statement.Account.Version != 3 || statement.Before != 5000 {
		t.Errorf("account %+v, before %d", statement.Account, statement.Before)
	}
	var got []string
	for _, line := range statement.Lines {
		got = append(got, fmt.Sprintf("%s %d %d", line.Day, line.Amount, line.Balance))
	}
	want := []string{"2026-11-17 -450 4100", "2026-11-16 -450 4550"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("lines %v, want %v", got, want)
	}
}

// Goal: movements of one day stand in the order in which they were posted, each with the balance that there was then. Method: a
// top-up, then adjustments whose keys sort otherwise, a minute apart.
func TestStatementOfADay(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	begun := store.Clock()
	for i, id := range []string{"m5", "m1", "m3"} {
		store.Clock = calendar.Fixed(begun.Add(time.Duration(i) * time.Minute))
		must(t, true)(store.PostOpening(ctx, tenant, "A1", day(2), id, money.Cents(100*(i+1)), "Saldo"))
	}
	statement, err := store.Statement(ctx, tenant, "A1", day(2))
	if err != nil {
		t.Fatal(err)
	}
	var got []money.Cents
	for _, line := range statement.Lines {
		got = append(got, line.Amount, line.Balance)
	}
	if want := []money.Cents{300, 600, 200, 300, 100, 100}; !slices.Equal(got, want) || statement.Before != 0 {
		t.Errorf("%v, want %v", got, want)
	}
}

// Goal: one pupil, one day, one meal. Method: sixteen postings of the same meal at once.
func TestMealIsPostedOnce(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	var posted atomic.Int32
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			done, err := store.PostMeal(ctx, tenant, "A1", day(20), meal(450))
			if err != nil {
				t.Error(err)
			}
			if done {
				posted.Add(1)
			}
		})
	}
	all.Wait()
	accounts, err := store.Accounts(ctx, tenant, []string{"A1", "A2"})
	if err != nil {
		t.Fatal(err)
	}
	if posted.Load() != 1 || accounts["A1"].Balance != -450 || accounts["A1"].Version != 1 {
		t.Errorf("%d postings, account %+v", posted.Load(), accounts["A1"])
	}
	if accounts["A2"] != (ledger.Account{}) {
		t.Errorf("an account without entries is %+v", accounts["A2"])
	}
}

// Goal: different entries on one account all count. Method: twenty at once, then the sum.
func TestConcurrentEntriesAddUp(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() {
			if _, err := store.PostOpening(ctx, tenant, "A1", day(1), fmt.Sprint("m", n), 101, ""); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	statement, err := store.Statement(ctx, tenant, "A1", day(1))
	if err != nil || statement.Account.Balance != 2020 || statement.Account.Version != 20 || statement.Before != 0 {
		t.Errorf("%+v, before %d, %v", statement.Account, statement.Before, err)
	}
}

// Goal: a paid top-up is not expected a second time, and every other entry moves what is expected with the balance.
// Method: promise a top-up, pay it, eat.
func TestTopUpIsExpectedOnce(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	promise, err := store.Expect(tenant, "A1", 2000, 0)
	if err != nil {
		t.Fatal(err)
	}
	paid, err := store.Writes(tenant, "A1", dynamo.EntryOfReceipt(tenant, "A1", day(20), "r1"), ledger.Entry{
		Kind: ledger.TopUp, Day: day(20), Amount: 2000,
	})
	if err != nil {
		t.Fatal(err)
	}
	eat := func() error {
		_, err := store.PostMeal(ctx, tenant, "A1", day(20), meal(450))
		return err
	}
	for _, step := range []struct {
		name              string
		do                func() error
		balance, expected money.Cents
	}{
		{"promised", func() error {
			return dynamo.Transact(ctx, store.Ledger.Client, []types.TransactWriteItem{promise})
		}, 0, 2000},
		{"paid", func() error { return dynamo.Transact(ctx, store.Ledger.Client, paid) }, 2000, 2000},
		{"eaten", eat, 1550, 1550},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		accounts, err := store.Accounts(ctx, tenant, []string{"A1"})
		if got := accounts["A1"]; err != nil || got.Balance != step.balance || got.Expected != step.expected {
			t.Errorf("%s: %+v, %v", step.name, got, err)
		}
	}
}

// Goal: a correction is a new entry that names the meal, and each ordinal is used once. Method:
// post, correct twice with the same ordinal, read the day.
func TestCorrectionNamesItsMeal(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	must(t, true)(store.PostMeal(ctx, tenant, "A1", day(20), meal(450)))
	absent := ledger.MealDetail{Class: "3A", Mark: "A", Presence: 2}
	must(t, true)(store.PostCorrection(ctx, tenant, "A1", day(20), 1, 450, absent))
	must(t, false)(store.PostCorrection(ctx, tenant, "A1", day(20), 1, 450, absent))

	days, err := store.MealsOfDays(ctx, tenant, "A1", day(1), day(30))
	if err != nil {
		t.Fatal(err)
	}
	var corrections, meals int
	var sum money.Cents
	for _, entry := range days[day(20)] {
		sum += entry.Amount
		switch entry.Kind {
		case ledger.Meal:
			meals++
		case ledger.Correction:
			corrections++
			if entry.Corrects == "" {
				t.Error("the correction names no entry")
			}
		default:
			t.Errorf("an entry of kind %s", entry.Kind)
		}
	}
	if meals != 1 || corrections != 1 || sum != 0 {
		t.Errorf("%d meals, %d corrections, sum %d", meals, corrections, sum)
	}
}

// Goal: amounts beyond the limit never reach an account. Method: entry too large, balance too large.
func TestLimitsHold(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	if _, err := store.PostOpening(ctx, tenant, "A1", day(1), "m1", money.Max+1, ""); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("an entry beyond the limit: %v", err)
	}
	must(t, true)(store.PostOpening(ctx, tenant, "A1", day(1), "m2", money.Max, ""))
	if posted, err := store.PostOpening(ctx, tenant, "A1", day(1), "m3", 1, ""); err == nil || posted {
		t.Errorf("a balance beyond the limit: posted %v, %v", posted, err)
	}
	statement, err := store.Statement(ctx, tenant, "A1", day(1))
	if err != nil || statement.Account.Balance != money.Max || len(statement.Lines) != 1 {
		t.Errorf("%+v with %d lines, %v", statement.Account, len(statement.Lines), err)
	}
}

// Goal: of two passes over a class only one writes the marker it read. Method: save twice from
// the same reading.
func TestBatchMarkerIsConditional(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	before, err := store.BatchOf(ctx, tenant, day(20), "3A")
	if err != nil || before.Covers(0, false) {
		t.Fatalf("no marker yet, but %+v, %v", before, err)
	}
	after := ledger.Batch{Class: "3A", Day: day(20), Presence: 1, Meals: 20, Total: 9000}
	must(t, true)(store.SaveBatch(ctx, tenant, before, after))
	must(t, false)(store.SaveBatch(ctx, tenant, before, after))
	batches, err := store.BatchesOf(ctx, tenant, day(20))
	if err != nil || !batches["3A"].Covers(1, false) || batches["3A"].Covers(2, false) {
		t.Fatalf("%+v, %v", batches, err)
	}
	after.Presence = 2
	must(t, true)(store.SaveBatch(ctx, tenant, batches["3A"], after))
}
