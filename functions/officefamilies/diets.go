package main

import (
	"context"
	"slices"
	"strings"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// mayKnowDiets reports whether the operator may know of a pupil that there is a special diet, and its code.
func mayKnowDiets(visit web.Visit) bool {
	return visit.Operator.Has(office.Clerk, office.Administrator, office.Reader)
}

// All that the log has of a change of a diet's code, and of whether there is a diet.
const (
	dietChanged    = "codice della dieta cambiato"
	specialChanged = "dieta speciale cambiata"
)

// specialField says in a form whether a pupil has a special diet, never which.
const specialField = "dieta_speciale"

// yesNo is a value of a form, as its page shows it.
func yesNo(yes bool) string {
	if yes {
		return "sì"
	}
	return "no"
}

// codedDiet warns of a diet that the kitchen goes on to cook, because enrolments that have not ended tell its code.
func (h Handler) codedDiet(ctx context.Context, visit web.Visit, was subject, now school.Pupil) ([]string, error) {
	if now.Diet || !was.Diet {
		return nil, nil
	}
	enrolments, err := h.School.Enrolments(ctx, visit.Municipality.ID, was.ID)
	if !slices.ContainsFunc(enrolments, func(e school.Enrolment) bool { return e.Diet != "" && !e.To.Before(visit.Today()) }) {
		return nil, err
	}
	return []string{"Nelle iscrizioni c’è ancora il codice della dieta: la cucina continua a prepararla. Per toglierlo scrivi NESSUNA in " +
		"«Cambia classe, fascia o servizio»."}, err
}

// records are a page of what operators did that is about a pupil. Who may know nothing of diets does not read that one
// changed, nor the reason of that change, which may say why.
func (h Handler) records(
	ctx context.Context, visit web.Visit, pupil, from string, limit int,
) ([]office.Record, string, error) {
	list, next, err := h.Audit.OfPupil(ctx, visit.Municipality.ID, pupil, from, limit)
	if mayKnowDiets(visit) {
		return list, next, err
	}
	var told []office.Record
	for _, one := range list {
		var tells bool
		if one.Deed, tells = withoutDiet(one.Deed); tells {
			told = append(told, one)
		}
	}
	return told, next, err
}

// withoutDiet is what a record tells to who may know nothing of diets; false when it tells of nothing else.
func withoutDiet(deed office.Deed) (office.Deed, bool) {
	pieces := deed.Pieces
	if pieces == nil { // an older record
		for _, after := range strings.Split(deed.After, office.PieceMark) {
			pieces = append(pieces, office.Piece{After: after})
		}
	}
	rest := slices.DeleteFunc(slices.Clone(pieces), func(one office.Piece) bool {
		return one == office.Piece{After: dietChanged} || one == office.Piece{After: specialChanged}
	})
	if len(rest) == len(pieces) {
		return deed, true
	}
	told := deed.Changing(rest...)
	told.Reason = ""
	if deed.Pieces == nil {
		told.Before, told.Pieces = deed.Before, nil
	}
	return told, len(rest) > 0
}
