package intake

import (
	"context"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/school"
)

func newsColumns() []column[school.News] {
	return []column[school.News]{
		{"codice", must, cell(func(n *school.News) *string { return &n.ID }, code)},
		{"scuola", must, cell(func(n *school.News) *string { return &n.School }, schoolOrAll)},
		{"dal", must, cell(func(n *school.News) *calendar.Day { return &n.From }, day)},
		{"al", may, cell(func(n *school.News) *calendar.Day { return &n.To }, day)},
		{"titolo", must, cell(func(n *school.News) *string { return &n.Title }, message)},
		{"testo", must, cell(func(n *school.News) *string { return &n.Text }, message)},
	}
}

// news loads messaggi.csv: what the office tells the families.
func (l *load) news(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, newsColumns(), func(n school.News) string { return n.ID })
	if err != nil {
		return err
	}
	schools, err := l.schoolNames(ctx)
	if err != nil {
		return err
	}
	was := storedAt(l, func(n school.News) dynamo.Key { return dynamo.News(l.tenant, n.ID) })
	return replaceEach(ctx, l, s, rows, newsColumns(), was, func(ctx context.Context, n school.News) (bool, error) {
		if _, known := schools[n.School]; !known && n.School != school.EverySchool {
			return false, noSchool()
		}
		if backwards(n.From, n.To) {
			return false, complain("al", "L'ultimo giorno viene prima del primo.")
		}
		return l.School.SaveNews(ctx, l.tenant, n)
	})
}
