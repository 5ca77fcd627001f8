package intake

import (
	"context"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

func tariffColumns() []column[school.Tariff] {
	return []column[school.Tariff]{
		{"anno", must, cell(func(t *school.Tariff) *int { return &t.Year }, year)},
		{"servizio", must, cell(func(t *school.Tariff) *string { return &t.Service }, service)},
		{"fascia", must, cell(func(t *school.Tariff) *string { return &t.Band }, code)},
		{"descrizione", must, cell(func(t *school.Tariff) *string { return &t.Description }, text)},
		{"importo", must, cell(func(t *school.Tariff) *money.Cents { return &t.Price }, price)},
		{"valida_dal", must, cell(func(t *school.Tariff) *calendar.Day { return &t.From }, day)},
		{"valida_al", may, cell(func(t *school.Tariff) *calendar.Day { return &t.To }, day)},
	}
}

// tariffs loads tariffe.csv. A price that was loaded never changes: its
// correction is a row that holds from a later day.
func (l *load) tariffs(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, tariffColumns(), tariffKey)
	if err != nil {
		return err
	}
	was := storedAt(l, func(t school.Tariff) dynamo.Key { return dynamo.Tariff(l.tenant, t.Year, t.Service, t.Band, t.From) })
	return replaceEach(ctx, l, s, rows, tariffColumns(), was, func(ctx context.Context, t school.Tariff) (bool, error) {
		if backwards(t.From, t.To) {
			return false, complain("valida_al", "La fine viene prima dell'inizio.")
		}
		return l.School.SaveTariff(ctx, l.tenant, t)
	})
}

// backwards reports whether a period ends before it begins. One without end does not.
func backwards(from, to calendar.Day) bool { return !to.IsZero() && to.Before(from) }
