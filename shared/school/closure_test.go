package school_test

import (
	"fmt"
	"reflect"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Goal: a file that names a day which the office suspended changes the reason that parents read, and takes from the
// evening nothing that the office's page promised of the day. Method: a day of October, suspended in November, then a file's
// row with another reason, twice.
func TestFileOverTheOfficesClosure(t *testing.T) {
	ctx, store := t.Context(), newStore(t)
	neve := school.Closure{Day: calendar.NewDay(2026, 10, 12), School: "PRI", Service: school.Canteen, Reason: "Neve", Entry: "form"}
	if err := store.Close(ctx, tenant, []school.Closure{neve}); err != nil {
		t.Fatal(err)
	}
	wanted := closureOn(t, store, neve.Day)
	if wanted.Changed != store.Clock.Today() || wanted.Since.IsZero() {
		t.Fatalf("entered as %+v", wanted)
	}
	row := school.Closure{Day: neve.Day, School: "PRI", Service: school.Canteen, Reason: "Nevicata straordinaria"}
	changed(t, true)(store.SaveClosure(ctx, tenant, row))
	changed(t, false)(store.SaveClosure(ctx, tenant, row))
	wanted.Reason = row.Reason
	if got := closureOn(t, store, neve.Day); !reflect.DeepEqual(got, wanted) {
		t.Errorf("the file left %+v, wanted %+v", got, wanted)
	}
}

// Goal: a form that wrote a closure is over once another one wrote it, the last ones are remembered, and neither a file nor a page
// that only looks is a form. Method: a closure of a file, many forms one after the other.
func TestFormsOfAClosure(t *testing.T) {
	one := school.Closure{}
	if one = one.Next("open"); one.Over("open") || one.Over("") || one.Forms != nil {
		t.Errorf("after a file: %+v", one)
	}
	if one = one.Next("close"); !one.Over("open") || one.Over("close") || one.Over("") || one.Over("new") {
		t.Errorf("after two forms: %+v", one)
	}
	for n := range 30 {
		one = one.Next(fmt.Sprint("form", n))
	}
	if len(one.Forms) != 20 || !one.Over("form28") || one.Over("form29") {
		t.Errorf("after many: %+v", one)
	}
}

// Goal: a file does not close again what the office opened. Method: a closure of a file, withdrawn on the page, and the
// same file and one with another reason after it.
func TestFileOverAWithdrawnClosure(t *testing.T) {
	ctx, store := t.Context(), newStore(t)
	row := school.Closure{Day: calendar.NewDay(2026, 12, 7), School: school.EverySchool, Reason: "Ponte"}
	changed(t, true)(store.SaveClosure(ctx, tenant, row))
	if err := store.Reopen(ctx, tenant, []school.Closure{closureOn(t, store, row.Day)}); err != nil {
		t.Fatal(err)
	}
	wanted := closureOn(t, store, row.Day)
	for _, reason := range []string{"Ponte", "Ponte dell'Immacolata"} {
		row.Reason = reason
		if _, err := store.SaveClosure(ctx, tenant, row); !problem.Is(err, problem.Conflict) {
			t.Errorf("%s: %v", reason, err)
		}
	}
	if got := closureOn(t, store, row.Day); !reflect.DeepEqual(got, wanted) || !got.Withdrawn {
		t.Errorf("the file left %+v, wanted %+v", got, wanted)
	}
}

func closureOn(t *testing.T, store school.Store, day calendar.Day) school.Closure {
	t.Helper()
	closures, err := store.Closures(t.Context(), tenant, day, day)
	if err != nil || len(closures) != 1 {
		t.Fatalf("closures of %s: %+v, %v", day, closures, err)
	}
	return closures[0]
}
