package main

import (
	"net/http"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// again has a refused notice told to the archive once more.
func (h Handler) again(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	number, err := pagopa.ParseNoticeNumber(form.Get("avviso"))
	if err != nil {
		return problem.Missing().Because(err)
	}
	ctx := h.noting(r, visit, office.Deed{
		Action: office.NoticeAgain, Object: "avviso " + number.String(), Before: "rifiutato", After: "da comunicare",
	})
	if err := h.Billing.Again(ctx, visit.Municipality.FiscalCode, number); err != nil {
		return err
	}
	return done(w, r, refusedPath, "ripubblica")
}
