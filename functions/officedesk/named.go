package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
)

// persons are the names of those to whom records refer: of pupils by code, of adults and operators by id.
type persons map[string]string

// told is whom and what a record is about: codes of pupils with their names, and names in the place of ids, which nobody can
// read. Whom nobody knows any more stays as recorded.
func (n persons) told(r office.Record) string {
	var parts []string
	sibling := "a "
	if r.Action == office.CodesSwapped { // each gets what the other had
		sibling = "con "
	}
	for _, one := range []struct{ as, code string }{{"alunno ", r.Pupil}, {sibling, r.Sibling}} {
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

// sheetMark is between the marks of a sheet in a record.
const sheetMark = ", "

// marked are the marks of a sheet, as its records have them ("A001 Presente, A002 Assente"), with the names of the pupils.
func (n persons) marked(text string) string {
	marks := strings.Split(text, sheetMark)
	for i, one := range marks {
		marks[i] = n.mark(one)
	}
	return strings.Join(marks, sheetMark)
}

// mark is one of them.
func (n persons) mark(text string) string {
	code, mark, _ := strings.Cut(text, " ")
	return strings.TrimSpace(n.pupil(code) + " " + mark)
}

// ofSheet reports whether a record is about the marks of a sheet.
func ofSheet(r office.Record) bool {
	return r.Action == office.SheetSent || r.Action == office.SheetCorrected
}

// markedPupils are the codes of the pupils whom sheets marked.
func markedPupils(records []office.Record) []string {
	var codes []string
	for _, r := range records {
		if !ofSheet(r) {
			continue
		}
		for _, piece := range slices.Concat(strings.Split(r.Before, sheetMark), strings.Split(r.After, sheetMark)) {
			if code, _, marked := strings.Cut(piece, " "); marked && school.ValidCode(code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// plain is what a record is about beside people. The first records named their pupil there too.
func plain(r office.Record) string {
	if r.Pupil == "" {
		return r.Object
	}
	return strings.TrimPrefix(strings.TrimPrefix(r.Object, "alunno "+r.Pupil), ", ")
}

// named reads the names of some pupils ("" is none), and of whom records refer to, with one batch; those of operators are
// there.
func (h Handler) named(
	ctx context.Context, tenant string, some []string, records []office.Record, operators []office.Operator,
) (persons, error) {
	pupils, adults := map[string]bool{}, map[string]bool{}
	for _, pupil := range some {
		pupils[pupil] = true
	}
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
