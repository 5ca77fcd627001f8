package school_test

import (
	"context"
	"fmt"
	"testing"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Goal: whom the payer lets in sees the pupil, also after the office loads its file again, until it is taken
// back. Method: grant, save the pupil without that adult, revoke; read the adult's list.
func TestGrantSurvivesReload(t *testing.T) {
	ctx, store := context.Background(), newStore(t)
	pupil := school.Pupil{ID: "A001", Name: "Niccolò", FamilyName: "D'Angelo"}
	office := []school.Guardianship{{Guardian: "g1", Role: school.Payer}, {Guardian: "g2", Role: school.Viewer}}
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, office))
	if err := store.Grant(ctx, tenant, "A001", "g3", "RSSGPP79L04F205X"); err != nil {
		t.Fatal(err)
	}
	changed(t, false)(store.SavePupil(ctx, tenant, pupil, office))
	pupil.Badge = "B7"
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, office[:1]))
	link, err := store.LinkOf(ctx, tenant, "g3", "A001")
	if err != nil || link.Pays() || link.Badge != "B7" || link.GrantedTo != "RSSGPP79L04F205X" {
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

// Goal: nobody is let in twice, nor too many, nor for a pupil who is not there; the office's guardians cannot be
// taken away. Method: try each.
func TestGrantRefused(t *testing.T) {
	ctx, store := context.Background(), newStore(t)
	office := []school.Guardianship{{Guardian: "g1", Role: school.Payer}, {Guardian: "g2", Role: school.Viewer}}
	changed(t, true)(store.SavePupil(ctx, tenant, school.Pupil{ID: "A001"}, office))
	for _, guardian := range []string{"g1", "g2"} {
		if err := store.Grant(ctx, tenant, "A001", guardian, "X"); !problem.Is(err, problem.Conflict) {
			t.Errorf("granting to %s: %v", guardian, err)
		}
		if err := store.Revoke(ctx, tenant, "A001", guardian); !problem.Is(err, problem.NotFound) {
			t.Errorf("revoking %s: %v", guardian, err)
		}
	}
	if err := store.Grant(ctx, tenant, "A999", "g3", "X"); !problem.Is(err, problem.NotFound) {
		t.Errorf("a pupil who is not there: %v", err)
	}
	for i := range school.MaxGranted {
		if err := store.Grant(ctx, tenant, "A001", fmt.Sprint("h", i), "X"); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Grant(ctx, tenant, "A001", "one-more", "X"); !problem.Is(err, problem.Conflict) {
		t.Errorf("one too many: %v", err)
	}
}
