package main

import (
	"net/http"
	"time"

	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

var (
	errNotOpened = problem.New(problem.Invalid, "Questo indirizzo si apre solo da una pagina del browser. "+
		"Torna all'accesso e scegli il tuo gestore.")
	errNoCookie = problem.New(problem.Invalid, "Il tuo browser non accetta i cookie di questo sito, che servono per "+
		"accedere. Attivali nelle impostazioni del browser e riprova.")
)

// browserLife is as long as a login may take.
const browserLife = 15 * time.Minute

// browser returns the secret that ties a login to this browser, and has the
// browser keep it. A secret that is there stays, so that two logins in two tabs
// do not spoil each other.
//
// The Response comes as a form from another site, so the cookie must be
// SameSite=None, which browsers accept only with Secure. On plain http, which is
// the local stack, the provider is on the same site and Lax is enough.
func (h Handler) browser(w http.ResponseWriter, r *http.Request) session.Secret {
	browser := h.knownBrowser(r)
	if !browser.Plausible() {
		browser = session.NewSecret()
	}
	cookie := http.Cookie{
		Name: h.browserCookie(), Value: string(browser), Path: "/", MaxAge: int(browserLife.Seconds()),
		HttpOnly: true, Secure: true, SameSite: http.SameSiteNoneMode,
	}
	if h.Site.LocalHTTP {
		cookie.Secure, cookie.SameSite = false, http.SameSiteLaxMode
	}
	http.SetCookie(w, &cookie)
	return browser
}

// opens reports whether a request opens a page in a window, as far as the browser says
// (Fetch Metadata; old ones say nothing): no image or frame of another site's page does,
// and nothing that is fetched in case it will be wanted.
func opens(r *http.Request) bool {
	said := func(name, want string) bool {
		value := r.Header.Get(name)
		return value == "" || value == want
	}
	return r.Method == http.MethodGet && said("Sec-Fetch-Mode", "navigate") && said("Sec-Fetch-Dest", "document") &&
		r.Header.Get("Sec-Purpose") == "" && r.Header.Get("Purpose") == ""
}

// offered marks an address to which the browser was sent together with its cookie.
const offered = "biscotto"

// offerCookie gives the browser its secret and sends it to the same address again.
// Who comes back without has turned cookies off.
func (h Handler) offerCookie(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	if query.Has(offered) {
		return errNoCookie
	}
	query.Set(offered, "1")
	h.browser(w, r)
	http.Redirect(w, r, r.URL.Path+"?"+query.Encode(), http.StatusFound)
	return nil
}

// client returns the network address from which the browser asks.
func (h Handler) client(r *http.Request) string {
	if h.ClientHeader != "" {
		if client := lambdahost.Client(r.Header.Get(h.ClientHeader)); client != "" {
			return client
		}
	}
	return lambdahost.Client(r.RemoteAddr)
}

// knownBrowser returns the secret that the browser sent, or "".
func (h Handler) knownBrowser(r *http.Request) session.Secret {
	cookie, err := r.Cookie(h.browserCookie())
	if err != nil {
		return ""
	}
	return session.Secret(cookie.Value)
}

// browserCookie is the cookie's name. The prefix keeps other hosts of the same
// domain from planting a secret of theirs.
func (h Handler) browserCookie() string {
	if h.Site.LocalHTTP {
		return "accesso"
	}
	return "__Host-accesso"
}

// elsewhere returns this request's address at the portal's own host, "" when it is there already.
func (h Handler) elsewhere(r *http.Request, visit web.Visit) string {
	return visit.Elsewhere(r, h.PortalURL)
}
