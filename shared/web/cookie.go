package web

import "net/http"

// cookieName is the session cookie's. The prefix makes browsers refuse it from
// another host, another path or plain http.
func (s *Site) cookieName() string {
	if s.LocalHTTP {
		return "sessione"
	}
	return "__Host-sessione"
}

// StartSession gives the browser its session token. The cookie lives as long as
// the browser is open; the server decides when the session ends.
func (s *Site) StartSession(w http.ResponseWriter, token string) { s.setCookie(w, token, 0) }

// EndSession takes the token back.
func (s *Site) EndSession(w http.ResponseWriter) { s.setCookie(w, "", -1) }

// sessionToken returns the token that the browser sent, or "".
func (s *Site) sessionToken(r *http.Request) string {
	return cookieValue(r, s.cookieName())
}

// cookieValue returns what a cookie holds, or "".
func cookieValue(r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (s *Site) setCookie(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", MaxAge: maxAge,
		Secure: !s.LocalHTTP, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
