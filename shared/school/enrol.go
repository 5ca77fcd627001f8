package school

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// SavePupil stores a pupil's own data and guardians, and in the same transaction
// every item that repeats them. Guardians left out lose their link, except those
// whom a payer who stays let in on the portal (see Grant). School and class are taken
// from the enrolments, whatever the argument holds. It returns whether anything changed.
func (s Store) SavePupil(
	ctx context.Context, tenant string, p Pupil, guardians []Guardianship,
) (bool, error) {
	return s.MergePupil(ctx, tenant, p.ID, func(Pupil, []Guardianship) (Pupil, []Guardianship) { return p, guardians })
}

// MergePupil is SavePupil for a pupil and guardians that follow from those that are stored, grants included, in the same
// transaction; those of a new pupil are empty.
func (s Store) MergePupil(
	ctx context.Context, tenant, pupil string, merge func(Pupil, []Guardianship) (Pupil, []Guardianship),
) (bool, error) {
	return s.change(ctx, tenant, pupil, byOffice, func(d *dossier) {
		p, guardians := merge(d.pupil, d.guardians)
		d.own(p)
		d.guardians = withGranted(guardians, d.guardians)
	})
}

// SaveEnrolments stores enrolments of one pupil, who must exist, with the
// class rosters that follow from them. An enrolment replaces the one of the same
// year, service and first day; others stay. It returns whether anything changed.
func (s Store) SaveEnrolments(
	ctx context.Context, tenant, pupil string, enrolments []Enrolment,
) (bool, error) {
	return s.MergeEnrolments(ctx, tenant, pupil, func([]Enrolment) []Enrolment { return enrolments })
}

// MergeEnrolments is SaveEnrolments for enrolments that follow from those that are stored, in the same transaction.
func (s Store) MergeEnrolments(
	ctx context.Context, tenant, pupil string, merge func(stored []Enrolment) []Enrolment,
) (bool, error) {
	if _, err := s.Pupil(ctx, tenant, pupil); err != nil {
		return false, err
	}
	return s.change(ctx, tenant, pupil, byOffice, func(d *dossier) {
		for _, e := range merge(d.enrolments) {
			e.Pupil = pupil
			d.enrol(e)
		}
	})
}

// actor is who changes a dossier.
type actor bool

const (
	byOffice actor = true
	byParent actor = false
)

// change applies a change to a pupil's dossier: it writes what differs and
// removes what is gone, in one transaction. Grants whose reason is gone fall with it.
// It returns whether anything changed.
func (s Store) change(ctx context.Context, tenant, pupil string, by actor, apply func(*dossier)) (bool, error) {
	before, err := s.dossier(ctx, tenant, pupil)
	if err != nil {
		return false, err
	}
	after := before
	apply(&after)
	return s.store(ctx, before, after, by)
}

// store writes what leads from one state of a dossier to the other, as change says.
func (s Store) store(
	ctx context.Context, before, after dossier, by actor, also ...types.TransactWriteItem,
) (bool, error) {
	writes, err := s.leading(before, after, by)
	if err != nil || len(writes) == 0 {
		return false, err
	}
	return s.write(ctx, append(writes, also...))
}

// leading are the writes that lead from one state of a dossier to the other, none when nothing changes.
func (s Store) leading(before, after dossier, by actor) ([]types.TransactWriteItem, error) {
	today := s.Clock.Today()
	after.place(today)
	after.lapse(before.ended(today) || after.ended(today), today)
	if by == byOffice {
		after.listed, after.dieted = after.pupil.found(), after.pupil.Diet
	}
	return s.difference(before, after)
}

// write stores what changes of some dossiers, and returns whether anything does.
func (s Store) write(ctx context.Context, writes []types.TransactWriteItem) (bool, error) {
	if len(writes) == 0 {
		return false, nil
	}
	err := dynamo.Transact(ctx, s.Core.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return false, problem.New(problem.Conflict,
			"Qualcun altro sta modificando questo alunno. Riprova.").Because(err)
	}
	return err == nil, err
}

// difference returns the writes that lead from one state to the other; none
// when they are the same. The first is the pupil's own item, which guards the
// others by its version.
func (s Store) difference(before, after dossier) ([]types.TransactWriteItem, error) {
	old, wanted := before.items(), after.items()
	var writes []types.TransactWriteItem
	for key, item := range wanted {
		if old[key] == item {
			continue
		}
		write, err := s.Core.Put(key, item, "")
		if err != nil {
			return nil, err
		}
		writes = append(writes, write)
	}
	for key := range old {
		if _, kept := wanted[key]; kept {
			continue
		}
		write, err := s.Core.Remove(key, dynamo.Change{})
		if err != nil {
			return nil, err
		}
		writes = append(writes, write)
	}
	found, err := s.relisted(after.tenant, before.listed, after.listed)
	if err != nil {
		return nil, err
	}
	writes = append(writes, found...)
	if len(writes) == 0 && before.pupil == after.pupil && before.version > 0 {
		return nil, nil
	}
	formers, err := s.formers(before, after)
	if err != nil {
		return nil, err
	}
	writes = append(writes, formers...)
	own, err := s.ownItem(after, before.version)
	return append([]types.TransactWriteItem{own}, writes...), err
}

// ownItem is the write of the pupil's own item, refused unless the stored one
// still has the version that was read.
func (s Store) ownItem(d dossier, read int) (types.TransactWriteItem, error) {
	key, item := dynamo.Pupil(d.tenant, d.pupil.ID), pupilItem{d.pupil, read + 1, d.listed, d.dieted}
	if read == 0 {
		return s.Core.Put(key, item, dynamo.Absent)
	}
	return s.Core.PutOver(key, item, "version", read)
}

// dossier reads a pupil's partition. A pupil that is not there yet has version 0.
func (s Store) dossier(ctx context.Context, tenant, pupil string) (dossier, error) {
	d := dossier{tenant: tenant}
	var own pupilItem
	err := s.Core.Get(ctx, dynamo.Pupil(tenant, pupil), &own)
	if errors.Is(err, dynamo.ErrNoItem) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	d.pupil, d.version, d.listed, d.dieted = own.Pupil, own.Version, own.Listed, own.Dieted
	links, err := s.GuardiansOf(ctx, tenant, pupil)
	if err != nil {
		return d, err
	}
	for _, link := range links {
		d.guardians = append(d.guardians, Guardianship{link.Guardian, link.Role, link.GrantedTo, link.GrantedBy})
	}
	d.enrolments, err = s.Enrolments(ctx, tenant, pupil)
	return d, err
}
