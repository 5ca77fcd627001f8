package main

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// filter is which movements a parent wants to see.
type filter struct {
	Pupil    string       // id; "" means the first child
	From, To calendar.Day // both included
	Type     string       // a Value of movementTypes, "" for all
	Page     int          // from 1
}

// movementType is a choice of the filter by kind of movement.
type movementType struct {
	Value, Name string
	Kind        ledger.Kind
}

func movementTypes() []movementType {
	return []movementType{
		{"ricarica", "Ricariche", ledger.TopUp}, {"pasto", "Pasti", ledger.Meal},
		{"rettifica", "Storni e rettifiche", ledger.Correction}, {"rimborso", "Rimborsi", ledger.Refund},
		{"accredito", "Accrediti", ledger.Credit},
		{"saldo", "Saldo iniziale", ledger.Opening}, {"ufficio", "Rettifiche dell'ufficio", ledger.Adjusted},
		{"versamento", "Versamenti al Comune", ledger.Deposit},
		{"spostamento", "Spostamenti", ledger.Transfer},
	}
}

// readFilter reads the filter from an address. What is absent is the current
// school year up to today; what is wrong comes back as errors of its fields.
func readFilter(values url.Values, today calendar.Day) (filter, []web.FieldError) {
	f := filter{
		Pupil: values.Get("figlio"), Type: values.Get("tipo"), Page: web.PageNumber(values),
		From: yearStart(today.SchoolYear()), To: today,
	}
	var wrong []web.FieldError
	for _, field := range []struct {
		name, label string
		day         *calendar.Day
	}{{"dal", "Dal giorno", &f.From}, {"al", "Al giorno", &f.To}} {
		text := strings.TrimSpace(values.Get(field.name))
		if text == "" {
			continue
		}
		day, err := calendar.ParseTypedDay(text)
		if err != nil {
			wrong = append(wrong, web.WrongDay(field.name, field.label, today))
			continue
		}
		*field.day = day
	}
	if len(wrong) == 0 && f.To.Before(f.From) {
		wrong = append(wrong, web.FieldError{Field: "al", Text: "Abbiamo capito dal " + f.From.Italian() +
			" al " + f.To.Italian() + ": la data finale viene prima di quella iniziale."})
	}
	if f.Type != "" && f.kind() == "" {
		wrong = append(wrong, web.FieldError{Field: "tipo", Text: "Scegli un tipo di movimento dall'elenco."})
	}
	return f, wrong
}

// Chosen reports whether a parent asked for other movements than those of the school year.
func (f filter) Chosen(today calendar.Day) bool {
	return f.Type != "" || f.From != yearStart(today.SchoolYear()) || f.To != today
}

// yearStart is the first day of a school year, named by its first calendar year.
func yearStart(year int) calendar.Day { return calendar.NewDay(year, time.September, 1) }

// kind is the kind of entry that the filter selects; "" for all, and for a type
// that does not exist.
func (f filter) kind() ledger.Kind {
	types := movementTypes()
	at := slices.IndexFunc(types, func(t movementType) bool { return t.Value == f.Type })
	if at < 0 {
		return ""
	}
	return types[at].Kind
}

// child picks the child that the filter names. A child of somebody else looks
// missing, as one that does not exist.
func (f filter) child(links []school.Link) (school.Link, error) {
	if f.Pupil == "" && len(links) > 0 {
		return links[0], nil
	}
	at := slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == f.Pupil })
	if at < 0 {
		return school.Link{}, problem.Missing()
	}
	return links[at], nil
}

// query writes the filter back as the query of an address, without the page.
func (f filter) query() url.Values {
	values := url.Values{"dal": {f.From.String()}, "al": {f.To.String()}}
	if f.Pupil != "" {
		values.Set("figlio", f.Pupil)
	}
	if f.Type != "" {
		values.Set("tipo", f.Type)
	}
	return values
}

// form is what the filter's fields show: the days as parents write them, and
// what they typed where it makes no sense.
func (f filter) form(typed url.Values, wrong []web.FieldError) url.Values {
	shown := url.Values{"dal": {f.From.Italian()}, "al": {f.To.Italian()}, "tipo": {f.Type}}
	for _, e := range wrong {
		shown.Set(e.Field, typed.Get(e.Field))
	}
	return shown
}
