package school

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// What the office changes of one pupil on its pages. Each change names the version of the pupil that the operator saw:
// when somebody else has changed the pupil since, it is refused, unless the pupil is already as it should be, which
// makes a form that was sent twice one change.

var (
	errPupilMoved = problem.New(problem.Conflict,
		"Qualcun altro ha appena cambiato questo alunno. Riapri la scheda e controlla prima di riprovare.")
	errOnlyPayer = problem.New(problem.Conflict,
		"Questa persona paga per l'alunno: indica prima chi paga al suo posto.")
)

// PupilVersion returns a pupil with the version that a change has to name. The error is problem.NotFound.
func (s Store) PupilVersion(ctx context.Context, tenant, pupil string) (Pupil, int, error) {
	item, err := get[pupilItem](ctx, s.Core, dynamo.Pupil(tenant, pupil))
	return item.Pupil, item.Version, err
}

// CorrectPupil stores other data of a pupil; guardians, enrolments, school and class stay.
func (s Store) CorrectPupil(ctx context.Context, tenant string, version int, p Pupil) error {
	return s.amend(ctx, tenant, p.ID, version, func(d *dossier) error {
		d.own(p)
		return nil
	})
}

// Correction is the data that a pupil gets, and the version that the operator saw.
type Correction struct {
	Pupil   Pupil
	Version int
}

// CorrectPupils is CorrectPupil for some pupils at once, all or none.
func (s Store) CorrectPupils(ctx context.Context, tenant string, corrections ...Correction) error {
	var writes []types.TransactWriteItem
	for _, one := range corrections {
		before, after, moves, err := s.amended(ctx, tenant, one.Pupil.ID, one.Version, func(d *dossier) error {
			d.own(one.Pupil)
			return nil
		})
		if err != nil {
			return err
		}
		if !moves {
			continue
		}
		some, err := s.leading(before, after, byOffice)
		if err != nil {
			return err
		}
		writes = append(writes, some...)
	}
	_, err := s.write(ctx, writes)
	return err
}

// LinkAdult lets a guardian who is known see the pupil, as Payer or Viewer. Who is there gets the role; with a new
// Payer the one before becomes a Viewer.
func (s Store) LinkAdult(ctx context.Context, tenant, pupil string, version int, guardian string, role Role) error {
	return s.amend(ctx, tenant, pupil, version, func(d *dossier) error {
		if role != Payer && d.pays(guardian) {
			return errOnlyPayer
		}
		d.admit(guardian, role)
		return nil
	})
}

// UnlinkAdult takes a guardian away from a pupil, with what a payer granted to the guardian and, of a payer, what the
// payer granted to others. The error is a problem.Conflict for who pays.
func (s Store) UnlinkAdult(ctx context.Context, tenant, pupil string, version int, guardian string) error {
	return s.amend(ctx, tenant, pupil, version, func(d *dossier) error {
		if d.pays(guardian) {
			return errOnlyPayer
		}
		d.guardians = slices.DeleteFunc(slices.Clone(d.guardians), func(g Guardianship) bool {
			return g.Guardian == guardian
		})
		return nil
	})
}

// Reenrol replaces all enrolments of a pupil, as Turn.Applied makes them. Asks are for new prices of meals of past days;
// they are kept in the same transaction.
func (s Store) Reenrol(
	ctx context.Context, tenant, pupil string, version int, enrolments []Enrolment, asks ...Repricing,
) error {
	var kept []types.TransactWriteItem
	for _, ask := range asks {
		write, err := s.ask(tenant, ask)
		if err != nil {
			return err
		}
		kept = append(kept, write)
	}
	return s.amend(ctx, tenant, pupil, version, func(d *dossier) error {
		d.enrolments = slices.Clone(enrolments)
		for i := range d.enrolments {
			d.enrolments[i].Pupil = pupil
		}
		return nil
	}, kept...)
}

// amend applies a change to a pupil who must exist, together with other writes.
func (s Store) amend(
	ctx context.Context, tenant, pupil string, version int, apply func(*dossier) error, also ...types.TransactWriteItem,
) error {
	before, after, moves, err := s.amended(ctx, tenant, pupil, version, apply)
	if err != nil || !moves {
		return err
	}
	_, err = s.store(ctx, before, after, byOffice, also...)
	return err
}

// amended is a pupil's dossier before and after a change; moves is false when the pupil is as wanted already, though another
// version.
func (s Store) amended(
	ctx context.Context, tenant, pupil string, version int, apply func(*dossier) error,
) (before, after dossier, moves bool, err error) {
	if before, err = s.dossier(ctx, tenant, pupil); err != nil {
		return before, before, false, err
	}
	if before.version == 0 {
		return before, before, false, problem.Missing()
	}
	after = before
	if err := apply(&after); err != nil || before.version == version {
		return before, after, true, err
	}
	if after.pupil == before.pupil && slices.Equal(after.guardians, before.guardians) &&
		slices.Equal(after.enrolments, before.enrolments) {
		return before, after, false, nil
	}
	return before, after, true, errPupilMoved
}

// own replaces the pupil's own data, and keeps what others decide.
func (d *dossier) own(p Pupil) {
	p.GrantsEnded = d.pupil.GrantsEnded
	p.School, p.SchoolName, p.Class, p.ClassName = d.pupil.School, d.pupil.SchoolName, d.pupil.Class, d.pupil.ClassName
	d.pupil = p
}

// admit gives a guardian a role. A pupil has one payer.
func (d *dossier) admit(guardian string, role Role) {
	list := slices.Clone(d.guardians)
	for i := range list {
		if role == Payer && list[i].Role == Payer {
			list[i].Role = Viewer
		}
	}
	at := slices.IndexFunc(list, func(g Guardianship) bool { return g.Guardian == guardian })
	if at < 0 {
		list = append(list, Guardianship{Guardian: guardian})
		at = len(list) - 1
	}
	list[at].Role = role
	d.guardians = list
}
