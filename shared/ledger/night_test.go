package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

// Goal: a night counts every debt and keeps the deepest of those that the office wants to know of. Method: more
// debtors than are kept, shallow ones and accounts above zero among them.
func TestNightKeepsTheDeepestDebts(t *testing.T) {
	var night ledger.Night
	for n := range ledger.MostDebtors + 50 {
		balance := -1*(2001+n*7919%1000) - 1 // scattered, all deep
		if err := night.Owes(fmt.Sprintf("P%03d", n), money.Cents(balance), 2000); err != nil {
			t.Fatal(err)
		}
	}
	for pupil, balance := range map[string]int{"shallow": -2000, "zero": 0, "rich": 500} {
		if err := night.Owes(pupil, money.Cents(balance), 2000); err != nil {
			t.Fatal(err)
		}
	}
	if night.InDebt != ledger.MostDebtors+51 || night.Deep != ledger.MostDebtors+50 || len(night.Debtors) != ledger.MostDebtors {
		t.Errorf("%d in debt, %d deep, %d kept", night.InDebt, night.Deep, len(night.Debtors))
	}
	for i, debtor := range night.Debtors {
		if i > 0 && debtor.Balance < night.Debtors[i-1].Balance || debtor.Balance >= -2000 {
			t.Errorf("debtor %d: %+v", i, debtor)
		}
	}
}

// Goal: the desk reads the last night that was looked at, and nothing where there was none. Method: save two days in
// the wrong order.
func TestLastNight(t *testing.T) {
	nights := ledger.Nights{
		Ops: dynamotest.Table(t), Clock: calendar.Fixed(time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC)),
	}
	if night, err := nights.Last(t.Context(), "c_x000"); err != nil || !night.Day.IsZero() {
		t.Errorf("none was kept: %+v, %v", night, err)
	}
	for _, of := range []int{20, 19} {
		night := ledger.Night{Municipality: "c_x000", Day: calendar.NewDay(2026, 11, of), Meals: of}
		if err := nights.Save(t.Context(), night); err != nil {
			t.Fatal(err)
		}
	}
	night, err := nights.Last(t.Context(), "c_x000")
	if err != nil || night.Meals != 20 || night.Seen.IsZero() {
		t.Errorf("%+v, %v", night, err)
	}
}
