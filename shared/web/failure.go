package web

import (
	"errors"
	"net/http"

	"serviziscolastici/shared/problem"
)

// failure is what an error page shows.
type failure struct {
	Text string
	// Next and NextPath are the way out: a button.
	Next, NextPath string
	// Help is the page of the commonest questions.
	Help string
	// ID is what a parent can quote to the office; "" when it would not help.
	ID string
	// Typed is what a form of the office had that was refused; Again sends it once more, nil when that would not help.
	Typed []typed
	Again *again
}

// parentHelp is that page for parents.
const parentHelp = "/aiuto"

// fail answers an error: the login for a page that needs one, else a page with
// the error's status. Nothing is written over an answer that has begun.
func (s *Site) fail(w *answer, r *http.Request, visit Visit, err error, id string) {
	if w.status != 0 {
		return
	}
	known := problem.Of(err)
	if known.Code == problem.SignIn && reads(r) && !visit.ended() {
		http.Redirect(w, r, s.loginAddress(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	shown := s.failureOf(known, r, visit, id)
	page := Page{Title: failureTitle(known.Code), Template: "problem", Status: known.Code.Status(), Data: shown}
	if s.Office != nil {
		page = officeFailure(page, shown, known, r, visit)
	}
	if visit.Municipality.ID == "" {
		page.bare = true
	}
	if err := s.Render(w, r, visit, page); err != nil {
		http.Error(w, failureTitle(known.Code), known.Code.Status())
	}
}

// reads reports whether a request only asks for a page.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

func (s *Site) failureOf(known *problem.Error, r *http.Request, visit Visit, id string) failure {
	shown := failure{Text: known.Text, Next: "Torna al Riepilogo", NextPath: Home, Help: parentHelp}
	if s.Office != nil {
		shown.Next, shown.NextPath, shown.Help = "Torna alla Scrivania", OfficeHome, officeHelp
		if visit.Operator != nil && !visit.hasDesk() {
			shown.Next, shown.NextPath = "Torna alla pagina iniziale", visit.Operator.Home()
		}
		if errors.Is(known, problem.Missing()) { // whose text is for a parent
			shown.Text = notInOffice
		}
	}
	if shown.Text == "" {
		shown.Text = problem.Of(errNoText).Text // the neutral one
	}
	if visit.Session == nil && s.Office == nil {
		shown.Next, shown.NextPath = "Vai alla pagina iniziale", "/"
	}
	back := cameFrom(r)
	switch {
	case known.Code == problem.SignIn:
		switch {
		case reads(r):
			back = r.URL.RequestURI()
		case back == "":
			back = Home
		}
		shown.Next, shown.NextPath = "Accedi di nuovo", s.loginAddress(back)
	case back != "" && back != r.URL.RequestURI() || back != "" && r.Method == http.MethodPost:
		shown.Next, shown.NextPath = "Torna alla pagina precedente", back
	}
	if known.Code.Status() >= http.StatusInternalServerError {
		shown.ID = id
	}
	return shown
}

// errNoText stands for a problem that says nothing to the parent.
var errNoText = errors.New("web: a problem without a text")

// failureTitle is the heading of an error page.
func failureTitle(code problem.Code) string {
	switch code {
	case problem.Invalid:
		return "Richiesta non valida"
	case problem.SignIn:
		return "La sessione è scaduta"
	case problem.Forbidden:
		return "Operazione non consentita"
	case problem.NotFound:
		return "Pagina non trovata"
	case problem.Method:
		return "Operazione non prevista"
	case problem.Conflict:
		return "Qualcosa è cambiato nel frattempo"
	case problem.TooLarge:
		return "Richiesta troppo grande"
	case problem.TooMany:
		return "Troppe richieste"
	case problem.Unavailable:
		return "Servizio non disponibile"
	default:
		return "Si è verificato un problema"
	}
}
