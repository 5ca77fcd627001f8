package web

import (
	"errors"
	"fmt"
	"html/template"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/language"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/web/assets"
)

// functions are what all templates can call, in one language.
func functions(words *language.Catalogue) template.FuncMap {
	var addresses assets.Paths
	var icons drawings
	return template.FuncMap{
		"money":       money.Cents.String,
		"signed":      money.Cents.Signed,
		"plain":       money.Cents.Plain,
		"minus":       func(amount money.Cents) money.Cents { return -amount },
		"day":         calendar.Day.Italian,
		"tr":          words.Text,
		"longDay":     func(d calendar.Day) string { return words.Text(d.Long()) },
		"weekday":     func(d calendar.Day) string { return words.Text(calendar.WeekdayName(d.Weekday())) },
		"weekdayName": func(d time.Weekday) string { return words.Text(calendar.WeekdayName(d)) },
		"month":       func(m calendar.Month) string { return words.Text(m.String()) },
		"time":        calendar.ItalianTime,
		"moment":      calendar.ItalianMoment,
		"dayOf":       calendar.DayOf,
		"schoolYear":  calendar.SchoolYear,
		"groups":      Groups,
		"plural":      func(n int, one, many string) string { return Plural(n, words.Text(one), words.Text(many)) },
		"phone":       func(text string) string { return strings.ReplaceAll(text, " ", "") },
		"icon":        icons.icon,
		"option":      option,
		"badge":       func(kind, text string) (template.HTML, error) { return icons.badge(kind, words.Text(text)) },
		"steps":       func(current int, names ...string) []step { return newSteps(current, words, names...) },
		"dict":        dict,
		"asset":       addresses.Of,
		"theme":       assets.ThemePath,
		"fieldError":  fieldError,
		"invalid":     invalid,
		"datetime":    func(at time.Time) string { return at.In(calendar.Rome()).Format(time.RFC3339) },
	}
}

// Groups writes a notice number or an IBAN in groups of four, which people can
// read and compare: "3010 0000 0012 3456 78". The spaces do not break.
func Groups(text string) string {
	var b strings.Builder
	for i, char := range []rune(strings.ReplaceAll(text, " ", "")) {
		if i > 0 && i%4 == 0 {
			b.WriteRune('\u00a0')
		}
		b.WriteRune(char)
	}
	return b.String()
}

// Plural writes a number with its noun: "1 avviso", "3 avvisi".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1\u00a0" + one
	}
	return fmt.Sprintf("%d\u00a0%s", n, many)
}

// option is an entry of a select, selected when its value is the chosen one. Lists of hundreds are written several times
// as quickly as by a template's own actions.
func option(value, text, chosen any) template.HTML {
	written, selected := fmt.Sprint(value), ""
	if written == fmt.Sprint(chosen) {
		selected = " selected"
	}
	return template.HTML(`<option value="` + template.HTMLEscapeString(written) + `"` + selected + `>` +
		template.HTMLEscapeString(fmt.Sprint(text)) + `</option>`)
}

// dict builds the argument of a partial from names and values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("web: dict needs names and values")
	}
	values := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, errors.New("web: dict needs text names")
		}
		values[name] = pairs[i+1]
	}
	return values, nil
}

// step is one entry of a stepper. State is "done", "current" or "next".
type step struct {
	Number, Total int
	Name, State   string
}

// newSteps returns the steps of a flow; current counts from 1, and one more than
// the number of steps means that all is done.
func newSteps(current int, words *language.Catalogue, names ...string) []step {
	steps := make([]step, len(names))
	for i, name := range names {
		state := "next"
		switch {
		case i+1 < current:
			state = "done"
		case i+1 == current:
			state = "current"
		}
		steps[i] = step{Number: i + 1, Total: len(names), Name: words.Text(name), State: state}
	}
	return steps
}

// fieldError returns the error of a field, nil when it has none.
func fieldError(view View, field string) *FieldError {
	for _, e := range view.Errors {
		if e.Field == field {
			return &e
		}
	}
	return nil
}

// invalid writes the attributes that tie a wrong field to its error. The hints
// are ids of other texts that describe the field.
func invalid(view View, field string, hints ...string) template.HTMLAttr {
	described, state := hints, ""
	if fieldError(view, field) != nil {
		described, state = append([]string{field + "-errore"}, hints...), ` aria-invalid="true"`
	}
	if len(described) == 0 {
		return ""
	}
	ids := template.HTMLEscapeString(strings.Join(described, " "))
	return template.HTMLAttr(`aria-describedby="` + ids + `"` + state)
}
