package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"serviziscolastici/shared/office"
)

// persons are the names of those to whom records refer: of pupils by code, of adults and operators by id.
type persons map[string]string

// told is whom and what a record is about: codes of pupils with their names, and names in the place of ids, which nobody can
// read. Whom nobody knows any more stays as recorded.
func (n persons) told(r office.Record) string {
	var parts []string
	for _, one := range []struct{ as, code string }{{"alunno ", r.Pupil}, {"a ", r.Sibling}} {
		if one.code != "" {
			parts = append(parts, one.as+n.pupil(one.code))
		}
	}
	for _, one := range []struct{ as, id string }{{"adulto ", r.Adult}, {"operatore ", r.Colleague}} {
		if one.id != "" {
			parts = append(parts, one.as+cmp.Or(n[one.id], one.id))
		}
	}
	if rest := plain(r); rest != "" {
		parts = append(parts, rest)
	}
	return strings.Join(parts, ", ")
}

// pupil is a pupil's code with the name.
func (n persons) pupil(code string) string {
	if name := n[code]; name != "" {
		return code + " (" + name + ")"
	}
	return code
}

// plain is what a record is about beside people. The first records named their pupil there too.
func plain(r office.Record) string {
	if r.Pupil == "" {
		return r.Object
	}
	return strings.TrimPrefix(strings.TrimPrefix(r.Object, "alunno "+r.Pupil), ", ")
}

// named reads the names of a pupil, if there is one, and of whom records refer to, with one batch; those of operators are
// there.
func (h Handler) named(
	ctx context.Context, tenant, pupil string, records []office.Record, operators []office.Operator,
) (persons, error) {
	pupils, adults := map[string]bool{pupil: true}, map[string]bool{}
	for _, r := range records {
		pupils[r.Pupil], pupils[r.Sibling], adults[r.Adult] = true, true, true
	}
	delete(pupils, "")
	delete(adults, "")
	found, err := h.People.Names(ctx, tenant, slices.Collect(maps.Keys(pupils)), slices.Collect(maps.Keys(adults)))
	if err != nil {
		return nil, err
	}
	for _, o := range operators {
		found[o.ID] = o.FullName()
	}
	return found, nil
}
