package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// sheetsBy is until when sheets are expected where nobody said until when parents tell absences.
const sheetsBy = calendar.TimeOfDay(9*60 + 30)

// classesShown is how many classes a card names.
const classesShown = 8

// missingSheets looks which classes that eat today have no sheet although it is late.
func (h Handler) missingSheets(ctx context.Context, visit web.Visit) ([]card, error) {
	tenant, today := visit.Municipality.ID, visit.Today()
	var classes []school.Class
	var closures []school.Closure
	var schools []school.School
	err := web.Together(
		web.Into(&classes, func() ([]school.Class, error) { return h.School.Classes(ctx, tenant) }),
		web.Into(&closures, func() ([]school.Closure, error) { return h.School.Closures(ctx, tenant, today, today) }),
		web.Into(&schools, func() ([]school.School, error) { return h.School.Schools(ctx, tenant) }),
	)
	if err != nil {
		return nil, err
	}
	late := slices.DeleteFunc(classes, func(c school.Class) bool {
		return !visit.Operator.SeesSchool(c.School) || !school.Serves(c, closures, today) ||
			visit.Now.Before(today.At(limitOf(visit, schools, c.School)))
	})
	missing, err := h.withoutSheet(ctx, tenant, today, late)
	c := card{Name: "Classi senza presenze oggi", Path: sheetsPath}
	if len(missing) > 0 {
		c.Text, c.Oldest = web.Plural(len(missing), "classe", "classi"), today
		c.Note = strings.Join(missing[:min(len(missing), classesShown)], ", ")
		if more := len(missing) - classesShown; more > 0 {
			c.Note += fmt.Sprintf(" e altre %d", more)
		}
	}
	return []card{c}, err
}

// limitOf is until when a school's sheets are expected.
func limitOf(visit web.Visit, schools []school.School, id string) calendar.TimeOfDay {
	own := visit.Municipality.AbsenceLimit
	for _, one := range schools {
		if one.ID == id {
			own = cmp.Or(one.AbsenceLimit, own)
		}
	}
	return cmp.Or(own, sheetsBy)
}

// withoutSheet names those of the classes that have no sheet of the day.
func (h Handler) withoutSheet(
	ctx context.Context, tenant string, day calendar.Day, classes []school.Class,
) ([]string, error) {
	ids := make([]string, 0, len(classes))
	for _, class := range classes {
		ids = append(ids, class.ID)
	}
	sheets, err := h.School.Sheets(ctx, tenant, ids, day)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, class := range classes {
		if sheets[class.ID].Version == 0 {
			missing = append(missing, strings.TrimSpace(class.Name+" "+class.SchoolName))
		}
	}
	return missing, nil
}
