package school

import (
	"context"
	"slices"

	"serviziscolastici/shared/problem"
)

// MaxGranted is how many adults a payer may let in for one pupil.
const MaxGranted = 4

// Grant lets an adult see a pupil's presences and balance, because the payer says
// so. The caller has checked that it is the payer who asks. The error is a
// problem.Conflict for somebody who is in already, and over MaxGranted.
func (s Store) Grant(ctx context.Context, tenant, pupil, guardian, fiscalCode string) error {
	if _, err := s.Pupil(ctx, tenant, pupil); err != nil {
		return err
	}
	var refused error
	_, err := s.change(ctx, tenant, pupil, func(d *dossier) {
		if refused = d.refuses(guardian); refused != nil {
			return
		}
		d.guardians = append(slices.Clone(d.guardians), Guardianship{guardian, Viewer, fiscalCode})
	})
	if refused != nil {
		return refused
	}
	return err
}

// Revoke takes back what Grant gave. The error is problem.NotFound when there is
// nothing to take back: what the office's files say is the office's to change.
func (s Store) Revoke(ctx context.Context, tenant, pupil, guardian string) error {
	if _, err := s.Pupil(ctx, tenant, pupil); err != nil {
		return err
	}
	changed, err := s.change(ctx, tenant, pupil, func(d *dossier) {
		d.guardians = slices.DeleteFunc(slices.Clone(d.guardians), func(g Guardianship) bool {
			return g.Guardian == guardian && g.GrantedTo != ""
		})
	})
	if err == nil && !changed {
		return problem.Missing()
	}
	return err
}

func (d dossier) refuses(guardian string) error {
	granted := 0
	for _, g := range d.guardians {
		if g.Guardian == guardian {
			return problem.New(problem.Conflict, "Questa persona vede già i dati di questo alunno.")
		}
		if g.GrantedTo != "" {
			granted++
		}
	}
	if granted >= MaxGranted {
		return problem.New(problem.Conflict,
			"Hai già dato l'accesso a quattro adulti. Per aggiungerne un altro togline prima uno.")
	}
	return nil
}

// withGranted returns the guardians of the office's files and those whom the
// payer let in before, unless the files name them too.
func withGranted(fromOffice, before []Guardianship) []Guardianship {
	all := slices.Clone(fromOffice)
	for _, g := range before {
		named := slices.ContainsFunc(fromOffice, func(o Guardianship) bool { return o.Guardian == g.Guardian })
		if g.GrantedTo != "" && !named {
			all = append(all, g)
		}
	}
	return all
}
