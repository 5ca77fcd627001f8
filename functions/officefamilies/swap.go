package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// What only one pupil has, as forms name it. Where two pupils have each other's, neither can be corrected before the other:
// both are, at once. A badge may also go to a pupil who has none.
const (
	codeField  = "codice_fiscale"
	badgeField = "badge"
)

// The fields of a swap: what is swapped with whom, the version of the other, and what the pupil had when the page was made.
const (
	whatField  = "dato"
	withField  = "con"
	otherField = "visto_altro"
	hadField   = "era"
)

// offer is a swap with another pupil that a page leads to.
type offer struct{ Text, Path string }

// holder is who has a code, by name.
func holder(by []school.Found) string {
	return school.Pupil{Name: by[0].Name, FamilyName: by[0].FamilyName}.FullName()
}

// takenBy says that somebody else has a code.
func takenBy(what string, by []school.Found) string {
	if by[0].Adult {
		return "È il " + what + " di un adulto, " + holder(by) + "."
	}
	return "È il " + what + " di un altro alunno, " + holder(by) + " (" + by[0].ID + ")."
}

// offersOf are the swaps with the pupils who have what a pupil is to get.
func offersOf(what string, p school.Pupil, by []school.Found) []offer {
	if len(by) > 1 || by[0].Adult || what == codeField && p.FiscalCode == "" {
		return nil
	}
	text := "Scambia i codici fiscali con " + holder(by)
	switch {
	case what == badgeField && p.Badge == "":
		text = "Passa il badge da " + holder(by) + " a " + p.FullName()
	case what == badgeField:
		text = "Scambia i badge con " + holder(by)
	}
	query := url.Values{whatField: {what}, withField: {by[0].ID}}
	return []offer{{text, cardAddress(p.ID) + "/scambio?" + query.Encode()}}
}

// exchange is two pupils who get what the other has.
type exchange struct {
	What       string
	One, Other subject
}

// exchangeOf reads the two whom a form or an address names.
func (h Handler) exchangeOf(ctx context.Context, visit web.Visit, pupil string, asked url.Values) (exchange, error) {
	e := exchange{What: asked.Get(whatField)}
	if e.What != codeField && e.What != badgeField {
		return e, web.NotOffered(whatField)
	}
	if asked.Get(withField) == pupil || !school.ValidCode(asked.Get(withField)) {
		return e, web.NotOffered(withField)
	}
	err := beside.Together(
		beside.Into(&e.One, func() (subject, error) { return h.subject(ctx, visit, pupil) }),
		beside.Into(&e.Other, func() (subject, error) { return h.subject(ctx, visit, asked.Get(withField)) }),
	)
	if err != nil {
		return e, err
	}
	one, other := e.had()
	if one == other || e.What == codeField && (one == "" || other == "") {
		return e, problem.New(problem.Conflict, "Non c’è niente da scambiare tra questi due alunni. Riapri la scheda e controlla.")
	}
	return e, nil
}

// had is what both have.
func (e exchange) had() (one, other string) {
	if e.What == codeField {
		return e.One.FiscalCode, e.Other.FiscalCode
	}
	return e.One.Badge, e.Other.Badge
}

// swapped are both with what the other has; key makes persons of fiscal codes.
func (e exchange) swapped(key []byte) (one, other school.Pupil) {
	one, other = e.One.Pupil, e.Other.Pupil
	if e.What == codeField {
		one.FiscalCode, other.FiscalCode = other.FiscalCode, one.FiscalCode
		one.PersonID, other.PersonID = school.GuardianID(key, one.FiscalCode), school.GuardianID(key, other.FiscalCode)
	} else {
		one.Badge, other.Badge = other.Badge, one.Badge
	}
	return one, other
}

// name is what is swapped, in words.
func (e exchange) name() string {
	if e.What == codeField {
		return "codice fiscale"
	}
	return "badge"
}

// askSwap shows what a swap comes to.
func (h Handler) askSwap(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	e, err := h.exchangeOf(r.Context(), visit, r.PathValue("alunno"), r.URL.Query())
	if err != nil {
		return err
	}
	one, other := e.had()
	shown := proposal{
		Subject: e.One.FullName() + " e " + e.Other.FullName(), Button: "Scambia",
		Rows:  []row{{e.One.FullName() + ", " + e.name(), one, other}, {e.Other.FullName() + ", " + e.name(), other, one}},
		Notes: []string{"Cambia solo questo, a tutti e due insieme. Quello che hai scritto nel modulo non è salvato.", fromFiles},
	}
	return h.propose(w, r, visit, url.Values{
		whatField: {e.What}, withField: {e.Other.ID}, hadField: {one},
		seenField: {strconv.Itoa(e.One.Version)}, otherField: {strconv.Itoa(e.Other.Version)},
	}, e.One.ID, shown)
}

// swap gives each of two pupils what the other has.
func (h Handler) swap(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	pupil := r.PathValue("alunno")
	if !yes(form) {
		http.Redirect(w, r, cardAddress(pupil)+"/dati", http.StatusSeeOther)
		return nil
	}
	e, err := h.exchangeOf(r.Context(), visit, pupil, form)
	if err != nil {
		return err
	}
	corrections, err := e.corrections(form, h.PeopleKey)
	if err != nil {
		return err
	}
	one, other := e.had()
	said := func(whose subject, value string) string { return whose.ID + ": " + e.name() + " " + orNone(value) }
	ctx := h.noting(r.Context(), visit, office.Deed{Action: office.CodesSwapped, Pupil: e.One.ID, Sibling: e.Other.ID}.Changing(
		office.Piece{Before: said(e.One, one), After: said(e.One, other)},
		office.Piece{Before: said(e.Other, other), After: said(e.Other, one)},
	))
	if err := h.School.CorrectPupils(ctx, visit.Municipality.ID, corrections...); err != nil {
		return err
	}
	return finish(w, r, cardAddress(pupil), "scambio")
}

// corrections are the swap as the form's page showed it: of a form that was sent twice, both as they are.
func (e exchange) corrections(form url.Values, key []byte) ([]school.Correction, error) {
	version, err := seen(form)
	if err != nil {
		return nil, err
	}
	others, err := seen(url.Values{seenField: form[otherField]})
	if err != nil {
		return nil, err
	}
	one, other := e.swapped(key)
	if had, has := e.had(); form.Get(hadField) == has && form.Get(hadField) != had {
		one, other = e.One.Pupil, e.Other.Pupil
	}
	return []school.Correction{{Pupil: one, Version: version}, {Pupil: other, Version: others}}, nil
}
