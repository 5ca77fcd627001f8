package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// Sessions ends the sessions of operators.
type Sessions interface {
	End(ctx context.Context, id string) error
}

// Handler serves the office's login page and logout.
type Handler struct {
	Site     *web.Site
	Sessions Sessions
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio/accesso", h.choose)
	router.Operator("POST /ufficio/esci", h.leave)
	return router
}

// ways is what the login page links to.
type ways struct {
	// Identity is the page of SPID, CIE and CNS, which comes back.
	Identity string
	// Left says that the operator has just logged out.
	Left bool
}

// choose shows the ways into the office. Who is in already goes on, unless the page that was asked for wants a fresh
// login.
func (h Handler) choose(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	query := r.URL.Query()
	back := web.OfficeReturn(query.Get("torna_a"))
	if visit.Operator != nil && query.Get("torna_a") == "" {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return nil
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Accesso dell'ufficio", Template: "choose", Data: ways{web.LoginPath(back), query.Has("uscita")},
		Lead: "Per chi lavora con i servizi scolastici: ufficio, ragioneria, scuole, cucina.",
	})
}

// leave ends the session on the server and in the browser.
func (h Handler) leave(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	if err := h.Sessions.End(r.Context(), visit.Session.ID); err != nil {
		return err
	}
	h.Site.EndOffice(w)
	http.Redirect(w, r, web.OfficeLogin+"?uscita=1", http.StatusSeeOther)
	return nil
}
