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

// told says what a row changes, by the names that the file has for its columns. Of columns that are quiet it says only that
// they change.
func told(list []difference, layout Layout, quiet func(column string) bool) string {
	if len(list) == 0 { // the name of a class, which its pupils carry, or that a closure was withdrawn
		return "dati che non sono nel file"
	}
	texts := make([]string, len(list))
	for i, d := range list {
		change := cmp.Or(d.was, nothing) + " → " + cmp.Or(d.is, nothing)
		if quiet(d.column) {
			change = "cambiato"
		}
		texts[i] = layout.called(d.column) + ": " + change
	}
	return strings.Join(texts, "; ")
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
