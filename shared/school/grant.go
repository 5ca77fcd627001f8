package school

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
)

// MaxGranted is how many adults a payer may let in for one pupil.
const MaxGranted = 4

var (
	errGrantedAll = problem.New(problem.Conflict,
		"Hai già dato l'accesso a quattro adulti. Per aggiungerne un altro togline prima uno.")
	errNotEnrolled = problem.New(problem.Conflict,
		"L'iscrizione di questo alunno è finita: puoi dare l'accesso quando comincia la prossima.")
)

// Grant lets an adult see a pupil's presences and balance, because the payer says
// so. The grant holds while that payer pays and the pupil is enrolled.
//
// Who sees the pupil already gets the grant like anybody else, with as many writes:
// the payer must not learn whom the office's files name. The error is a
// problem.Conflict over MaxGranted and once the enrolment has ended, and
// problem.NotFound for who does not pay.
func (s Store) Grant(ctx context.Context, tenant, pupil, payer, adult, fiscalCode string) error {
	if _, err := s.Pupil(ctx, tenant, pupil); err != nil {
		return err
	}
	var refused error
	_, err := s.change(ctx, tenant, pupil, byParent, func(d *dossier) {
		refused = d.grant(Guardianship{adult, Guest, fiscalCode, payer}, s.Clock.Today())
	})
	if refused != nil {
		return refused
	}
	return err
}

// Revoke takes back what Grant gave. The error is problem.NotFound when there is
// nothing to take back: what the office's files say is the office's to change.
func (s Store) Revoke(ctx context.Context, tenant, pupil, adult string) error {
	if _, err := s.Pupil(ctx, tenant, pupil); err != nil {
		return err
	}
	changed, err := s.change(ctx, tenant, pupil, byParent, func(d *dossier) {
		d.withdraw(func(g Guardianship) bool { return g.Guardian == adult })
	})
	if err == nil && !changed {
		return problem.Missing()
	}
	return err
}

// GrantsOf returns the adults whom the payer let in, by id: also those whom the
// office's files name too, so that the list does not tell who they are.
func (s Store) GrantsOf(ctx context.Context, tenant, pupil string) ([]Link, error) {
	links, err := s.GuardiansOf(ctx, tenant, pupil)
	today := s.Clock.Today()
	return slices.DeleteFunc(links, func(l Link) bool { return l.GrantedTo == "" || l.lapsed(today) }), err
}

// grant adds a grant, or the grant to a guardian who is there.
func (d *dossier) grant(new Guardianship, today calendar.Day) error {
	granted := 0
	for _, g := range d.guardians {
		if g.Guardian == new.Guardian {
			new.Role = g.Role
		} else if g.GrantedTo != "" {
			granted++
		}
	}
	switch {
	case !d.pays(new.GrantedBy):
		return problem.Missing()
	case d.ended(today):
		return errNotEnrolled
	case granted >= MaxGranted:
		return errGrantedAll
	}
	others := slices.DeleteFunc(slices.Clone(d.guardians), func(g Guardianship) bool {
		return g.Guardian == new.Guardian
	})
	d.guardians = append(others, new)
	return nil
}

// withdraw takes back those grants, and returns whether there was one. A guest goes;
// who is in by the office's files stays.
func (d *dossier) withdraw(which func(Guardianship) bool) bool {
	var left []Guardianship
	found := false
	for _, g := range d.guardians {
		if g.GrantedTo != "" && which(g) {
			found, g.GrantedTo, g.GrantedBy = true, "", ""
			if g.Role == Guest {
				continue
			}
		}
		left = append(left, g)
	}
	d.guardians = left
	return found
}

// lapse lets the grants fall whose payer pays no more, and all of them once the
// enrolment has ended. The day is kept for the payer to read.
func (d *dossier) lapse(ended bool, today calendar.Day) {
	if d.withdraw(func(g Guardianship) bool { return ended || !d.pays(g.GrantedBy) }) {
		d.pupil.GrantsEnded = today
	}
}

// withGranted returns the guardians of the office's files with the grants that
// there were before.
func withGranted(fromOffice, before []Guardianship) []Guardianship {
	all := slices.Clone(fromOffice)
	for _, g := range before {
		if g.GrantedTo == "" {
			continue
		}
		at := slices.IndexFunc(all, func(o Guardianship) bool { return o.Guardian == g.Guardian })
		if at < 0 {
			g.Role = Guest
			all = append(all, g)
			continue
		}
		all[at].GrantedTo, all[at].GrantedBy = g.GrantedTo, g.GrantedBy
	}
	return all
}
