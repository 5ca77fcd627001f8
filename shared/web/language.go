package web

import (
	"cmp"
	"net/http"
	"time"

	"serviziscolastici/shared/language"
	"serviziscolastici/shared/problem"
)

// languageKept is how long a browser keeps the choice of a language.
const languageKept = 365 * 24 * time.Hour

// languageCookie is the name of the cookie with the choice.
func (s *Site) languageCookie() string {
	if s.LocalHTTP {
		return "lingua"
	}
	return "__Host-lingua"
}

// languageOf is the language that a browser has chosen; Italian for one that has not,
// whatever else it prefers, and on pages of the office.
func (s *Site) languageOf(r *http.Request) language.Code {
	if s.Office != nil {
		return language.Italian
	}
	chosen, _ := language.Known(cookieValue(r, s.languageCookie()))
	return chosen
}

// ChooseLanguage is the handler of "GET /lingua/{codice}": it keeps the choice in a cookie
// and goes back to the page that the link stands on.
func (s *Site) ChooseLanguage(w http.ResponseWriter, r *http.Request, _ Visit) error {
	chosen, known := language.Known(r.PathValue("codice"))
	if !known {
		return problem.Missing()
	}
	http.SetCookie(w, &http.Cookie{
		Name: s.languageCookie(), Value: string(chosen), Path: "/", MaxAge: int(languageKept.Seconds()),
		Secure: !s.LocalHTTP, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	back := cmp.Or(r.URL.Query().Get("torna_a"), cameFrom(r), "/")
	http.Redirect(w, r, samePage(back), http.StatusSeeOther)
	return nil
}

// OtherLanguages are those that the page is not in.
func (v View) OtherLanguages() []language.Language {
	var others []language.Language
	for _, one := range language.Offered() {
		if one.Code != v.Language {
			others = append(others, one)
		}
	}
	return others
}
