package main

import (
	"net/http"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

// openTablet opens a school's tablet with its link.
func (h Handler) openTablet(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant := visit.Municipality.ID
	d, err := h.Operators.DeviceOf(r.Context(), tenant, session.Secret(r.URL.Query().Get("chiave")))
	var token string
	if err == nil {
		ctx := h.Audit.Noting(r.Context(), tenant, d.Operator(), office.Deed{
			Action: office.LoggedIn, Object: office.TabletMethod + ", scuola " + d.School,
		})
		token, err = h.Operators.StartDevice(ctx, tenant, d)
	}
	if problem.Is(err, problem.NotFound) {
		return h.Site.Render(w, r, visit, web.Page{
			Title: "Il link non vale", Template: "nolink", Data: problem.Of(err).Text, Status: http.StatusNotFound,
		})
	}
	if err != nil {
		return err
	}
	h.Site.StartOffice(w, token)
	http.Redirect(w, r, web.TabletHome, http.StatusSeeOther)
	return nil
}
