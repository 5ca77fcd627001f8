package main

import (
	"fmt"
	"net/url"
	"slices"
	"unicode/utf8"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/web"
)

// fields reads a form and gathers what is wrong with it, in the order in which it is read.
type fields struct {
	form  url.Values
	wrong []web.FieldError
}

// The longest texts, in characters.
const (
	maxReason = 200
	maxText   = 100
)

func (f *fields) refuse(field, format string, parts ...any) {
	f.wrong = append(f.wrong, web.FieldError{Field: field, Text: fmt.Sprintf(format, parts...)})
}

// text reads a line of at most so many characters; name is what people call the field.
func (f *fields) text(field, name string, must bool, most int) string {
	text := letters.Tidy(f.form.Get(field))
	_, hidden := letters.Hidden(text)
	switch {
	case hidden:
		f.refuse(field, "%s: c’è un carattere che non si vede, riscrivilo a mano.", name)
	case must && text == "":
		f.refuse(field, "%s: scrivi qualcosa.", name)
	case utf8.RuneCountInString(text) > most:
		f.refuse(field, "%s: al massimo %d caratteri.", name, most)
	}
	return text
}

// reason reads why something is done, which the log keeps and the parent may read.
func (f *fields) reason() string {
	reason := f.text("motivo", "Motivo", false, maxReason)
	if utf8.RuneCountInString(reason) < 3 {
		f.refuse("motivo", "Scrivi il motivo: serve a chi leggerà le modifiche.")
	}
	return reason
}

// day reads a day as people type it.
func (f *fields) day(field, name string) calendar.Day {
	day, err := calendar.ParseTypedDay(f.form.Get(field))
	if err != nil {
		f.refuse(field, "%s: scrivi la data come 14/09/2026.", name)
	}
	return day
}

// amount reads an amount; negative ones are read too.
func (f *fields) amount(field string) money.Cents {
	amount, err := money.Parse(f.form.Get(field))
	if err != nil {
		f.refuse(field, "Scrivi l’importo in euro, come 12,50.")
	}
	return amount
}

// choice reads one of several values.
func (f *fields) choice(field, name string, values ...string) string {
	value := f.form.Get(field)
	if !slices.Contains(values, value) {
		f.refuse(field, "%s: scegli una voce dell’elenco.", name)
		return ""
	}
	return value
}
