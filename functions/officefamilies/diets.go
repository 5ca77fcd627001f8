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
		parts := strings.Split(one.After, "; ")
		if at := slices.Index(parts, dietChanged); at >= 0 {
			list[i].After, list[i].Reason = strings.Join(slices.Delete(parts, at, at+1), "; "), ""
		}
	}
	return list, next, err
}
