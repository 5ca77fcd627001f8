package smoke_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"serviziscolastici/infra/setup/smoke"
)

// portal answers as the real one does, except where a test says otherwise. The real one is asked in infra/setup/operate.
func portal(t *testing.T, otherwise map[string]http.HandlerFunc) string {
	t.Helper()
	page := func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `<link rel="stylesheet" href="/assets/a.css"><main><a href="/accesso/spid?idp=x&amp;torna_a=">x</a></main>`)
	}
	answers := map[string]http.HandlerFunc{
		"/{$}": page, "/accesso": page, "/assets/a.css": func(http.ResponseWriter, *http.Request) {},
		"/riepilogo": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/accesso?torna_a=x", http.StatusSeeOther)
		},
		"/accesso/spid": func(w http.ResponseWriter, r *http.Request) {
			if _, err := r.Cookie("accesso"); err != nil {
				http.SetCookie(w, &http.Cookie{Name: "accesso", Value: "s", Path: "/"})
				http.Redirect(w, r, "/accesso/spid?biscotto=1&"+r.URL.RawQuery, http.StatusFound)
				return
			}
			http.Redirect(w, r, "https://idp.invalid/sso?SAMLRequest=x", http.StatusFound)
		},
	}
	mux := http.NewServeMux()
	for path, handler := range answers {
		if other := otherwise[path]; other != nil {
			handler = other
		}
		mux.HandleFunc(path, handler)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// Goal: a portal that lives is told from one that does not, and what is wrong is named. Method: one that lives, and
// each with one fault.
func TestAFaultOfThePortalIsSeen(t *testing.T) {
	says := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, text)
		}
	}
	for name, c := range map[string]struct {
		otherwise map[string]http.HandlerFunc
		alter     func(*smoke.Portal)
		says      string // "" when all is well
	}{
		"it lives":           {nil, nil, ""},
		"no municipality":    {map[string]http.HandlerFunc{"/{$}": says(404, "<main>")}, nil, "no municipality has the host"},
		"a function fails":   {map[string]http.HandlerFunc{"/accesso": says(502, "")}, nil, "the login's page answers: answers 502"},
		"no style sheet":     {map[string]http.HandlerFunc{"/assets/a.css": says(403, "")}, nil, "answers 403"},
		"strangers come in":  {map[string]http.HandlerFunc{"/riepilogo": says(200, "<main>")}, nil, "sends strangers to the login: answers 200"},
		"logins do not sign": {map[string]http.HandlerFunc{"/accesso/spid": says(500, "")}, nil, "a login starts: answers 500"},
		"no provider":        {map[string]http.HandlerFunc{"/accesso": says(200, "<main>")}, nil, "offers no provider"},
		"no login is wanted": {map[string]http.HandlerFunc{"/accesso": says(200, "<main>")},
			func(p *smoke.Portal) { p.NoLogin = true }, ""},
		"the back door is open": {nil, func(p *smoke.Portal) { p.Closed = p.URL + "/accesso" }, "other address is closed: answers 200"},
		"the station is open":   {nil, func(p *smoke.Portal) { p.Station = p.URL + "/accesso" }, "refuses strangers: answers 200"},
		"the station is closed": {nil, func(p *smoke.Portal) { p.Station = "https" + p.URL[len("http"):] }, ""},
		"the station is nowhere": {nil, func(p *smoke.Portal) { p.Station = "https://stazione.invalid/" },
			"no such host"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := smoke.Portal{URL: portal(t, c.otherwise)}
			if c.alter != nil {
				c.alter(&asked)
			}
			var said strings.Builder
			err := asked.Check(t.Context(), func(format string, values ...any) { _, _ = fmt.Fprintf(&said, format+"\n", values...) })
			if (err == nil) != (c.says == "") || !strings.Contains(said.String(), c.says) {
				t.Errorf("%v, want %q:\n%s", err, c.says, said.String())
			}
		})
	}
}

// Goal: what a stack's outputs say decides what is asked. Method: a trial's and a city's.
func TestOutputsSayWhatToAsk(t *testing.T) {
	of := func(outputs map[string]string) smoke.Portal {
		return smoke.Of(func(name string) string { return outputs[name] })
	}
	trial := of(map[string]string{"PortalApiUrl": "https://a.execute-api", "DoesWithout": "domain station  cns spid cie"})
	if trial.URL != "https://a.execute-api" || trial.Closed != "" || !trial.NoLogin || trial.Station != "" {
		t.Errorf("%+v", trial)
	}
	city := of(map[string]string{"PortalUrl": "https://scuola.it", "PortalTarget": "t", "PortalApiUrl": "https://a.execute-api",
		"StationUrl": "https://pa.it/s", "StationTarget": "u", "DoesWithout": "cns  cie"})
	if city.URL != "https://scuola.it" || city.Closed != "https://a.execute-api" || city.NoLogin || city.StationTarget != "u" {
		t.Errorf("%+v", city)
	}
}
