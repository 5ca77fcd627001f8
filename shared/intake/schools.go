package intake

import (
	"context"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/school"
)

func schoolColumns() []column[school.School] {
	return []column[school.School]{
		{"codice", must, cell(func(s *school.School) *string { return &s.ID }, code)},
		{"nome", must, cell(func(s *school.School) *string { return &s.Name }, text)},
		{"livello", must, cell(func(s *school.School) *string { return &s.Level }, level)},
		{"indirizzo", may, cell(func(s *school.School) *string { return &s.Address }, text)},
		{"limite_assenze", may, cell(func(s *school.School) *calendar.TimeOfDay { return &s.AbsenceLimit }, absenceLimit)},
		{"cucina", may, cell(func(s *school.School) *string { return &s.Kitchen }, code)},
	}
}

// schools loads scuole.csv.
func (l *load) schools(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, schoolColumns(), func(s school.School) string { return s.ID })
	if err != nil {
		return err
	}
	was := storedAt(l, func(s school.School) dynamo.Key { return dynamo.School(l.tenant, s.ID) })
	return replaceEach(ctx, l, s, rows, schoolColumns(), was, func(ctx context.Context, s school.School) (bool, error) {
		return l.School.SaveSchool(ctx, l.tenant, s)
	})
}

// schoolNames returns the names of the schools by code.
func (l *load) schoolNames(ctx context.Context) (map[string]string, error) {
	schools, err := l.School.Schools(ctx, l.tenant)
	names := make(map[string]string, len(schools))
	for _, s := range schools {
		names[s.ID] = s.Name
	}
	return names, err
}

// noSchool is the complaint about a school that was never loaded.
func noSchool() *complaint {
	return complain("scuola", "Questa scuola non c'è: carica prima le Scuole (scuole.csv).")
}
