package intake

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/school"
)

func closureColumns() []column[school.Closure] {
	return []column[school.Closure]{
		{"giorno", must, cell(func(c *school.Closure) *calendar.Day { return &c.Day }, day)},
		{"scuola", must, cell(func(c *school.Closure) *string { return &c.School }, schoolOrAll)},
		{"motivo", must, cell(func(c *school.Closure) *string { return &c.Reason }, text)},
		{"classe", may, cell(func(c *school.Closure) *string { return &c.Class }, code)},
		{"servizio", may, cell(func(c *school.Closure) *string { return &c.Service }, service)},
	}
}

// schoolOrAll reads a school's code, or "*" for every school.
func schoolOrAll(cell string) (string, error) {
	if cell == school.EverySchool {
		return cell, nil
	}
	return code(cell)
}

// closures loads calendario.csv: the days without canteen or another service.
func (l *load) closures(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, closureColumns(), closureKey)
	if err != nil {
		return err
	}
	schools, err := l.schoolNames(ctx)
	if err != nil {
		return err
	}
	classes, err := l.School.Classes(ctx, l.tenant)
	if err != nil {
		return err
	}
	known, err := closuresOf(ctx, l, rows, func(c school.Closure) calendar.Day { return c.Day })
	if err != nil {
		return err
	}
	was := storedAt(l, func(c school.Closure) dynamo.Key {
		return dynamo.CalendarDay(l.tenant, c.Day, c.School, c.Class, c.Service)
	})
	return replaceEach(ctx, l, s, rows, closureColumns(), was, func(ctx context.Context, c school.Closure) (bool, error) {
		if _, known := schools[c.School]; !known && c.School != school.EverySchool {
			return false, noSchool()
		}
		if c.Class != "" && !slices.ContainsFunc(classes, func(k school.Class) bool { return k.ID == c.Class && k.School == c.School }) {
			return false, complain("classe", "Questa classe non c'è nella scuola della riga.")
		}
		eaten, err := l.eatenOn(ctx, classes, known, c)
		if err != nil {
			return false, err
		}
		if eaten {
			return false, complain("giorno", "In questo giorno ci sono alunni registrati come presenti: registra "+
				"prima la loro assenza, così il pasto si riaccredita, poi la sospensione, o inserisci la sospensione "+
				"nella pagina Calendario dell'ufficio, che mostra prima che cosa si riaccredita.")
		}
		return l.School.SaveClosure(ctx, l.tenant, c)
	})
}

// closuresOf returns the closures that are stored of the days between the first and the last of some rows.
func closuresOf[T any](
	ctx context.Context, l *load, rows []row[T], dayOf func(T) calendar.Day,
) ([]school.Closure, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	first, last := dayOf(rows[0].value), dayOf(rows[0].value)
	for _, r := range rows {
		if dayOf(r.value).Before(first) {
			first = dayOf(r.value)
		}
		if dayOf(r.value).After(last) {
			last = dayOf(r.value)
		}
	}
	return l.School.Closures(ctx, l.tenant, first, last)
}

// sheetsAtOnce is how many registers are in memory at once.
const sheetsAtOnce = 100

// eatenOn reports whether the registers of a closure's day, unless it is known already, have pupils who
// ate: their meals are debited, and a closure alone would not give them back.
func (l *load) eatenOn(
	ctx context.Context, classes []school.Class, known []school.Closure, c school.Closure,
) (bool, error) {
	if slices.ContainsFunc(known, func(k school.Closure) bool { return k.Same(c) && !k.Withdrawn }) {
		return false, nil
	}
	var closing []string
	for _, class := range classes {
		_, closed := school.ClosureOf(known, class, c.Day)
		if !closed && c.For(class, school.Canteen, c.Day) { // whatever its weekdays are now
			closing = append(closing, class.ID)
		}
	}
	for some := range slices.Chunk(closing, sheetsAtOnce) {
		registers, err := l.School.Sheets(ctx, l.tenant, some, c.Day)
		if err != nil {
			return false, err
		}
		for _, register := range registers {
			for _, mark := range register.Marks {
				if mark.Eaten() {
					return true, nil
				}
			}
		}
	}
	return false, nil
}
