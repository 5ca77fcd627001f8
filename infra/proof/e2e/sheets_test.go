package e2e_test

import (
	"testing"
	"time"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// Goal: a school marks its classes on a tablet and through a lost connection, the kitchen reads the counts, and what the office
// corrects of a day of seven weeks ago is posted by the next evening, once, as the page said. Method: a stack of its own on a Monday
// morning; browser/sheets.mjs drives Chromium at both widths, with and without JavaScript; two evenings; the books.
func TestSheetsInBrowser(t *testing.T) {
	monday := time.Date(2026, 11, 23, 8, 0, 0, 0, calendar.Rome())
	day, classes := calendar.NewDay(2026, time.October, 5), []string{"PRI-1A", "PRI-2A"}
	own, err := stack.Start(t.Context(), portal.Root, t.TempDir(), "CLOCK="+monday.Format(time.RFC3339))
	if err != nil {
		t.Fatal(err)
	}
	defer own.Stop()
	before := chargedOn(t, own, classes, day)
	driveOn(t, own, "sheets.mjs", map[string]string{"day": day.String()})
	for range 2 {
		own.Invoke(t, "MealPlannerFunction", map[string]string{}, nil)
		own.Drain(t, "MealsQueue")
		after := chargedOn(t, own, classes, day)
		for i := range classes {
			if after[i].pupils != before[i].pupils-1 || after[i].total >= before[i].total {
				t.Errorf("%s on %s: %+v, before the correction %+v", classes[i], day, after[i], before[i])
			}
		}
	}
	marked, err := people(own).CorrectedDays(t.Context(), tenant)
	if err != nil || len(marked) != 0 {
		t.Errorf("still marked for the evening: %+v, %v", marked, err)
	}
	if err := own.AuditBooks(t.Context()); err != nil {
		t.Error(err)
	}
	if err := own.AuditRights(); err != nil {
		t.Error(err)
	}
}

// charged is how many pupils of a class are charged for a day, and how much.
type charged struct {
	pupils int
	total  money.Cents
}

// chargedOn reads the accounts of classes of a day.
func chargedOn(t *testing.T, own *stack.Stack, classes []string, day calendar.Day) []charged {
	t.Helper()
	accounts := ledger.Store{Ledger: own.Table("LedgerTable"), Clock: calendar.Fixed(stack.Now())}
	found := make([]charged, len(classes))
	for i, class := range classes {
		register, err := people(own).ClassDay(t.Context(), tenant, class, day)
		if err != nil {
			t.Fatal(err)
		}
		for pupil := range register.Marks {
			entries, err := accounts.MealsOfDays(t.Context(), tenant, pupil, day, day)
			if err != nil {
				t.Fatal(err)
			}
			net := money.Cents(0)
			for _, entry := range entries[day] {
				net -= entry.Amount
			}
			if net != 0 {
				found[i].pupils++
				found[i].total += net
			}
		}
	}
	return found
}

func people(own *stack.Stack) school.Store {
	return school.Store{
		Core: own.Table("CoreTable"), Presence: own.Table("PresenceTable"), Clock: calendar.Fixed(stack.Now()),
	}
}
