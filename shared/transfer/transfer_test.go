package transfer_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/transfer"
)

const tenant = "c_x000"

var (
	noon  = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
	today = calendar.DayOf(noon)
)

// accounts returns a store at noon, in which the named pupils have credit.
func accounts(t *testing.T, credit map[string]money.Cents) transfer.Store {
	t.Helper()
	clock := calendar.Fixed(noon)
	store := transfer.Store{
		Accounts: ledger.Store{Ledger: dynamotest.Table(t), Clock: clock}, Ops: dynamotest.Table(t), Clock: clock,
	}
	for pupil, amount := range credit {
		if _, err := store.Accounts.PostOpening(t.Context(), tenant, pupil, today.AddDays(-9), "saldo", amount, ""); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

// order moves credit from Anna to Luca, by a form of its own.
func order(amount money.Cents, key string) transfer.Order {
	return transfer.Order{
		Tenant: tenant, From: "anna", To: "luca", Amount: amount, By: "g1", Most: 100_00,
		Form:  form.Form{Purpose: dynamo.ToMove, Holder: "s", Key: key},
		Limit: form.Limit{Purpose: dynamo.ToMove, Max: 20, What: "spostare credito più di %d volte"},
	}
}

// expect compares balances, and what accounts expect, with what they should be.
func expect(t *testing.T, store transfer.Store, want map[string]money.Cents) {
	t.Helper()
	got, err := store.Accounts.Accounts(t.Context(), tenant, []string{"anna", "luca"})
	if err != nil {
		t.Fatal(err)
	}
	for pupil, balance := range want {
		if got[pupil].Balance != balance || got[pupil].Expected != balance {
			t.Errorf("%s has %s and expects %s, want %s", pupil, got[pupil].Balance, got[pupil].Expected, balance)
		}
	}
}

func made(t *testing.T, store transfer.Store) []transfer.Made {
	t.Helper()
	account, err := store.Accounts.Statement(t.Context(), tenant, "anna", today)
	if err != nil {
		t.Fatal(err)
	}
	return transfer.From("anna", account)
}

// Goal: credit moves once, however often one form is sent, and goes back once, by entries that name what they take
// back. Method: the same form eight times at once, then the same taking back eight times at once.
func TestOnce(t *testing.T) {
	store := accounts(t, map[string]money.Cents{"anna": 3000, "luca": 500})
	ids := make([]string, 8)
	var side sync.WaitGroup
	for i := range ids {
		side.Go(func() {
			id, err := store.Make(t.Context(), order(2000, "f"))
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	side.Wait()
	expect(t, store, map[string]money.Cents{"anna": 1000, "luca": 2500})
	list := made(t, store)
	if len(list) != 1 || list[0].TakenBack || list[0].To != "luca" || list[0].By != "g1" || list[0].Amount != 2000 {
		t.Fatalf("%+v", list)
	}
	for _, id := range ids {
		if id != list[0].ID {
			t.Errorf("ids %q", ids)
		}
	}
	var went atomic.Int32
	for range ids {
		side.Go(func() {
			done, err := store.TakeBack(t.Context(), tenant, list[0], "g1", 100_00)
			if err != nil {
				t.Error(err)
			}
			if done {
				went.Add(1)
			}
		})
	}
	side.Wait()
	expect(t, store, map[string]money.Cents{"anna": 3000, "luca": 500})
	if back := made(t, store); went.Load() != 1 || len(back) != 1 || !back[0].TakenBack || back[0].MayGoBack(noon) {
		t.Errorf("%d times, %+v", went.Load(), back)
	}
	for pupil, other := range map[string]string{"anna": "luca", "luca": "anna"} {
		account, err := store.Accounts.Statement(t.Context(), tenant, pupil, today)
		if err != nil || len(account.Lines) != 2 {
			t.Fatalf("%s: %d entries, %v", pupil, len(account.Lines), err)
		}
		back, first := account.Lines[0], account.Lines[1]
		if back.Corrects != first.Key || back.Amount != -first.Amount || back.Transfer.Other != other || first.Transfer.Other != other {
			t.Errorf("%s: %+v after %+v", pupil, back, first)
		}
	}
}

// Goal: an account is never emptied below zero, whatever else takes from it at the same time, and nothing is lost.
// Kind: limits judged before the write. Method: ten transfers beside ten meals on credit for some of them.
func TestNeverBelowZero(t *testing.T) {
	store := accounts(t, map[string]money.Cents{"anna": 5000})
	var moves, meals atomic.Int64
	var side sync.WaitGroup
	for n := range 10 {
		side.Go(func() {
			var little transfer.TooLittle
			_, err := store.Make(t.Context(), order(700, fmt.Sprint(n)))
			switch {
			case err == nil:
				moves.Add(1)
			case errors.As(err, &little) && little.Balance < 700, !errors.As(err, &little): // in conflict for too long
			default:
				t.Errorf("refused with a credit of %s", little.Balance)
			}
		})
		side.Go(func() {
			detail := ledger.MealDetail{Class: "3A", Mark: "P", Price: 300}
			if done, err := store.Accounts.PostMeal(t.Context(), tenant, "anna", today.AddDays(-n), detail); err == nil && done {
				meals.Add(1)
			}
		})
	}
	side.Wait()
	moved, eaten := money.Cents(moves.Load())*700, money.Cents(meals.Load())*300
	expect(t, store, map[string]money.Cents{"anna": 5000 - moved - eaten, "luca": moved})
	left := 5000 - moved - eaten
	if left >= 0 {
		var little transfer.TooLittle
		if _, err := store.Make(t.Context(), order(left+1, "more")); !errors.As(err, &little) || little.Balance != left {
			t.Errorf("one cent more than there is: %v", err)
		}
	}
}

// Goal: transfers keep to the cent of what there is and what an account may hold, open top-ups counted, and a refused
// one leaves nothing. Method: a table of amounts on both sides of each limit.
func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		anna, luca, open, amount money.Cents
		little, much             bool
	}{
		"all there is":                 {2000, 0, 0, 2000, false, false},
		"a cent more":                  {2000, 0, 0, 2001, true, false},
		"from an account below zero":   {-1, 0, 0, 1, true, false},
		"up to the limit":              {9000, 4000, 0, 6000, false, false},
		"a cent above the limit":       {9000, 4000, 0, 6001, false, true},
		"up to it with an open top-up": {9000, 1000, 3000, 6000, false, false},
		"above with an open top-up":    {9000, 1000, 3001, 6000, false, true},
		"to nothing but a top-up":      {9000, 0, 9999, 2, false, true},
		"more than an account holds":   {20000, 0, 0, 10001, false, true},
	} {
		credit := map[string]money.Cents{"anna": c.anna}
		if c.luca != 0 {
			credit["luca"] = c.luca
		}
		store := accounts(t, credit)
		if c.open > 0 {
			promise, err := store.Accounts.Expect(tenant, "luca", c.open, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := dynamo.Transact(t.Context(), store.Ops.Client, []types.TransactWriteItem{promise}); err != nil {
				t.Fatal(err)
			}
		}
		_, err := store.Make(t.Context(), order(c.amount, "f"))
		var little transfer.TooLittle
		var much transfer.TooMuch
		if errors.As(err, &little) != c.little || errors.As(err, &much) != c.much || (err != nil) != (c.little || c.much) {
			t.Errorf("%s: %v", name, err)
		}
		if c.little && little.Balance != c.anna || c.much && much.Expected != c.luca+c.open {
			t.Errorf("%s: %+v %+v", name, little, much)
		}
		if list := made(t, store); (len(list) == 1) != (err == nil) {
			t.Errorf("%s: %d transfers", name, len(list))
		}
	}
}

// Goal: what makes no sense moves nothing, and one parent's day has an end. Method: senseless orders, then the limit.
func TestRefused(t *testing.T) {
	store := accounts(t, map[string]money.Cents{"anna": 3000})
	for name, change := range map[string]func(*transfer.Order){
		"to itself":  func(o *transfer.Order) { o.To = o.From },
		"nothing":    func(o *transfer.Order) { o.Amount = 0 },
		"backwards":  func(o *transfer.Order) { o.Amount = -1 },
		"out of all": func(o *transfer.Order) { o.Amount = money.Max + 1 },
	} {
		wrong := order(1, name)
		change(&wrong)
		if _, err := store.Make(t.Context(), wrong); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for n := range 21 {
		_, err := store.Make(t.Context(), order(1, fmt.Sprint(n)))
		if problem.Is(err, problem.TooMany) != (n == 20) || (err != nil) != (n == 20) {
			t.Errorf("transfer %d: %v", n, err)
		}
	}
	office := order(1, "office")
	office.By, office.Limit = "operator-1", form.Limit{}
	if _, err := store.Make(t.Context(), office); err != nil {
		t.Errorf("the office, which has no limit: %v", err)
	}
	expect(t, store, map[string]money.Cents{"anna": 2979, "luca": 21})
}

// Goal: a transfer may be taken back until the next day's evening debits begin, to the second, also in the week of the
// change of clocks. Method: the last second and the first one too late, in November and on the night of the change.
func TestUntil(t *testing.T) {
	for _, c := range []struct{ made, until time.Time }{
		{noon, time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)},
		{time.Date(2026, 10, 24, 21, 30, 0, 0, time.UTC), time.Date(2026, 10, 25, 20, 0, 0, 0, time.UTC)},
		{time.Date(2026, 10, 24, 22, 30, 0, 0, time.UTC), time.Date(2026, 10, 26, 20, 0, 0, 0, time.UTC)},
	} {
		for late, want := range map[time.Duration]bool{-time.Second: true, 0: false} {
			store := accounts(t, map[string]money.Cents{"anna": 3000})
			store.Clock = calendar.Fixed(c.made)
			id, err := store.Make(t.Context(), order(1000, "f"))
			if err != nil {
				t.Fatal(err)
			}
			one := transfer.Made{Moving: ledger.Moving{
				ID: id, From: "anna", To: "luca", Amount: 1000, Day: calendar.DayOf(c.made),
			}}
			if !one.Until().Equal(c.until) || one.MayGoBack(c.until.Add(late)) != want {
				t.Errorf("made at %s, until %s", c.made, one.Until())
			}
			store.Clock = calendar.Fixed(c.until.Add(late))
			done, err := store.TakeBack(t.Context(), tenant, one, "g1", 100_00)
			if done != want || problem.Is(err, problem.Conflict) == want {
				t.Errorf("made at %s, %s late: %v, %v", c.made, late, done, err)
			}
		}
	}
}

// Goal: what was spent meanwhile does not go back, and neither does what would pass the limit, and both are said with
// their figures. Method: a meal of the one account, then a top-up of the other.
func TestWhatDoesNotGoBack(t *testing.T) {
	store := accounts(t, map[string]money.Cents{"anna": 3000})
	if _, err := store.Make(t.Context(), order(2000, "f")); err != nil {
		t.Fatal(err)
	}
	one := made(t, store)[0]
	if _, err := store.Accounts.PostMeal(t.Context(), tenant, "luca", today, ledger.MealDetail{Price: 1}); err != nil {
		t.Fatal(err)
	}
	var little transfer.TooLittle
	if _, err := store.TakeBack(t.Context(), tenant, one, "g1", 0); !errors.As(err, &little) || little.Balance != 1999 {
		t.Errorf("what was eaten: %v", err)
	}
	if _, err := store.Accounts.PostOpening(t.Context(), tenant, "luca", today, "x", 1, ""); err != nil {
		t.Fatal(err)
	}
	var much transfer.TooMuch
	if _, err := store.TakeBack(t.Context(), tenant, one, "g1", 2999); !errors.As(err, &much) || much.Expected != 1000 {
		t.Errorf("above the limit: %v", err)
	}
	if done, err := store.TakeBack(t.Context(), tenant, one, "g1", 3000); err != nil || !done {
		t.Errorf("up to the limit: %v, %v", done, err)
	}
	expect(t, store, map[string]money.Cents{"anna": 3000, "luca": 0})
}
