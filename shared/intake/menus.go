package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/school"
)

// dish is a row of menu.csv: one course of a day.
type dish struct {
	day          calendar.Day
	school, diet string
	school.Dish
}

func dishColumns() []column[dish] {
	return []column[dish]{
		{"giorno", must, cell(func(d *dish) *calendar.Day { return &d.day }, day)},
		{"scuola", must, cell(func(d *dish) *string { return &d.school }, schoolOrAll)},
		{"dieta", may, cell(func(d *dish) *string { return &d.diet }, diet)},
		{"portata", must, cell(func(d *dish) *string { return &d.Course }, message)},
		{"piatto", must, cell(func(d *dish) *string { return &d.Name }, message)},
		{"allergeni", may, cell(func(d *dish) *[]string { return &d.Allergens }, allergens)},
	}
}

// menus loads menu.csv. The rows of a day, school and diet are its menu, in the order of
// the file, and take the place of the one before. A file with a wrong row is refused
// whole: a menu with a dish left out would deceive who is allergic.
func (l *load) menus(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, dishColumns(), dish.key)
	if err != nil {
		return err
	}
	if l.report.Rejected > 0 {
		return complain("", "Un menù incompleto ingannerebbe chi è allergico: correggi le righe indicate e ricarica il "+
			"file. Nessuna riga è stata caricata.")
	}
	schools, err := l.schoolNames(ctx)
	if err != nil {
		return err
	}
	_, kept := divided(dishColumns(), s.header)
	return saveGroups(ctx, l, grouped(rows, dish.menu), func(ctx context.Context, group []row[dish]) (outcomes, error) {
		first := group[0].value
		if _, known := schools[first.school]; !known && first.school != school.EverySchool {
			return nil, noSchool()
		}
		stored, err := l.menuBefore(ctx, first)
		if err != nil {
			return nil, err
		}
		menu := school.Menu{Day: first.day, School: first.school, Diet: first.diet}
		for i := range group {
			one := &group[i].value
			if at := slices.IndexFunc(stored.Dishes, one.same); at >= 0 {
				take(one, &dish{first.day, first.school, first.diet, stored.Dishes[at]}, kept)
			}
			menu.Dishes = append(menu.Dishes, one.Dish)
		}
		changed, err := l.School.SaveMenu(ctx, l.tenant, menu)
		became := outcomes{}
		for _, r := range group {
			became[r.number] = outcomeOf(ctx, changed)
		}
		if err == nil && dynamo.Rehearses(ctx) && became[group[0].number] == Changed {
			l.compareMenu(stored, group)
		}
		return became, err
	})
}

// menuBefore returns the stored menu of a dish's day, school and diet, an empty one if there is none.
func (l *load) menuBefore(ctx context.Context, d dish) (school.Menu, error) {
	var menu school.Menu
	err := l.School.Core.Stored(ctx, dynamo.Menu(l.tenant, d.school, d.day, d.diet), &menu)
	if errors.Is(err, dynamo.ErrNoItem) {
		err = nil
	}
	return menu, err
}

// compareMenu compares the rows of a menu with the one that is stored: a dish with itself, or with one of its course that
// goes.
func (l *load) compareMenu(stored school.Menu, group []row[dish]) {
	gone := slices.DeleteFunc(slices.Clone(stored.Dishes), func(d school.Dish) bool {
		return slices.ContainsFunc(group, func(r row[dish]) bool { return r.value.same(d) })
	})
	for _, r := range group {
		was := dish{day: stored.Day, school: stored.School, diet: stored.Diet}
		if at := slices.IndexFunc(stored.Dishes, r.value.same); at >= 0 {
			was.Dish = stored.Dishes[at]
		} else if at := slices.IndexFunc(gone, func(d school.Dish) bool { return d.Course == r.value.Course }); at >= 0 {
			was.Dish = gone[at]
		}
		l.differs(r.number, differences(dishColumns(), was, r.value))
	}
}

// same reports whether a dish of a menu is this one, but for capitals, accents and blanks.
func (d dish) same(other school.Dish) bool {
	return letters.Compact(d.Course) == letters.Compact(other.Course) && letters.Compact(d.Name) == letters.Compact(other.Name)
}

// menu names the menu that a dish belongs to.
func (d dish) menu() string { return d.day.String() + "#" + d.school + "#" + d.diet }

// diet reads the name of a kind of diet. It becomes part of a key.
func diet(cell string) (string, error) {
	if strings.Contains(cell, "#") {
		return "", complain("", "Il nome della dieta non può avere il segno #.")
	}
	return upTo(40, "la pagina del menù")(cell)
}

// allergens reads a list such as "glutine, latte" or "1, 7", by the numbers of the law.
func allergens(cell string) ([]string, error) {
	known := school.Allergens()
	var list []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == '|' }) {
		name := strings.ToLower(strings.TrimSpace(part))
		if number, err := strconv.Atoi(name); err == nil && number >= 1 && number <= len(known) {
			name = known[number-1]
		}
		if !slices.Contains(known, name) {
			return nil, complain("", "Gli allergeni si scrivono come numeri da 1 a 14 oppure con questi nomi: "+
				strings.Join(known, ", ")+".")
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Compare(slices.Index(known, a), slices.Index(known, b)) })
	return list, nil
}
