package school_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// adult is a fiscal code that a payer lets in.
const adult = "RSSGPP79L04F205X"

// office is what the files say of a pupil: g1 pays, g2 may look.
func office() []school.Guardianship {
	return []school.Guardianship{{Guardian: "g1", Role: school.Payer}, {Guardian: "g2", Role: school.Viewer}}
}

// granted is a pupil of whom g1 let g3 in, in the middle of an enrolment.
func granted(t *testing.T, store school.Store) school.Pupil {
	t.Helper()
	pupil := school.Pupil{ID: "A001", Name: "Niccolò", FamilyName: "D'Angelo"}
	changed(t, true)(store.SavePupil(t.Context(), tenant, pupil, office()))
	changed(t, true)(store.SaveEnrolments(t.Context(), tenant, "A001",
		[]school.Enrolment{canteen(t, "1A", "B", "2026-09-14", "2027-06-30")}))
	if err := store.Grant(t.Context(), tenant, "A001", "g1", "g3", adult); err != nil {
		t.Fatal(err)
	}
	return pupil
}

// Goal: whom the payer lets in sees the pupil, also after the office loads its file again, until it is taken
// back. Method: grant, save the pupil without that adult, revoke; read the adult's list.
func TestGrantSurvivesReload(t *testing.T) {
	ctx, store := context.Background(), newStore(t)
	pupil := granted(t, store)
	changed(t, false)(store.SavePupil(ctx, tenant, pupil, office()))
	pupil.Badge = "B7"
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, office()[:1]))
	link, err := store.LinkOf(ctx, tenant, "g3", "A001")
	if err != nil || link.Pays() || link.Badge != "B7" || link.GrantedTo != adult || link.GrantedBy != "g1" {
		t.Errorf("%+v, %v", link, err)
	}
	if _, err := store.LinkOf(ctx, tenant, "g2", "A001"); !problem.Is(err, problem.NotFound) {
		t.Errorf("the office's viewer who was left out: %v", err)
	}
	if err := store.Revoke(ctx, tenant, "A001", "g3"); err != nil {
		t.Fatal(err)
	}
	if list, err := store.PupilsOf(ctx, tenant, "g3"); err != nil || len(list) != 0 {
		t.Errorf("after it was taken back: %v, %v", list, err)
	}
}

// Goal: what somebody may see by another's right ends with that right, in the same change, and does not come
// back with it; the payer reads when. What leaves the right alone leaves the grant alone.
// Method: a grant, a change of the office's, and the grant's adult at both of the ways in, at once and once the
// old payer pays again.
func TestDerivedRightEndsWithItsSource(t *testing.T) {
	pays := func(guardian string, others ...school.Guardianship) []school.Guardianship {
		return append(others, school.Guardianship{Guardian: guardian, Role: school.Payer})
	}
	save := func(guardians []school.Guardianship) func(*testing.T, school.Store, school.Pupil) {
		return func(t *testing.T, store school.Store, pupil school.Pupil) {
			changed(t, true)(store.SavePupil(t.Context(), tenant, pupil, guardians))
		}
	}
	enrol := func(terms ...school.Enrolment) func(*testing.T, school.Store, school.Pupil) {
		return func(t *testing.T, store school.Store, _ school.Pupil) {
			changed(t, true)(store.SaveEnrolments(t.Context(), tenant, "A001", terms))
		}
	}
	for name, c := range map[string]struct {
		change func(*testing.T, school.Store, school.Pupil)
		keeps  bool
	}{
		"another pays":                      {save(pays("g9")), false},
		"the other parent pays":             {save(pays("g2")), false},
		"the payer may only look":           {save(pays("g2", school.Guardianship{Guardian: "g1", Role: school.Viewer})), false},
		"the enrolment ended":               {enrol(canteen(t, "1A", "B", "2026-09-14", "2026-11-21")), false},
		"the enrolment ends today":          {enrol(canteen(t, "1A", "B", "2026-09-14", "2026-11-22")), true},
		"the other parent may look no more": {save(pays("g1")), true},
		"another band from tomorrow": {enrol(canteen(t, "1A", "B", "2026-09-14", "2026-11-22"),
			canteen(t, "1A", "C", "2026-11-23", "2027-06-30")), true},
		"another school": {enrol(canteen(t, "9Z", "B", "2026-09-14", "2027-06-30")), true},
	} {
		t.Run(name, func(t *testing.T) {
			store := newStore(t)
			pupil := granted(t, store)
			c.change(t, store, pupil)
			sees := func() bool {
				_, err := store.LinkOf(t.Context(), tenant, "g3", "A001")
				list, failed := store.PupilsOf(t.Context(), tenant, "g3")
				if failed != nil || (err == nil) != (len(list) == 1) {
					t.Fatalf("%v, %v, %v", err, list, failed)
				}
				return err == nil
			}
			told, err := store.Pupil(t.Context(), tenant, "A001")
			if sees() != c.keeps || err != nil || told.GrantsEnded.IsZero() != c.keeps {
				t.Fatalf("sees the pupil: %t, the payer is told of %s, %v", sees(), told.GrantsEnded, err)
			}
			_, err = store.SavePupil(t.Context(), tenant, pupil, office())
			if err != nil || sees() != c.keeps {
				t.Errorf("once the payer pays again: %t, %v", sees(), err)
			}
		})
	}
}

// Goal: a grant ends on the last day of the enrolment, though nobody writes anything then, and the next
// enrolment does not bring it back. Method: look and enrol on days of the next summer.
func TestGrantEndsWithTheEnrolment(t *testing.T) {
	store := newStore(t)
	granted(t, store)
	on := func(text string) school.Store {
		later := store
		later.Clock = calendar.Fixed(day(t, text).Start())
		return later
	}
	sees := func(text string) bool {
		_, err := on(text).LinkOf(t.Context(), tenant, "g3", "A001")
		list, failed := on(text).PupilsOf(t.Context(), tenant, "g3")
		grants, refused := on(text).GrantsOf(t.Context(), tenant, "A001")
		if failed != nil || refused != nil || len(list) != len(grants) {
			t.Fatalf("%v, %v; %v, %v", list, failed, grants, refused)
		}
		return err == nil && len(list) == 1
	}
	if !sees("2027-06-30") || sees("2027-07-01") {
		t.Errorf("on the last day %t, on the day after %t", sees("2027-06-30"), sees("2027-07-01"))
	}
	if err := on("2027-07-01").Grant(t.Context(), tenant, "A001", "g1", "g4", adult); !problem.Is(err, problem.Conflict) {
		t.Errorf("a grant without an enrolment: %v", err)
	}
	next := canteen(t, "2A", "B", "2027-09-13", "2028-06-30")
	next.Year = 2027
	changed(t, true)(on("2027-08-20").SaveEnrolments(t.Context(), tenant, "A001", []school.Enrolment{next}))
	if sees("2027-09-20") {
		t.Error("the next school year brings the grant back")
	}
}

// Goal: giving access says nothing of whom the office's files name: the answer, the list and taking it back
// are alike for a linked adult and for a stranger. Method: do all three with both, and with the payer.
func TestGrantIsNoOracle(t *testing.T) {
	ctx, store := t.Context(), newStore(t)
	changed(t, true)(store.SavePupil(ctx, tenant, school.Pupil{ID: "A001"}, office()))
	changed(t, true)(store.SaveEnrolments(ctx, tenant, "A001",
		[]school.Enrolment{canteen(t, "1A", "B", "2026-09-14", "2027-06-30")}))
	var seen []school.Link
	for _, guardian := range []string{"stranger", "g2", "g1"} {
		for _, again := range []bool{false, true} {
			if err := store.Grant(ctx, tenant, "A001", "g1", guardian, adult); err != nil {
				t.Errorf("granting to %s, again %t: %v", guardian, again, err)
			}
		}
		list, err := store.GrantsOf(ctx, tenant, "A001")
		if err != nil || len(list) != 1 || list[0].Guardian != guardian {
			t.Fatalf("the list of %s: %+v, %v", guardian, list, err)
		}
		list[0].Guardian, list[0].Role = "", "" // what the page does not show
		seen = append(seen, list[0])
		if err := store.Revoke(ctx, tenant, "A001", guardian); err != nil {
			t.Errorf("revoking %s: %v", guardian, err)
		}
	}
	if !reflect.DeepEqual(seen[0], seen[1]) || !reflect.DeepEqual(seen[0], seen[2]) {
		t.Errorf("the lists differ: %+v", seen)
	}
	for guardian, role := range map[string]school.Role{"g1": school.Payer, "g2": school.Viewer} {
		link, err := store.LinkOf(ctx, tenant, guardian, "A001")
		if err != nil || link.Role != role || link.GrantedTo != "" {
			t.Errorf("the office's %s is left with %+v, %v", guardian, link, err)
		}
	}
}

// Goal: a grant counts like any other towards the limit, whomever it is for; nobody who does not pay grants,
// nor for a pupil who is not there; the office's guardians cannot be taken away. Method: try each.
func TestGrantRefused(t *testing.T) {
	ctx, store := t.Context(), newStore(t)
	changed(t, true)(store.SavePupil(ctx, tenant, school.Pupil{ID: "A001"}, office()))
	for _, guardian := range []string{"g1", "g2", "g3"} {
		if err := store.Revoke(ctx, tenant, "A001", guardian); !problem.Is(err, problem.NotFound) {
			t.Errorf("revoking %s: %v", guardian, err)
		}
	}
	for _, ask := range [][2]string{{"A999", "g1"}, {"A001", "g2"}, {"A001", "g9"}} {
		if err := store.Grant(ctx, tenant, ask[0], ask[1], "g3", adult); !problem.Is(err, problem.NotFound) {
			t.Errorf("of %s by %s: %v", ask[0], ask[1], err)
		}
	}
	for i := range school.MaxGranted - 1 {
		if err := store.Grant(ctx, tenant, "A001", "g1", fmt.Sprint("h", i), adult); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Grant(ctx, tenant, "A001", "g1", "g2", adult); err != nil {
		t.Errorf("the last one, who is linked: %v", err)
	}
	for _, guardian := range []string{"g1", "one-more"} {
		if err := store.Grant(ctx, tenant, "A001", "g1", guardian, adult); !problem.Is(err, problem.Conflict) {
			t.Errorf("%s, one too many: %v", guardian, err)
		}
	}
}

// Goal: of a pupil whom a guardian pays for no more the guardian keeps what stood then, whatever the change
// that ended it brings, and what comes later. Method: rename and move the pupil in the change and after it.
func TestFormerIsWhatStood(t *testing.T) {
	ctx, store := t.Context(), newStore(t)
	pupil := school.Pupil{ID: "A001", Name: "Niccolò", FamilyName: "D'Angelo", FiscalCode: "DNGNCL18B28F839K"}
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, office()))
	pupil.Name = "Nicola"
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, office()))
	if list, err := store.FormersOf(ctx, tenant, "g1"); err != nil || len(list) != 0 {
		t.Errorf("while g1 pays: %+v, %v", list, err)
	}
	want := school.Former{Pupil: "A001", Name: "Nicola", FamilyName: "D'Angelo", FiscalCode: pupil.FiscalCode}
	for _, change := range []school.Pupil{
		{ID: "A001", Name: "Nino", FamilyName: "Rossi", FiscalCode: "RSSNNI18B28F839K"},
		{ID: "A001", Name: "Nina", FamilyName: "Verdi", FiscalCode: "VRDNNI18B28F839K"},
	} {
		changed(t, true)(store.SavePupil(ctx, tenant, change,
			[]school.Guardianship{{Guardian: "g9", Role: school.Payer}, {Guardian: "g1", Role: school.Viewer}}))
		if list, err := store.FormersOf(ctx, tenant, "g1"); err != nil || len(list) != 1 || list[0] != want {
			t.Errorf("%+v, %v, want %+v", list, err, want)
		}
	}
	for _, guardian := range []string{"g2", "g9"} {
		if list, err := store.FormersOf(ctx, tenant, guardian); err != nil || len(list) != 0 {
			t.Errorf("%s never stopped to pay: %+v, %v", guardian, list, err)
		}
	}
}
