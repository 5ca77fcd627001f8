package web

import (
	"net/http"
	"net/url"

	"serviziscolastici/shared/problem"
)

// Resume is how a form outlives its session: after the login the parent is back
// at Path, whose query has the fields as they were typed. Addresses end up in
// logs and histories, so only fields that name no person belong here.
type Resume struct {
	Path   string
	Fields []string
}

// resumed is the value of "esito" in the address that a resumed form comes back to.
const resumed = "ripresa"

// ResumedNotice is what a page says to a parent whose form was kept over a
// login, "" when the address is of another kind.
func ResumedNotice(query url.Values) string {
	if query.Get("esito") != resumed {
		return ""
	}
	return "Eccoti di nuovo. Ritrovi quello che avevi scelto: controlla e invia un'altra volta."
}

// Form adds a form that needs a session. When the session has ended meanwhile,
// nothing is done and the parent reads how to go on with what was typed.
func (r *Router) Form(pattern string, back Resume, h Handler) {
	r.mux.Handle(pattern, r.site.serve(func(w http.ResponseWriter, request *http.Request, visit Visit) error {
		if visit.Session != nil {
			return h(w, request, visit)
		}
		return r.site.interrupted(w, request, visit, back)
	}))
}

// interrupted says that the session is over, and where the form goes on.
func (s *Site) interrupted(w http.ResponseWriter, r *http.Request, visit Visit, back Resume) error {
	form, err := Form(r, visit)
	if err != nil { // Nothing in it is worth keeping.
		return errSessionOver
	}
	return s.Render(w, r, visit, Page{
		Title: failureTitle(problem.SignIn), Template: "problem", Status: problem.SignIn.Status(),
		Data: failure{
			Text: "Per la tua sicurezza la sessione si chiude da sola dopo 30 minuti senza attività. Non abbiamo " +
				"registrato nulla. Accedi di nuovo: ritrovi la pagina con quello che avevi scelto.",
			Next: "Accedi di nuovo", NextPath: s.loginAddress(back.address(form)), Help: parentHelp,
		},
	})
}

// address is the page with the fields in its query; without them when they are
// too long to be kept over a login.
func (b Resume) address(form url.Values) string {
	query := url.Values{"esito": {resumed}}
	for _, field := range b.Fields {
		if values, sent := form[field]; sent {
			query[field] = values
		}
	}
	address := b.Path + "?" + query.Encode()
	if len(address) > returnLimit {
		return b.Path
	}
	return address
}
