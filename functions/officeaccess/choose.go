package main

import (
	"net/http"
	"net/url"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

// ways is what the login page links to.
type ways struct {
	// Identity is the page of SPID, CIE and CNS, which comes back; Own the Comune's own provider, "" without one.
	Identity, Own string
	// Left says that the operator has just logged out, Again that who is in has to log in anew.
	Left, Again bool
	// Minutes is how old a login may be where it has to be a fresh one.
	Minutes int
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
	shown := ways{
		Identity: web.LoginPath(back), Left: query.Has("uscita"), Again: visit.Operator != nil, Minutes: office.FreshMinutes,
	}
	if _, set := h.provider(r.Context(), visit.Municipality); set {
		shown.Own = "/ufficio/oidc?torna_a=" + url.QueryEscape(back)
	}
	title := "Accesso dell'ufficio"
	if shown.Again {
		title = "Serve un accesso recente"
	}
	return h.Site.Render(w, r, visit, web.Page{Title: title, Template: "choose", Data: shown})
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
