package intake

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// difference is a column of which a row changes what is stored.
type difference struct{ column, was, is string }

// differences compares what is stored with a row.
func differences[T any](columns []column[T], was, is T) []difference {
	var list []difference
	for _, c := range columns {
		if before, after := c.write(&was), c.write(&is); before != after {
			list = append(list, difference{c.name, before, after})
		}
	}
	return list
}

// differs notes what a row changes.
func (l *load) differs(row int, list []difference) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.compared == nil {
		l.compared = map[int][]difference{}
	}
	l.compared[row] = list
}

// Change is what a row changes in what is stored.
type Change struct {
	compared bool
	columns  []difference
	posts    string // what the evening posts for it, "" for nothing
}

// change returns what a row changes, as far as it was compared.
func (l *load) change(row int) Change {
	l.mu.Lock()
	defer l.mu.Unlock()
	columns, compared := l.compared[row]
	return Change{compared, columns, posting(l.posted[row])}
}

// Told says to the office what changes, by the names that the file has for its columns: "Classe: 1A → 2A". Of diets it says
// only that they change.
func (c Change) Told(layout Layout) string {
	return c.text(layout, OfHealth, func(value string) string { return value })
}

// Logged is Told for the log, of a row that became something: also without what else is Personal, and without the end of
// long texts. A new row has only what the evening posts.
func (c Change) Logged(layout Layout, became Outcome) string {
	if became == Added {
		return c.posts
	}
	return c.text(layout, Personal, Beginning)
}

func (c Change) text(layout Layout, quiet func(column string) bool, shown func(value string) string) string {
	var texts []string
	for _, d := range c.columns {
		change := shown(cmp.Or(d.was, nothing)) + " → " + shown(cmp.Or(d.is, nothing))
		if quiet(d.column) {
			change = "cambiato"
		}
		texts = append(texts, layout.called(d.column)+": "+change)
	}
	if c.compared && len(texts) == 0 { // the class's name, which its pupils carry, a closure that was withdrawn, a menu's other dishes
		texts = []string{"dati che non sono in questa riga"}
	}
	if c.posts != "" {
		texts = append(texts, c.posts)
	}
	return strings.Join(texts, "; ")
}

// Beginning is a cell's text, or its first 200 characters and "…": pages and records of many rows have an end.
func Beginning(cell string) string {
	const most = 200
	if letters := []rune(cell); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return cell
}

// OfHealth reports whether a column tells of a pupil's health: what outlives a diet has none of it.
func OfHealth(column string) bool { return column == "dieta_speciale" || column == dietColumn }

// Personal reports whether a column says who an adult is, or tells of a pupil's health: the log, of which nothing can be
// removed, has none of it.
func Personal(column string) bool {
	return OfHealth(column) ||
		slices.Contains([]string{"codice_fiscale", "genitore", "genitore_pagante", "altri_genitori"}, column)
}

// nothing stands for an empty value.
const nothing = "(vuoto)"

// written is a value as a file writes it.
func written(value any) string {
	switch v := value.(type) {
	case calendar.Day:
		return v.Italian()
	case money.Cents:
		return v.Digits()
	case bool:
		if v {
			return "sì"
		}
		return "no"
	case []time.Weekday:
		days := make([]string, len(v))
		for i, day := range v {
			days[i] = shortDays()[day]
		}
		return strings.Join(days, ",")
	case []string:
		return strings.Join(v, ", ")
	}
	if reflect.ValueOf(value).IsZero() {
		return ""
	}
	return fmt.Sprint(value)
}
