package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/openid"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

// oidcMethod is the session.Method of operators who came in by the Comune's own provider.
const oidcMethod = "oidc"

// provider returns a municipality's own provider; false when it has none.
func (h Handler) provider(ctx context.Context, m municipality.Municipality) (openid.Provider, bool) {
	if m.OIDC.Issuer == "" || h.ClientSecrets == nil {
		return openid.Provider{}, false
	}
	for pair := range strings.FieldsSeq(h.ClientSecrets(ctx)) {
		if secret, is := strings.CutPrefix(pair, m.ID+"="); is {
			return openid.Provider{
				Issuer: m.OIDC.Issuer, ClientID: m.OIDC.Client, ClientSecret: secret,
				Groups:   cmp.Or(m.OIDC.Claim, "groups"),
				Redirect: m.PortalURL(h.PortalURL) + "/ufficio/oidc/ritorno",
			}, true
		}
	}
	return openid.Provider{}, false
}

// depart sends the browser to the Comune's own provider.
func (h Handler) depart(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	provider, set := h.provider(r.Context(), visit.Municipality)
	if !set {
		return problem.Missing()
	}
	if address := visit.Elsewhere(r, h.PortalURL); address != "" {
		http.Redirect(w, r, address, http.StatusSeeOther)
		return nil
	}
	address, err := h.Provider.Begin(r.Context(), provider, openid.Departure{
		Tenant: visit.Municipality.ID, Browser: h.browser(w, r),
		ReturnTo: web.OfficeReturn(r.URL.Query().Get("torna_a")), Again: visit.Operator != nil,
	})
	if err != nil {
		return err
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// arrive takes the provider's answer: who is in a group of the office is let in, others read why not.
func (h Handler) arrive(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	provider, set := h.provider(r.Context(), visit.Municipality)
	if !set {
		return problem.Missing()
	}
	tenant := visit.Municipality.ID
	arrival, err := h.Provider.Finish(r.Context(), provider, tenant, r.URL.Query(), h.knownBrowser(r))
	var refusal *openid.Refusal
	if errors.As(err, &refusal) {
		return h.refused(w, r, visit, refusal, arrival.ReturnTo)
	}
	if err != nil {
		return err
	}
	operator, err := h.recognise(r.Context(), visit.Municipality, arrival.Person)
	if err != nil {
		return err
	}
	if !operator.Active() {
		return h.Site.Render(w, r, visit, web.Page{
			Title: "Non risulti tra gli operatori", Template: "nogroup", Data: operator, Status: http.StatusForbidden,
		})
	}
	if visit.Session != nil { // Whoever comes in now, the browser's old session is over.
		if err := h.Sessions.End(r.Context(), visit.Session.ID); err != nil {
			return err
		}
	}
	ctx := h.Audit.Noting(r.Context(), tenant, operator, office.Deed{
		Action: office.LoggedIn, Object: "account del Comune", After: proven(arrival.Assurance), Proof: arrival.Assurance,
	})
	token, err := h.Operators.Start(ctx, session.Session{
		Tenant: tenant, Guardian: operator.ID, Method: oidcMethod, Assertion: arrival.Token, Resumed: arrival.Resumed,
		Name: operator.Name, FamilyName: operator.FamilyName,
	})
	if err != nil {
		return err
	}
	h.Site.StartOffice(w, token)
	http.Redirect(w, r, arrival.ReturnTo, http.StatusSeeOther)
	return nil
}

// recognise returns the operator whom the provider vouches for, with the roles of the groups as they are now. Who was
// known and has changed is kept so; who has left every group has no roles any more, and sessions that are open end.
func (h Handler) recognise(
	ctx context.Context, m municipality.Municipality, person openid.Person,
) (office.Operator, error) {
	groups, err := office.ParseGroups(m.OIDC.Groups)
	if err != nil {
		return office.Operator{}, err
	}
	id := office.ProviderID(m.OIDC.Issuer, person.Subject)
	before, err := h.Operators.Operator(ctx, m.ID, id)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return office.Operator{}, err
	}
	now := before.Members(groups, person.Groups)
	now.ID, now.Name, now.FamilyName = id, person.Name, person.FamilyName
	if before.Version == 0 && len(now.Roles) == 0 || before.Version > 0 && before.Alike(now) {
		return now, nil
	}
	now.By = "sistema di accesso del Comune"
	ctx = h.Audit.Noting(ctx, m.ID, now, office.Deed{
		Action: office.RolesFromGroups, Colleague: id, Before: before.Summary(), After: now.Summary(),
		Reason: "gruppi del sistema di accesso del Comune",
	})
	return now, h.Operators.Save(ctx, m.ID, now)
}

// proven says in words how somebody logged in, as far as the provider's words are usual ones (RFC 8176).
func proven(assurance string) string {
	known := map[string]string{
		"pwd": "password", "mfa": "più fattori", "otp": "codice usa e getta", "sms": "SMS", "pin": "PIN", "hwk": "chiave fisica",
		"swk": "chiave del dispositivo", "sc": "smart card", "face": "volto", "fpt": "impronta digitale",
	}
	var words []string
	for one := range strings.FieldsSeq(assurance) {
		if word := known[one]; word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

// refusedLogin is what the page of a login that did not succeed shows.
type refusedLogin struct{ Text, ReturnTo, ID string }

func (h Handler) refused(
	w http.ResponseWriter, r *http.Request, visit web.Visit, refusal *openid.Refusal, returnTo string,
) error {
	id := w.Header().Get("X-Request-Id")
	h.Site.Log.LogAttrs(r.Context(), slog.LevelWarn, "login refused", slog.String("id", id),
		slog.String("cause", refusal.Error()), slog.String("provider", visit.Municipality.OIDC.Issuer))
	shown := refusedLogin{ReturnTo: web.OfficeReturn(returnTo), ID: id}
	switch refusal.Reason {
	case openid.Denied:
		shown.Text = "Hai annullato l'accesso, oppure il sistema di accesso del Comune non ti ha fatto entrare."
	case openid.Stale:
		shown.Text = "Questo accesso è scaduto, è già stato usato o è iniziato in un altro browser. Riparti dall'inizio."
	case openid.Invalid:
		shown.Text = "La risposta del sistema di accesso del Comune non è valida, perciò non possiamo farti entrare. " +
			"Riprova; se succede ancora, avvisa chi gestisce quel sistema."
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Accesso non riuscito", Template: "refused", Data: shown, Status: http.StatusForbidden,
	})
}

// browserLife is as long as a login may take, in seconds.
const browserLife = 15 * 60

// browser returns the secret that ties a login to this browser, and has the browser keep it. One that is there stays,
// so that two logins in two tabs do not spoil each other.
func (h Handler) browser(w http.ResponseWriter, r *http.Request) session.Secret {
	browser := h.knownBrowser(r)
	if !browser.Plausible() {
		browser = session.NewSecret()
	}
	http.SetCookie(w, &http.Cookie{
		Name: h.browserCookie(), Value: string(browser), Path: "/ufficio/oidc", MaxAge: browserLife,
		Secure: !h.Site.LocalHTTP, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return browser
}

// knownBrowser returns the secret that the browser sent, or "".
func (h Handler) knownBrowser(r *http.Request) session.Secret {
	cookie, err := r.Cookie(h.browserCookie())
	if err != nil {
		return ""
	}
	return session.Secret(cookie.Value)
}

// browserCookie is the cookie's name. It has a path, which __Host- forbids.
func (h Handler) browserCookie() string {
	if h.Site.LocalHTTP {
		return "ufficio-oidc"
	}
	return "__Secure-ufficio-oidc"
}
