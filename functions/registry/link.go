package main

import (
	"context"
	"net/http"

	"serviziscolastici/shared/web"
)

// linked is what a page knows that a mail's link leads to: what its one button does.
type linked struct {
	Path string
	// Question and Button are before, Done is afterwards.
	Question, Button, Done string
}

func confirmation() linked {
	return linked{
		Path: "/anagrafica/messaggi/conferma", Question: "Vuoi ricevere a questo indirizzo i messaggi dei servizi scolastici?",
		Button: "Conferma l'indirizzo", Done: "Indirizzo confermato: da ora ricevi qui i messaggi che hai scelto.",
	}
}

func unsubscription() linked {
	return linked{
		Path: "/anagrafica/messaggi/disiscrivi", Question: "Non vuoi più ricevere e-mail dai servizi scolastici?",
		Button: "Non mandatemi più e-mail", Done: "Fatto: non ti scriviamo più per e-mail. Gli avvisi restano sul portale.",
	}
}

// follow shows the button of a link. Opening the link does nothing: programs that look for viruses open all of them.
func (h Handler) follow(l linked) web.Handler {
	return func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		return h.showLinked(w, r, visit, l, web.Page{Data: struct {
			linked
			Action string
		}{l, l.Path + "?" + r.URL.RawQuery}, Template: "link"})
	}
}

func (h Handler) showLinked(w http.ResponseWriter, r *http.Request, visit web.Visit, l linked, page web.Page) error {
	page.Title, page.Lead = "Messaggi per e-mail", l.Question
	return h.Site.Render(w, r, visit, page)
}

// act does what the link is for. The code in the link says who asks, with or without a session, also to a mail
// program that sends the request itself (RFC 8058), so that no form of this site is needed.
func (h Handler) act(
	l linked, do func(m Messages, ctx context.Context, tenant, guardian, code string) error,
) web.Handler {
	return func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		asked := r.URL.Query()
		if err := do(h.Messages, r.Context(), visit.Municipality.ID, asked.Get("chi"), asked.Get("codice")); err != nil {
			return err
		}
		l.Question = l.Done
		return h.showLinked(w, r, visit, l, web.Page{Template: "linkdone"})
	}
}
