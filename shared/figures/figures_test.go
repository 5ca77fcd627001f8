package figures_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

const tenant = "c_x000"

// morning is 20 November 2026.
var (
	morning = time.Date(2026, 11, 20, 6, 30, 0, 0, calendar.Rome())
	today   = calendar.DayOf(morning)
)

// town is a municipality of two schools on the emulator.
type town struct {
	t       *testing.T
	school  school.Store
	ledger  ledger.Store
	figures figures.Store
}

func newTown(t *testing.T) town {
	t.Helper()
	clock := calendar.Fixed(morning)
	w := town{
		t: t, school: school.Store{Core: dynamotest.Table(t), Presence: dynamotest.Table(t), Clock: clock},
		ledger: ledger.Store{Ledger: dynamotest.Table(t), Clock: clock}, figures: figures.Store{Ops: dynamotest.Table(t)},
	}
	for class, of := range map[string]string{"3A": "PRI", "1B": "SEC"} {
		_, err := w.school.SaveClass(t.Context(), tenant, school.Class{ID: class, Name: class, School: of, SchoolName: of})
		w.must(err)
	}
	return w
}

func (w town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w town) build() {
	w.t.Helper()
	builder := figures.Builder{School: w.school, Ledger: w.ledger, Keeper: w.figures, Clock: calendar.Fixed(morning)}
	w.must(builder.Build(w.t.Context(), tenant, today.AddDays(-1), 5_50))
}

// mark keeps the marker of a class and day, with so many meals of a band.
func (w town) mark(class string, day calendar.Day, meals int, band string, price money.Cents) {
	w.t.Helper()
	before, err := w.ledger.BatchOf(w.t.Context(), tenant, day, class)
	w.must(err)
	after := ledger.Batch{Class: class, Day: day, Presence: before.Presence + 1}
	for range meals {
		w.must(after.Add(band, price))
	}
	_, err = w.ledger.SaveBatch(w.t.Context(), tenant, before, after)
	w.must(err)
}

// Goal: a month is the sum of its markers by school and band, and a correction replaces what it corrects. Method: markers
// of two schools, bands and months, one without bands; a day gone over again; figures made twice.
func TestMonths(t *testing.T) {
	w := newTown(t)
	w.mark("3A", calendar.NewDay(2026, 11, 18), 3, "B", 450)
	w.mark("3A", calendar.NewDay(2026, 11, 19), 2, "B", 450)
	w.mark("1B", calendar.NewDay(2026, 11, 19), 1, "C", 500)
	w.mark("1B", calendar.NewDay(2026, 10, 19), 1, "C", 500)
	_, err := w.ledger.SaveBatch(t.Context(), tenant, ledger.Batch{}, ledger.Batch{
		Class: "3A", Day: calendar.NewDay(2026, 11, 17), Presence: 1, Meals: 2, Total: 700,
	})
	w.must(err)
	_, err = w.ledger.SaveBatch(t.Context(), tenant, ledger.Batch{}, ledger.Batch{
		Class: "1B", Day: calendar.NewDay(2026, 2, 3), Presence: 1, Unpriced: 2,
	})
	w.must(err)
	w.build()
	want := "2026-10 [{SEC C 1 5,00\u00a0€}] 2026-11 [{PRI  2 7,00\u00a0€} {PRI B 5 22,50\u00a0€} {SEC C 1 5,00\u00a0€}] "
	if got := w.months(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	debts, err := w.figures.Debts(t.Context(), tenant)
	if got := debts.Unpriced; err != nil || got.Meals != 2 || got.Since != calendar.NewDay(2026, 2, 3) || fmt.Sprint(got.Classes, got.Sheets) != "[1B, SEC] [{1B 1B, SEC 2026-02-03 2}]" {
		t.Errorf("without a price: %+v, %v", got, err)
	}
	w.mark("3A", calendar.NewDay(2026, 11, 19), 1, "B", 450)
	w.build()
	want = "2026-10 [{SEC C 1 5,00\u00a0€}] 2026-11 [{PRI  2 7,00\u00a0€} {PRI B 4 18,00\u00a0€} {SEC C 1 5,00\u00a0€}] "
	if got := w.months(); got != want {
		t.Errorf("after a correction %q, want %q", got, want)
	}
}

// months are the months that have rows.
func (w town) months() string {
	w.t.Helper()
	found, err := w.figures.Months(w.t.Context(), tenant, calendar.NewDay(2025, 9, 1).Month(), today.Month())
	w.must(err)
	text := ""
	for _, month := range found {
		if len(month.Rows) > 0 {
			text += fmt.Sprint(month.Month, " ", month.Rows, " ")
		}
		if !month.Built.Equal(morning) {
			w.t.Errorf("%s was made at %s", month.Month, month.Built)
		}
	}
	return text
}

// eater enrols a pupil with a class from a day on, and posts amounts by how many days ago, the oldest first.
func (w town) eater(pupil, class string, from calendar.Day, moves map[int]money.Cents) {
	w.t.Helper()
	_, err := w.school.SavePupil(w.t.Context(), tenant, school.Pupil{ID: pupil, Name: pupil}, []school.Guardianship{
		{Guardian: "aunt", Role: school.Viewer}, {Guardian: "payer of " + pupil, Role: school.Payer}, {Guardian: "z", Role: school.Viewer},
	})
	w.must(err)
	to := calendar.NewDay(from.SchoolYear()+1, 8, 31)
	_, err = w.school.SaveEnrolments(w.t.Context(), tenant, pupil, []school.Enrolment{{
		Pupil: pupil, Year: from.SchoolYear(), Service: school.Canteen, Class: class, School: "x", Band: "B", From: from, To: to,
	}})
	w.must(err)
	for _, ago := range slices.Backward(slices.Sorted(maps.Keys(moves))) {
		then := w.ledger
		then.Clock = calendar.Fixed(morning.AddDate(0, 0, -ago))
		_, err := then.PostOpening(w.t.Context(), tenant, pupil, today.AddDays(-ago), fmt.Sprint(ago), moves[ago], "Prova")
		w.must(err)
	}
}

// Goal: a credit is as old as its last movement, and a debt as the balance has been below zero without a break, at the edges of the ages too, and lists name
// who is below zero, the deepest first, with who pays. Method: accounts that fell below zero 30, 31, 90, 91, 180 and 181 days ago, one that
// was lifted in between, one that is even, one who has left the canteen; credits that moved last 30, 31 and 181 days ago.
func TestDebts(t *testing.T) {
	w := newTown(t)
	first := calendar.NewDay(2026, 9, 14)
	for pupil, moves := range map[string]map[int]money.Cents{
		"a30": {30: -100}, "a31": {31: -200}, "a90": {90: -300}, "a91": {91: -400}, "a180": {180: -500}, "a181": {181: -600},
		"a300": {300: -700, 5: -1}, "lifted": {200: -900, 100: 1000, 40: -150}, "c30": {181: 1000, 30: 1500}, "c31": {31: 700}, "c181": {181: 50}, "even": {10: 5, 9: -5},
	} {
		w.eater(pupil, "3A", first, moves)
	}
	w.eater("left", "1B", calendar.NewDay(2025, 9, 14), map[int]money.Cents{20: -50})
	w.build()
	debts, err := w.figures.Debts(t.Context(), tenant)
	w.must(err)
	if got := fmt.Sprint(debts.Schools); got != "[{PRI [{1 25,00\u00a0€} {1 7,00\u00a0€} {0 0,00\u00a0€} {1 0,50\u00a0€}] [{1 1,00\u00a0€} {3 5,50\u00a0€} {2 9,00\u00a0€} {2 13,01\u00a0€}]} "+
		"{SEC [{0 0,00\u00a0€} {0 0,00\u00a0€} {0 0,00\u00a0€} {0 0,00\u00a0€}] [{1 0,50\u00a0€} {0 0,00\u00a0€} {0 0,00\u00a0€} {0 0,00\u00a0€}]}]" || debts.Day != today {
		t.Errorf("%s", got)
	}
	if debts.Deep != 2 || debts.DeepSince != today.AddDays(-181) { // a181 and a300, not a180 which owes less
		t.Errorf("%d deep since %s", debts.Deep, debts.DeepSince)
	}
	lists, err := w.figures.Debtors(t.Context(), tenant, "")
	w.must(err)
	if len(lists) != 2 || len(lists[0].List) != 8 || lists[0].List[0].Pupil != "a300" || lists[1].List[0] != (figures.Debtor{
		Pupil: "left", Class: "1B", Payer: "payer of left", Balance: -50, Since: today.AddDays(-20),
	}) {
		t.Errorf("%+v", lists)
	}
}
