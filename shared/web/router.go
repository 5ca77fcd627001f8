package web

import (
	"net/http"
	"strings"

	"serviziscolastici/shared/problem"
)

// Router sends each request to its handler by method and path, in the patterns
// of http.ServeMux ("GET /documenti/{id}"; GET answers HEAD too). Unknown paths
// and wrong methods get a page like every other.
type Router struct {
	site *Site
	mux  *http.ServeMux
}

// Router returns an empty router of the site.
func (s *Site) Router() *Router { return &Router{site: s, mux: http.NewServeMux()} }

// Public adds a page that needs no session.
func (r *Router) Public(pattern string, h Handler) { r.mux.Handle(pattern, r.site.Public(h)) }

// Parent adds a page that needs a session.
func (r *Router) Parent(pattern string, h Handler) { r.mux.Handle(pattern, r.site.Parent(h)) }

// ServeHTTP implements http.Handler.
func (r *Router) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	fallback, pattern := r.mux.Handler(request)
	if pattern != "" {
		r.mux.ServeHTTP(w, request)
		return
	}
	// The mux knows which methods the path has; its plain-text answer is replaced.
	plain := &discarded{header: http.Header{}}
	fallback.ServeHTTP(plain, request)
	if plain.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", plain.header.Get("Allow"))
		r.site.Public(wrongMethod).ServeHTTP(w, request)
		return
	}
	r.site.Public(unknownPath).ServeHTTP(w, request)
}

func wrongMethod(w http.ResponseWriter, _ *http.Request, _ Visit) error {
	allowed := strings.ToUpper(w.Header().Get("Allow"))
	return problem.New(problem.Method, "Questo indirizzo non accetta questo tipo di richiesta. "+
		"Riparti dal menu.").Because(errAllowed(allowed))
}

func unknownPath(http.ResponseWriter, *http.Request, Visit) error { return problem.Missing() }

// errAllowed names the methods that a path has.
type errAllowed string

// Error implements error.
func (e errAllowed) Error() string { return "allowed: " + string(e) }

// discarded is a response that nobody reads.
type discarded struct {
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (d *discarded) Header() http.Header { return d.header }

// Write implements http.ResponseWriter.
func (d *discarded) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader implements http.ResponseWriter.
func (d *discarded) WriteHeader(status int) { d.status = status }
