package main

import (
	"math/rand/v2"
	"net/http"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/web"
)

// choice is what the page of the ways in shows.
type choice struct {
	SPID []identity.Provider
	// CIE is the provider of the identity card, if it can be reached. There is one.
	CIE []identity.Provider
	// CNS says that the portal has a door of cards, the others that it does without that way in.
	CNS, NoSPID, NoCIE bool

	ReturnTo string
	// Office says that the login is for the office's pages.
	Office bool
	// Wanted says that the parent asked for a page that needs a login.
	Wanted bool
}

// choose shows the ways in. Who is in already goes on.
func (h Handler) choose(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked := r.URL.Query().Get("torna_a")
	returnTo := web.ReturnPath(asked)
	if visit.Session != nil && !web.InOffice(returnTo) { // A parent may be an operator too.
		http.Redirect(w, r, returnTo, http.StatusSeeOther)
		return nil
	}
	if address := h.elsewhere(r, visit); address != "" {
		http.Redirect(w, r, address, http.StatusSeeOther)
		return nil
	}
	cie, cieErr := h.CIE.All(r.Context())
	spid, err := h.SPID.All(r.Context())
	if err != nil && cieErr != nil && h.CNSDomain == "" { // One way is enough to get in.
		return err
	}
	h.browser(w, r) // The cookie that the login wants is there when a provider is chosen.
	forOffice := web.InOffice(returnTo)
	title, lead := "Accedi ai servizi scolastici",
		"Entra con la tua identità digitale: è il modo sicuro per vedere i dati dei tuoi figli."
	if forOffice {
		title, lead = "Accedi all'ufficio", "Entra con la tua identità digitale: queste pagine sono di chi lavora per il Comune."
	}
	// In random order, as SPID's rules for the button want it: no provider first.
	rand.Shuffle(len(spid), func(i, j int) { spid[i], spid[j] = spid[j], spid[i] })
	return h.Site.Render(w, r, visit, web.Page{
		Title: title, Template: "choose", Lead: lead,
		Data: choice{
			SPID: spid, CIE: cie[:min(len(cie), 1)], CNS: h.CNSDomain != "", ReturnTo: returnTo, Office: forOffice,
			NoSPID: h.SPID.Off(), NoCIE: h.CIE.Off(), Wanted: asked != "" && returnTo != web.Home,
		},
	})
}
