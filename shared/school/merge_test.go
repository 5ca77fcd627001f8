package school_test

import (
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Goal: what a file leaves as it is stays as somebody else makes it in between. Method: change a pupil, an enrolment and a parent
// between the reading of a merge and its writing, each once: the merge is refused, or made again of what is there.
func TestMergeOfWhatChangesInBetween(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	pupil := school.Pupil{ID: "A001", Name: "Niccolò", FamilyName: "D'Angelo"}
	changed(t, true)(store.SavePupil(ctx, tenant, pupil, office()))
	renamed := pupil
	renamed.Name = "Nicola"
	_, err := store.MergePupil(ctx, tenant, pupil.ID, func(_ school.Pupil, links []school.Guardianship) (school.Pupil, []school.Guardianship) {
		changed(t, true)(store.SavePupil(ctx, tenant, pupil, office()[:1]))
		return renamed, links
	})
	if links, read := store.GuardiansOf(ctx, tenant, pupil.ID); !problem.Is(err, problem.Conflict) || read != nil || len(links) != 1 {
		t.Errorf("a guardian was removed in between: %v, %+v, %v", err, links, read)
	}

	first := school.Enrolment{
		Pupil: pupil.ID, Year: 2026, Service: school.Canteen, Class: "1A", Band: "P1",
		From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 8),
	}
	changed(t, true)(store.SaveEnrolments(ctx, tenant, pupil.ID, []school.Enrolment{first}))
	dieted := first
	dieted.Diet = "D1"
	_, err = store.MergeEnrolments(ctx, tenant, pupil.ID, func(stored []school.Enrolment) []school.Enrolment {
		changed(t, true)(store.SaveEnrolments(ctx, tenant, pupil.ID, []school.Enrolment{dieted}))
		next := stored[0]
		next.Band = "P2"
		return []school.Enrolment{next}
	})
	if list, read := store.Enrolments(ctx, tenant, pupil.ID); !problem.Is(err, problem.Conflict) || read != nil || list[0] != dieted {
		t.Errorf("a diet was given in between: %v, %+v, %v", err, list, read)
	}

	parent := school.Guardian{ID: "g1", Name: "Ada", FamilyName: "Fo", Email: "a@example.org"}
	changed(t, true)(store.SaveGuardian(ctx, tenant, parent))
	merges := 0
	changed(t, true)(store.MergeGuardian(ctx, tenant, parent.ID, func(was school.Guardian) school.Guardian {
		if merges++; merges == 1 {
			parent.Email = "b@example.org"
			changed(t, true)(store.SaveGuardian(ctx, tenant, parent))
		}
		was.Name = "Adele"
		return was
	}))
	if g, err := store.Guardian(ctx, tenant, parent.ID); err != nil || merges != 2 || g.Email != "b@example.org" || g.Name != "Adele" {
		t.Errorf("an e-mail was given in between: %+v, %v, %d merges", g, err, merges)
	}
}
