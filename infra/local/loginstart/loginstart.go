// Package loginstart does for a program what a browser does at the start of a login: the portal
// gives a cookie first and signs a request only for who comes back with it, and the official
// suite for SPID and CIE asks once and follows nothing.
package loginstart

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// Server answers at the addresses of the portal that start a login, with the same query.
type Server struct {
	// Portal is the portal's address without a final slash.
	Portal string
}

// ServeHTTP sends browsers on to the portal itself. For a program it asks the portal as a browser
// would, and hands over the answer with the cookies: they count at every port of the host.
func (s Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	address := s.Portal + r.URL.RequestURI()
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Redirect(w, r, address, http.StatusFound)
		return
	}
	first, err := ask(r, address, r.Cookies())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	answer := first
	if again := first.Header.Get("Location"); strings.HasPrefix(again, "/") {
		_ = first.Body.Close()
		if answer, err = ask(r, s.Portal+again, append(r.Cookies(), first.Cookies()...)); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
	}
	defer func() { _ = answer.Body.Close() }()
	for _, name := range []string{"Content-Type", "Location", "Set-Cookie", "Cache-Control", "Retry-After"} {
		w.Header()[name] = answer.Header.Values(name)
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body) // The caller sees what comes of it.
}

// ask asks once and follows nothing.
func ask(r *http.Request, address string, cookies []*http.Cookie) (*http.Response, error) {
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	for _, cookie := range cookies {
		request.AddCookie(cookie)
	}
	client := http.Client{
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return client.Do(request)
}
