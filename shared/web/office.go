package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// Office makes a site the office's: its visitors are operators, with sessions and cookies of their own, and
// a parent's session opens nothing.
type Office struct {
	Operators interface {
		// Enter takes the cookie's value; problem.SignIn when it opens nothing here.
		Enter(ctx context.Context, tenant, token string) (session.Session, office.Operator, error)
	}
	// Rules says which role opens which route.
	Rules office.Rules
}

// OfficeHome is the desk, where a login leads unless the operator's work is elsewhere (office.Operator.Home), and OfficeLogin
// asks for the login. TabletHome is where a school's tablet lands.
const (
	OfficeHome  = "/ufficio"
	TabletHome  = "/ufficio/presenze"
	OfficeLogin = "/ufficio/accesso"
)

// officeHelp has the commonest questions of operators.
const officeHelp = "/ufficio/aiuto"

// notInOffice answers an operator about an address or a thing that is not there.
const notInOffice = "Questa pagina, o quello che cerchi, non c'è."

// InOffice reports whether a path of this site is the office's.
func InOffice(path string) bool { return first(path) == "ufficio" }

// Operator adds a page of the office. Who may open it is the rule of its pattern in shared/office/routes.txt; a
// pattern without a rule opens for nobody.
func (r *Router) Operator(pattern string, h Handler) {
	r.mux.Handle(pattern, r.site.serve(func(w http.ResponseWriter, request *http.Request, visit Visit) error {
		if err := r.site.admits(pattern, visit); err != nil {
			return err
		}
		rule, head := r.site.Office.Rules[pattern], request.Method == http.MethodHead
		if head && rule.Public { // a door, which would open
			w.WriteHeader(http.StatusOK)
			return nil
		}
		visit.recorded = rule.Recorded
		if visit.recorded && !head && !chosen(request) {
			return r.site.choose(w, request, visit)
		}
		err := h(w, request, visit)
		if errors.Is(err, errUnread) {
			w.WriteHeader(http.StatusOK)
			return nil
		}
		return err
	}))
}

var (
	errRole = problem.New(problem.Forbidden,
		"Il tuo ruolo non apre questa pagina. Se ti serve, chiedi all'amministratore di aggiungerti il ruolo.")
	errTablet = problem.New(problem.Forbidden, "Questa pagina non si apre da un tablet: qui ci sono i registri di oggi della scuola.")
	errStale  = problem.New(problem.SignIn,
		"Per questa operazione serve un accesso recente, di non più di 10 minuti: accedi di nuovo.")
	errNoOffice = problem.New(problem.SignIn, "Per aprire questa pagina serve un accesso all'ufficio.")
)

// admits returns why a route does not open for a visit, or nil.
func (s *Site) admits(pattern string, visit Visit) error {
	rule, known := s.Office.Rules[pattern]
	switch {
	case !known:
		return errRole.Because(errors.New("no rule for " + pattern))
	case rule.Public:
		return nil
	case visit.Operator == nil && visit.over != nil:
		return visit.over
	case visit.Operator == nil:
		return errNoOffice
	case !rule.Opens(*visit.Operator) && visit.Operator.Tablet():
		return errTablet
	case !rule.Opens(*visit.Operator):
		return errRole
	case rule.Fresh && !office.Fresh(*visit.Session, visit.Now):
		return errStale
	}
	return nil
}

// enter finds the operator of a request.
func (s *Site) enter(r *http.Request, visit *Visit) error {
	token := cookieValue(r, s.officeCookie())
	if token == "" {
		return nil
	}
	open, operator, err := s.Office.Operators.Enter(r.Context(), visit.Municipality.ID, token)
	switch {
	case problem.Is(err, problem.SignIn):
		visit.over = err
		return nil
	case err != nil:
		return err
	}
	visit.Session, visit.Operator = &open, &operator
	return nil
}

// ended reports whether more than time ended the operator's session: who is sent to the login is to read what.
func (v Visit) ended() bool { return v.over != nil && !errors.Is(v.over, office.ErrOver) }

// StartOffice gives the browser the token of an operator's session, which it sends to the office's pages only.
func (s *Site) StartOffice(w http.ResponseWriter, token string) { s.setOfficeCookie(w, token, 0) }

// EndOffice takes the token back.
func (s *Site) EndOffice(w http.ResponseWriter) { s.setOfficeCookie(w, "", -1) }

func (s *Site) setOfficeCookie(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.officeCookie(), Value: value, Path: OfficeHome, MaxAge: maxAge,
		Secure: !s.LocalHTTP, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// officeCookie is the cookie's name. It has a path, which __Host- forbids.
func (s *Site) officeCookie() string {
	if s.LocalHTTP {
		return "ufficio"
	}
	return "__Secure-ufficio"
}

// OfficeReturn is ReturnPath for operators: another page of the office, else its first one.
func OfficeReturn(text string) string {
	if back := ReturnPath(text); InOffice(back) && !strings.HasPrefix(back, OfficeLogin) {
		return back
	}
	return OfficeHome
}

// LoginPath is the page of SPID, CIE and CNS that comes back to the given path and query.
func LoginPath(back string) string { return "/accesso?torna_a=" + url.QueryEscape(ReturnPath(back)) }

// officeLogin is the office's login that comes back to the given path and query.
func officeLogin(back string) string {
	return OfficeLogin + "?torna_a=" + url.QueryEscape(OfficeReturn(back))
}

// hasDesk reports whether the operator's work begins at the desk.
func (v Visit) hasDesk() bool { return v.Operator.Home() == OfficeHome }

// withoutDesk are crumbs for an operator who has none.
func withoutDesk(crumbs []Crumb) []Crumb {
	return slices.DeleteFunc(slices.Clone(crumbs), func(c Crumb) bool { return c.Path == OfficeHome })
}

// officeMenu is the menu of an operator: the pages that the roles open.
func (s *Site) officeMenu(section, path string, visit Visit) []NavEntry {
	if visit.Operator == nil {
		return nil
	}
	var menu []NavEntry
	for _, entry := range []NavEntry{
		{Name: "Scrivania", Path: OfficeHome}, {Name: "Presenze", Path: TabletHome},
		{Name: "Cucina", Path: "/ufficio/cucina"}, {Name: "Alunni", Path: "/ufficio/alunni"},
		{Name: "Tariffe", Path: "/ufficio/tariffe"}, {Name: "Calendario", Path: "/ufficio/calendario"},
		{Name: "Comunicazioni", Path: "/ufficio/comunicazioni"}, {Name: "Entrate", Path: "/ufficio/entrate"},
		{Name: "Segnalazioni", Path: "/ufficio/segnalazioni"}, {Name: "Prospetti", Path: "/ufficio/prospetti"},
		{Name: "Importazioni", Path: "/ufficio/importazioni"}, {Name: "Operatori", Path: "/ufficio/operatori"}, {Name: "Dispositivi", Path: "/ufficio/dispositivi"},
		{Name: "Registro", Path: "/ufficio/registro"},
	} {
		if s.Office.Rules.Sees(*visit.Operator, entry.Path) && (entry.Path != OfficeHome || visit.hasDesk()) {
			menu = append(menu, entry)
		}
	}
	return marked(menu, OfficeHome+"/"+section, path)
}
