package intake

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// enrolled is a row of alunni.csv: a pupil and the fiscal codes of the guardians.
type enrolled struct {
	school.Pupil
	payer  string
	others []string
}

func pupilColumns() []column[enrolled] {
	return []column[enrolled]{
		{"codice", must, cell(func(p *enrolled) *string { return &p.ID }, code)},
		{"codice_fiscale", must, cell(func(p *enrolled) *string { return &p.FiscalCode }, child)},
		{"cognome", must, cell(func(p *enrolled) *string { return &p.FamilyName }, text)},
		{"nome", must, cell(func(p *enrolled) *string { return &p.Name }, text)},
		{"data_nascita", must, cell(func(p *enrolled) *calendar.Day { return &p.BirthDate }, day)},
		{"badge", may, cell(func(p *enrolled) *string { return &p.Badge }, code)},
		{"dieta_speciale", may, cell(func(p *enrolled) *bool { return &p.Diet }, yesNo)},
		{"genitore_pagante", must, cell(func(p *enrolled) *string { return &p.payer }, person)},
		{"altri_genitori", may, cell(func(p *enrolled) *[]string { return &p.others }, persons)},
	}
}

// pupils loads alunni.csv, with the links between pupils and guardians.
func (l *load) pupils(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, pupilColumns(), func(p enrolled) string { return p.ID })
	if err != nil {
		return err
	}
	for _, o := range pupilOnce() {
		rows = l.oneEach(rows, o)
	}
	read, kept := divided(pupilColumns(), s.header)
	keepsOthers := !slices.Contains(s.header, "altri_genitori")
	return saveOver(ctx, l, rows, against(read, l.enrolledBefore), func(ctx context.Context, p enrolled) (bool, error) {
		if c := l.toCome("data_nascita", p.BirthDate); c != nil {
			return false, c
		}
		p.PersonID = l.guardianID(p.FiscalCode)
		if err := l.anothers(ctx, p.Pupil); err != nil {
			return false, err
		}
		guardians, err := l.guardianships(ctx, p)
		if err != nil {
			return false, err
		}
		if err := l.endTopUps(ctx, p.ID, guardians[0].Guardian); err != nil {
			return false, err
		}
		merge := func(stored school.Pupil, before []school.Guardianship) (school.Pupil, []school.Guardianship) {
			one := p
			take(&one, &enrolled{Pupil: stored}, kept)
			if keepsOthers {
				return one.Pupil, append(guardians[:1:1], others(before, guardians[0])...)
			}
			return one.Pupil, guardians
		}
		return l.School.MergePupil(ctx, l.tenant, p.ID, merge)
	})
}

// anothers returns a complaint about a fiscal code or a badge that somebody else has already.
func (l *load) anothers(ctx context.Context, p school.Pupil) error {
	code, badge, err := l.School.Taken(ctx, l.tenant, p)
	switch {
	case err != nil:
		return err
	case len(code) > 0:
		return complain("codice_fiscale", "Un altro alunno, o un adulto, ha già questo codice fiscale. Se due alunni hanno "+
			"l'uno quello dell'altro, scambiali dalla scheda di uno dei due, in «Correggi i dati».")
	case len(badge) > 0:
		return complain("badge", "Un altro alunno ha già questo badge: toglilo prima a lui, dalla sua scheda o con un altro file.")
	}
	return nil
}

// others are the guardians beside who pays: also the one who paid before, but nobody who is only a guest.
func others(before []school.Guardianship, payer school.Guardianship) []school.Guardianship {
	var list []school.Guardianship
	for _, g := range before {
		if g.Guardian != payer.Guardian && g.Role != school.Guest {
			list = append(list, school.Guardianship{Guardian: g.Guardian, Role: school.Viewer})
		}
	}
	return list
}

// enrolledBefore is a row as it would be of what is stored of its pupil.
func (l *load) enrolledBefore(ctx context.Context, p enrolled) (enrolled, error) {
	was := enrolled{}
	if err := l.School.Core.Stored(ctx, dynamo.Pupil(l.tenant, p.ID), &was.Pupil); err != nil {
		return was, err
	}
	links, err := l.School.GuardiansOf(ctx, l.tenant, p.ID)
	if err != nil {
		return was, err
	}
	for _, link := range links {
		if link.Role == school.Guest { // whom a payer let in, not the office
			continue
		}
		g, err := l.School.Guardian(ctx, l.tenant, link.Guardian)
		switch {
		case err != nil:
			return was, err
		case link.Pays():
			was.payer = g.FiscalCode
		default:
			was.others = append(was.others, g.FiscalCode)
		}
	}
	if sameInAnyOrder(was.others, p.others) {
		was.others = p.others
	}
	return was, nil
}

func sameInAnyOrder(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// endTopUps takes back the open top-ups of who paid for a pupil before this payer, before the change: if the loading
// stops in between, the file finds the other payer again.
func (l *load) endTopUps(ctx context.Context, pupil, payer string) error {
	links, err := l.School.GuardiansOf(ctx, l.tenant, pupil)
	if err != nil {
		return err
	}
	for _, link := range links {
		if !link.Pays() || link.Guardian == payer {
			continue
		}
		if err := l.Documents.EndTopUps(ctx, l.tenant, link.Guardian, pupil); err != nil {
			return err
		}
	}
	return nil
}

// pupilOnce are the columns that no two pupils share.
func pupilOnce() []once[enrolled] {
	return []once[enrolled]{
		{"codice_fiscale", func(p enrolled) string { return p.FiscalCode }}, {"badge", func(p enrolled) string { return letters.Code(p.Badge) }},
	}
}

// oneEach rejects pupils whose value another one in the file has.
func (l *load) oneEach(rows []row[enrolled], o once[enrolled]) []row[enrolled] {
	seen := make(map[string]bool)
	return slices.DeleteFunc(rows, func(r row[enrolled]) bool {
		v := o.value(r.value)
		if v != "" && seen[v] {
			l.reject(r.number, shared(o.column))
			return true
		}
		seen[v] = true
		return false
	})
}

// guardianships finds the guardians by fiscal code: first who pays, then the others of the row.
func (l *load) guardianships(ctx context.Context, p enrolled) ([]school.Guardianship, error) {
	payer, err := l.knownGuardian(ctx, p.payer, "genitore_pagante")
	if err != nil {
		return nil, err
	}
	list := []school.Guardianship{{Guardian: payer, Role: school.Payer}}
	for _, fiscalCode := range p.others {
		if fiscalCode == p.payer {
			return nil, complain("altri_genitori", "Il genitore "+mask(fiscalCode)+" è già il pagante.")
		}
		other, err := l.knownGuardian(ctx, fiscalCode, "altri_genitori")
		if err != nil {
			return nil, err
		}
		list = append(list, school.Guardianship{Guardian: other, Role: school.Viewer})
	}
	return list, nil
}

// knownPupil returns a pupil who was loaded, or a complaint.
func (l *load) knownPupil(ctx context.Context, pupil string) (school.Pupil, error) {
	p, err := l.School.Pupil(ctx, l.tenant, pupil)
	if problem.Is(err, problem.NotFound) {
		return p, noPupil(pupil)
	}
	return p, err
}

func noPupil(code string) *complaint {
	return complain("alunno", "Questo alunno non c'è: carica prima gli Alunni (alunni.csv)."+lostZeros(code))
}
