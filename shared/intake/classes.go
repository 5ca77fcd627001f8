package intake

import (
	"context"
	"time"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/school"
)

func classColumns() []column[school.Class] {
	return []column[school.Class]{
		{"codice", must, cell(func(c *school.Class) *string { return &c.ID }, code)},
		{"nome", must, cell(func(c *school.Class) *string { return &c.Name }, text)},
		{"scuola", must, cell(func(c *school.Class) *string { return &c.School }, code)},
		{"giorni_mensa", may, cell(func(c *school.Class) *[]time.Weekday { return &c.Weekdays }, weekdays)},
	}
}

// classes loads classi.csv. A new name of a class reaches its pupils when
// iscrizioni.csv is loaded again.
func (l *load) classes(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, classColumns(), func(c school.Class) string { return c.ID })
	if err != nil {
		return err
	}
	schools, err := l.schoolNames(ctx)
	if err != nil {
		return err
	}
	was := storedAt(l, func(c school.Class) dynamo.Key { return dynamo.Class(l.tenant, c.ID) })
	return replaceEach(ctx, l, s, rows, classColumns(), was, func(ctx context.Context, c school.Class) (bool, error) {
		name, known := schools[c.School]
		if !known {
			return false, noSchool()
		}
		c.SchoolName = name
		return l.School.SaveClass(ctx, l.tenant, c)
	})
}

// classesByCode returns all classes by code.
func (l *load) classesByCode(ctx context.Context) (map[string]school.Class, error) {
	classes, err := l.School.Classes(ctx, l.tenant)
	byCode := make(map[string]school.Class, len(classes))
	for _, c := range classes {
		byCode[c.ID] = c
	}
	return byCode, err
}

// noClass is the complaint about a class that was never loaded.
func noClass() *complaint {
	return complain("classe", "Nessuna classe ha questo codice: qui va il codice della classe, non il nome. Se è nuova, carica prima le classi (classi.csv).")
}
