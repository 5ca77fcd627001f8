package web

import (
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/municipality"
)

// Home is where a parent lands after the login.
const Home = "/riepilogo"

// returnLimit is the longest address, in bytes, that is kept over a login.
const returnLimit = 512

// ReturnPath returns the path and query to come back to after the login: text
// itself when it is an address of this site, else Home. Anything that a browser
// could read as another host ("//host", "/\host") is refused.
func ReturnPath(text string) string {
	back := samePage(text)
	path, _, _ := strings.Cut(back, "?")
	switch first(path) {
	case "accesso", "spid", "cie", "cns", "esci": // Back to the login is no way forward.
		return Home
	}
	return back
}

// samePage returns a path and query of this site as ReturnPath does, also those of the
// login.
func samePage(text string) string {
	if len(text) > returnLimit || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") {
		return Home
	}
	if strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c == '\\' || c == 0x7f }) {
		return Home
	}
	address, err := url.Parse(text)
	if err != nil || address.Host != "" || address.Scheme != "" || strings.HasPrefix(address.Path, "//") {
		return Home
	}
	if back := address.RequestURI(); len(back) <= returnLimit { // Escapes make it longer.
		return back
	}
	return Home
}

// Elsewhere returns the request's address at the portal's own host, "" when it is
// there already. Identity providers send the browser back to that host, so a login
// has to start there: cookies do not change hosts. They ignore ports, and so does API
// Gateway when it names the host.
func (v Visit) Elsewhere(r *http.Request, installation string) string {
	address := v.Municipality.PortalURL(installation)
	portal, err := url.Parse(address)
	if err != nil || strings.EqualFold(portal.Hostname(), municipality.HostName(r.Host)) {
		return ""
	}
	return address + r.URL.RequestURI()
}

// first is the first part of a path.
func first(path string) string {
	part, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return part
}

// loginAddress is the login that comes back to the given path and query.
func (s *Site) loginAddress(back string) string {
	if s.Office != nil {
		return officeLogin(back)
	}
	return LoginPath(back)
}

// cameFrom returns the path and query of the page that a form stood on, "" when
// the browser does not say or it was another site. The browser names the port, which
// API Gateway leaves out of the request's host.
func cameFrom(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host == "" || municipality.HostName(from.Host) != municipality.HostName(r.Host) {
		return ""
	}
	if strings.HasPrefix(from.Path, "//") { // A link to it would lead to another host.
		return ""
	}
	return from.RequestURI()
}
