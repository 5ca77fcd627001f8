package school_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/school"
)

// Goal: normal, plain and special meals are all meals, of every class and of sums and differences of classes, and adding a
// difference gives back what it was taken from. Method: random marks and diets.
func TestPortionsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	class := func() school.Portions {
		marks, diets := map[string]school.Mark{}, map[string]string{}
		for n := range random.IntN(25) {
			pupil := fmt.Sprint(n)
			marks[pupil] = school.Marks()[random.IntN(len(school.Marks()))]
			diets[pupil] = []string{"", "", "D1", "VEG", school.UncodedDiet}[random.IntN(5)]
		}
		return school.PortionsOf(marks, diets)
	}
	for range 200 {
		a, b := class(), class()
		for _, p := range []school.Portions{a, b, a.Plus(b), a.Minus(b)} {
			sum := p.Normal() + p.All.Plain
			for _, diet := range p.ByDiet() {
				sum += diet.Meals
			}
			if sum != p.All.Total() {
				t.Fatalf("%d of %d meals: %+v", sum, p.All.Total(), p)
			}
		}
		if back := a.Minus(b).Plus(b); back.All != a.All || !maps.Equal(back.Diets, a.Diets) || !a.Minus(a).None() {
			t.Fatalf("%+v and %+v give %+v", a, b, back)
		}
	}
}

// Goal: a diet's code is short and says nothing but what to cook. Method: codes, answers to another question, words.
func TestReadDiet(t *testing.T) {
	for text, want := range map[string]string{"d1": "D1", "VEG": "VEG", "12345678": "12345678", "": "", "nessuna": ""} {
		if code, err := school.ReadDiet(text); err != nil || code != want {
			t.Errorf("%q: %q, %v", text, code, err)
		}
	}
	for _, text := range []string{"sì", "si", "NO", "123456789", "no latte", "D-1", "*", "D1;", "è"} {
		if code, err := school.ReadDiet(text); err == nil {
			t.Errorf("%q is read as %q", text, code)
		}
	}
}

// Goal: the roster tells the kitchen each diet, by code or without, and learns of those that were stored before it did with
// the office's next change of the pupil. Method: a flag, a code on top, none; a pupil and a roster as they were once.
func TestRosterTellsOfDiets(t *testing.T) {
	ctx, store := t.Context(), newStore(t)
	told := func(want string) {
		t.Helper()
		rows, err := store.Roster(ctx, tenant, "1A")
		if err != nil || len(rows) != 1 || rows[0].Diet != want {
			t.Errorf("%+v, %v; want %q", rows, err, want)
		}
	}
	pupil, place := school.Pupil{ID: "A001", Name: "Anna", Diet: true}, canteen(t, "1A", "B", "2026-09-14", "2027-06-30")
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, nil))
	changed(t, true)(store.SaveEnrolments(ctx, tenant, "A001", []school.Enrolment{place}))
	told(school.UncodedDiet)
	place.Diet = "D1"
	changed(t, true)(store.SaveEnrolments(ctx, tenant, "A001", []school.Enrolment{place}))
	told("D1")
	place.Diet, pupil.Diet = "", false
	changed(t, true)(store.SaveEnrolments(ctx, tenant, "A001", []school.Enrolment{place}))
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, nil))
	told("")

	_, version, err := store.PupilVersion(ctx, tenant, "A001")
	if err != nil {
		t.Fatal(err)
	}
	pupil.Diet = true
	was := struct {
		school.Pupil
		Version int `dynamodbav:"version"`
	}{pupil, version}
	if err := store.Core.Store(ctx, dynamo.Pupil(tenant, "A001"), was); err != nil {
		t.Fatal(err)
	}
	told("")
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, nil))
	told(school.UncodedDiet)
	changed(t, false)(store.SavePupil(ctx, tenant, pupil, nil))
	if diets := school.DietsOn([]school.RosterRow{{Pupil: "A", Diet: "D1", From: day(t, "2026-09-14"), To: day(t, "2026-10-31")}},
		calendar.NewDay(2026, 11, 2)); len(diets) != 0 {
		t.Errorf("a diet outlives its enrolment: %v", diets)
	}
}
