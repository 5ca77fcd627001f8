package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/language"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// Site is what the pages of a function have in common.
type Site struct {
	// Municipalities finds whose portal a request is for.
	Municipalities interface {
		// ByHost takes a host name without port; problem.NotFound when unknown.
		ByHost(ctx context.Context, host string) (municipality.Municipality, error)
	}
	// Sessions finds who is logged in.
	Sessions interface {
		// Find takes the cookie's value; problem.SignIn when absent or expired.
		Find(ctx context.Context, token string) (session.Session, error)
	}
	Clock calendar.Clock
	Log   *slog.Logger
	Pages *Pages
	// Office makes the site the office's; nil for one of parents.
	Office *Office
	// LocalHTTP allows cookies without Secure, for the local stack only.
	LocalHTTP bool
}

// Visit is what a handler knows of a request.
type Visit struct {
	Municipality municipality.Municipality
	// Session is nil when nobody is logged in.
	Session *session.Session
	// Operator is who is logged in on a site of the office; nil on one of parents.
	Operator *office.Operator
	// Language is what the visitor reads, in which Render writes the page.
	Language language.Code
	Now      time.Time

	recorded bool  // the route's row says that reading it leaves a record
	over     error // why the browser's token opens nothing in the office, nil when there is none
}

// Today is the civil day of the visit in Rome.
func (v Visit) Today() calendar.Day { return calendar.DayOf(v.Now) }

// Handler answers a request, or says why it cannot.
type Handler func(w http.ResponseWriter, r *http.Request, visit Visit) error

// Public serves a page that needs no session; Visit.Session is set when there is one.
func (s *Site) Public(h Handler) http.Handler { return s.serve(h) }

// Parent serves a page that needs a session. Without one, a GET goes to the
// login and comes back afterwards; a form gets a page that says what happened.
func (s *Site) Parent(h Handler) http.Handler {
	return s.serve(func(w http.ResponseWriter, r *http.Request, visit Visit) error {
		if visit.Session == nil {
			return errSessionOver
		}
		return h(w, r, visit)
	})
}

// errSessionOver is what a form meets when its session has ended.
var errSessionOver = problem.New(problem.SignIn,
	"Per la tua sicurezza la sessione si chiude da sola dopo 30 minuti senza attività. "+
		"Accedi di nuovo: non abbiamo registrato nulla di quello che hai appena inviato.")

// visit finds the municipality and the session of a request. The visit is as
// complete as possible also when there is an error, for the error's page.
func (s *Site) visit(r *http.Request) (Visit, error) {
	visit := Visit{Now: s.Clock(), Language: s.languageOf(r)}
	m, err := s.Municipalities.ByHost(r.Context(), municipality.HostName(r.Host))
	if err != nil {
		return visit, err
	}
	visit.Municipality = m
	if s.Office != nil {
		return visit, s.enter(r, &visit)
	}
	token := s.sessionToken(r)
	if token == "" {
		return visit, nil
	}
	session, err := s.Sessions.Find(r.Context(), token)
	switch {
	case problem.Is(err, problem.SignIn):
		return visit, nil
	case err != nil:
		return visit, err
	case session.Tenant == m.ID: // A session of another Comune is none here.
		visit.Session = &session
	}
	return visit, nil
}
