package main

import (
	"net/url"
	"slices"
	"strconv"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// filter is which documents a parent wants to see. The standard is all of all
// years: a document that is still to be paid must not hide behind a year.
type filter struct {
	Year  int    // school year of issue, by its first calendar year; 0 for all
	State string // Value of a state, "" for all
	Pupil string // id, "" for all
	Page  int    // from 1
}

// readFilter reads the filter from an address; what is wrong comes back as
// errors of its fields.
func readFilter(values url.Values) (filter, []web.FieldError) {
	f := filter{State: values.Get("stato"), Pupil: values.Get("figlio"), Page: web.PageNumber(values)}
	var wrong []web.FieldError
	if text := values.Get("anno"); text != "" {
		var err error
		if f.Year, err = calendar.ParseYear(text); err != nil {
			wrong = append(wrong, web.FieldError{Field: "anno", Text: "Scegli un anno scolastico dall'elenco."})
		}
	}
	if f.State != "" && !slices.ContainsFunc(states(), func(s state) bool { return s.Value == f.State }) {
		wrong = append(wrong, web.FieldError{Field: "stato", Text: "Scegli uno stato dall'elenco."})
	}
	return f, wrong
}

// allowed checks that the filter names one of the parent's children, or none.
func (f filter) allowed(links []school.Link) error {
	if f.Pupil == "" || slices.ContainsFunc(links, func(l school.Link) bool { return l.Pupil == f.Pupil }) {
		return nil
	}
	return problem.Missing()
}

// selects reports whether a document is one of those wanted.
func (f filter) selects(row row) bool {
	return (f.Year == 0 || row.Issued().SchoolYear() == f.Year) &&
		(f.State == "" || row.State.Value == f.State) &&
		(f.Pupil == "" || row.Position.Pupil == f.Pupil)
}

// query writes the filter back as the query of an address, without the page.
func (f filter) query() url.Values {
	values := url.Values{}
	if f.Year != 0 {
		values.Set("anno", strconv.Itoa(f.Year))
	}
	if f.State != "" {
		values.Set("stato", f.State)
	}
	if f.Pupil != "" {
		values.Set("figlio", f.Pupil)
	}
	return values
}
