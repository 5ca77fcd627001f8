package main

import (
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// listView is the value of "vista" that asks for a list.
const listView = "elenco"

// request is what the address asks for.
type request struct {
	Children []school.Link
	Child    school.Link
	Month    calendar.Month
	// named says that the address names the child, whose enrolments are then read.
	named      bool
	list       bool // the month as a list in place of a calendar
	enrolments []school.Enrolment
}

// asked reads child and month: the first child and this month when the address
// names none. A child that is not the parent's looks missing.
//
// Which registers to read follows from the child's enrolments. Those of a named
// child are therefore read beside the parent's list, so that a page never waits
// for the tables one time more; they are dropped unless the child is on the list.
func (h Handler) asked(r *http.Request, visit web.Visit) (request, error) {
	query, tenant := r.URL.Query(), visit.Municipality.ID
	id := query.Get("figlio")
	month, err := monthOf(query.Get("mese"), visit.Today())
	if err != nil {
		return request{}, err
	}
	if id != "" && !school.ValidCode(id) {
		return request{}, problem.Missing()
	}
	asked := request{Month: month, named: id != "", list: query.Get("vista") == listView}
	err = beside.Together(
		beside.Into(&asked.Children, func() ([]school.Link, error) {
			return h.School.PupilsOf(r.Context(), tenant, visit.Session.Guardian)
		}),
		beside.Into(&asked.enrolments, func() ([]school.Enrolment, error) {
			if !asked.named {
				return nil, nil
			}
			return h.School.Enrolments(r.Context(), tenant, id)
		}),
	)
	if err != nil {
		return request{}, err
	}
	return asked.of(id)
}

// of chooses the child: the one with that id, or the first for "".
func (a request) of(id string) (request, error) {
	if id == "" && len(a.Children) > 0 {
		a.Child = a.Children[0]
	}
	if id == "" {
		return a, nil
	}
	var err error
	a.Child, err = linkOf(a.Children, id)
	return a, err
}

// linkOf returns the link to a pupil. One that is not there looks missing.
func linkOf(links []school.Link, pupil string) (school.Link, error) {
	at := slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == pupil })
	if at < 0 {
		return school.Link{}, problem.Missing()
	}
	return links[at], nil
}

// monthOf reads a month, such as "2026-11". One that has not begun is this month.
func monthOf(text string, today calendar.Day) (calendar.Month, error) {
	if text == "" {
		return today.Month(), nil
	}
	month, err := calendar.ParseMonth(text)
	if err != nil {
		return calendar.Month{}, problem.New(problem.Invalid,
			"Il mese non è valido: scegli un mese dalla pagina Refezione scolastica.").Because(err)
	}
	if month.First().After(today) {
		return today.Month(), nil
	}
	return month, nil
}
