package main

import (
	"context"
	"slices"
	"strings"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

// mayKnowDiets reports whether the operator may know of a pupil that there is a special diet, and its code.
func mayKnowDiets(visit web.Visit) bool {
	return visit.Operator.Has(office.Clerk, office.Administrator, office.Reader)
}

// dietChanged is all that the log has of a change of a diet's code.
const dietChanged = "codice della dieta cambiato"

// records are a page of what operators did that is about a pupil. Who may know nothing of diets does not read that one
// changed, nor the reason of that change, which may say why.
func (h Handler) records(
	ctx context.Context, visit web.Visit, pupil, from string, limit int,
) ([]office.Record, string, error) {
	list, next, err := h.Audit.OfPupil(ctx, visit.Municipality.ID, pupil, from, limit)
	if mayKnowDiets(visit) {
		return list, next, err
	}
	for i, one := range list {
		list[i].Deed = withoutDiet(one.Deed)
	}
	return list, next, err
}

// withoutDiet is what a record tells to who may know nothing of diets.
func withoutDiet(deed office.Deed) office.Deed {
	pieces := deed.Pieces
	if pieces == nil { // an older record
		for _, after := range strings.Split(deed.After, office.PieceMark) {
			pieces = append(pieces, office.Piece{After: after})
		}
	}
	at := slices.IndexFunc(pieces, func(one office.Piece) bool { return one == office.Piece{After: dietChanged} })
	if at < 0 {
		return deed
	}
	told := deed.Changing(slices.Delete(slices.Clone(pieces), at, at+1)...)
	told.Reason = ""
	if deed.Pieces == nil {
		told.Before, told.Pieces = deed.Before, nil
	}
	return told
}
