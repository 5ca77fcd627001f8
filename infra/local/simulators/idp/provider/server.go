package provider

import (
	"embed"
	"encoding/base64"
	"errors"
	"html/template"
	"log"
	"net/http"
	"time"

	"serviziscolastici/infra/local/simulators/idp/saml"
)

//go:embed pages
var pageFiles embed.FS

var pages = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// Config is what a provider needs to know.
type Config struct {
	PublicURL      string   // own address, without a final slash; also the start of the entityID
	Path           string   // below the address, "" or "/cie"
	Card           bool     // play the provider of the identity card, not one of SPID
	PortalMetadata []string // where the service providers' metadata are
	PeopleFile     string   // JSON file of the people who can log in; may be missing
	Key            *saml.Key
	Now            func() time.Time
}

// Server answers the provider's addresses.
type Server struct {
	path    string
	issuer  *saml.Issuer
	people  string
	portals *portals
	logins  *logins
	now     func() time.Time
}

// New returns a provider whose entityID is PublicURL + Path + "/metadata".
func New(config Config) *Server {
	base := config.PublicURL + config.Path
	return &Server{
		path: config.Path,
		issuer: &saml.Issuer{
			EntityID: base + "/metadata", Home: base + "/", SSO: base + "/sso", SLO: base + "/slo",
			Key: config.Key, Card: config.Card,
		},
		people: config.PeopleFile,
		portals: &portals{
			addresses: config.PortalMetadata, client: &http.Client{Timeout: 10 * time.Second},
			known: map[string]*saml.ServiceProvider{},
		},
		logins: &logins{open: map[string]login{}},
		now:    config.Now,
	}
}

// Handler returns the provider's routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+s.path+"/{$}", s.home)
	mux.HandleFunc("GET "+s.path+"/metadata", s.metadata)
	mux.HandleFunc(s.path+"/sso", s.signOn)
	mux.HandleFunc("POST "+s.path+"/login", s.answer)
	mux.HandleFunc(s.path+"/slo", s.logout)
	mux.HandleFunc("GET /static/{file}", static)
	return secured(mux)
}

func (s *Server) home(w http.ResponseWriter, _ *http.Request) {
	people, err := readPeople(s.people)
	if err != nil {
		refuse(w, http.StatusInternalServerError, err)
		return
	}
	render(w, http.StatusOK, "home.html", map[string]any{"Issuer": s.issuer, "People": people})
}

func (s *Server) metadata(w http.ResponseWriter, _ *http.Request) {
	xml, err := s.issuer.Metadata()
	if err != nil {
		refuse(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	_, _ = w.Write(xml)
}

// signOn receives an AuthnRequest and shows the login page.
func (s *Server) signOn(w http.ResponseWriter, r *http.Request) {
	message, err := decode(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	entry := login{begun: s.now()}
	err = s.portals.check(r.Context(), message, func(portal *saml.ServiceProvider) error {
		entry.portal = portal.Name
		entry.request, err = saml.CheckRequest(message, portal, s.issuer.Destinations(), s.now())
		return err
	})
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	people, err := readPeople(s.people)
	if err != nil {
		refuse(w, http.StatusInternalServerError, err)
		return
	}
	render(w, http.StatusOK, "login.html", map[string]any{
		"Path": s.path, "ID": s.logins.add(entry), "Portal": entry.portal, "Level": entry.request.Level,
		"Attributes": entry.request.Attributes, "People": people, "Specials": offered(s.issuer.Card),
	})
}

// answer sends the citizen's choice back to the portal.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	entry, found := s.logins.find(r.PostFormValue("request"), s.now())
	if !found {
		refuse(w, http.StatusGone, errors.New("la pagina di accesso è scaduta: torna al portale e ricomincia"))
		return
	}
	people, err := readPeople(s.people)
	if err != nil {
		refuse(w, http.StatusInternalServerError, err)
		return
	}
	answer, err := choose(r.PostFormValue("person"), r.PostFormValue("special"), s.issuer.Card,
		people, entry.request.Level)
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	xml, err := s.issuer.Respond(entry.request, answer, s.now())
	if err != nil {
		refuse(w, http.StatusInternalServerError, err)
		return
	}
	render(w, http.StatusOK, "answer.html", map[string]string{
		"Consumer": entry.request.Consumer, "RelayState": entry.request.RelayState,
		"Response": base64.StdEncoding.EncodeToString(xml), "Portal": entry.portal,
	})
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	message, err := decode(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	var address string
	err = s.portals.check(r.Context(), message, func(portal *saml.ServiceProvider) error {
		address, err = s.issuer.Logout(message, portal, s.now())
		return err
	})
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	http.Redirect(w, r, address, http.StatusFound)
}

// decode reads a SAML message by the binding that the method stands for.
func decode(r *http.Request) (*saml.Message, error) {
	switch r.Method {
	case http.MethodGet:
		return saml.DecodeRedirect(r.URL.RawQuery)
	case http.MethodPost:
		return saml.DecodePost(r.PostFormValue("SAMLRequest"), r.PostFormValue("RelayState"))
	}
	return nil, errors.New("sono ammessi solo GET (HTTP-Redirect) e POST (HTTP-POST)")
}

// refuse shows the error page. What is wrong with a request is no secret here:
// the page is for whoever builds the portal.
func refuse(w http.ResponseWriter, status int, reason error) {
	log.Printf("idp: %d: %v", status, reason)
	render(w, status, "error.html", map[string]string{"Reason": reason.Error()})
}

func render(w http.ResponseWriter, status int, page string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := pages.ExecuteTemplate(w, page, data); err != nil {
		log.Printf("idp: page %s: %v", page, err)
	}
}

func static(w http.ResponseWriter, r *http.Request) {
	switch file := r.PathValue("file"); file {
	case "style.css", "submit.js":
		http.ServeFileFS(w, r, pageFiles, "pages/"+file)
	default:
		http.NotFound(w, r)
	}
}

// secured adds the headers that keep the pages to themselves. Forms may go
// anywhere, since the answer goes to the portal's own origin.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; style-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
