package main

import (
	"net/http"
	"net/url"

	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

// prepareCNS says what a login with a CNS takes, and links to the door of cards.
// That host can say nothing to a browser without a card: the connection fails
// there, so everything has to be said here.
func (h Handler) prepareCNS(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if address := h.elsewhere(r, visit); address != "" {
		http.Redirect(w, r, address, http.StatusSeeOther)
		return nil
	}
	departure := cns.Departure{
		Tenant: visit.Municipality.ID, Portal: visit.Municipality.PortalURL(h.PortalURL),
		Browser: h.browser(w, r), ReturnTo: web.ReturnPath(r.URL.Query().Get("torna_a")),
	}
	if visit.Session != nil {
		departure.Previous = visit.Session.ID
	}
	request, err := h.CNS.Begin(r.Context(), departure)
	if err != nil {
		return err
	}
	door := url.URL{
		Scheme: "https", Host: h.CNSDomain, Path: cns.DoorPath,
		RawQuery: url.Values{cns.RequestField: {string(request)}}.Encode(),
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Entra con la CNS", Template: "cns", Data: door.String(),
		Crumbs: []web.Crumb{{Name: "Accedi", Path: "/accesso"}},
	})
}

// arriveWithCNS takes what the door of cards has found.
func (h Handler) arriveWithCNS(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant := visit.Municipality.ID
	answer, err := h.CNS.Finish(
		r.Context(), tenant, session.Secret(r.URL.Query().Get(cns.TicketField)), h.knownBrowser(r))
	if err != nil {
		return h.refused(w, r, visit, refusedLogin{cause: err, method: cns.Method, returnTo: answer.ReturnTo})
	}
	return h.admit(w, r, visit, admission{
		person: answer.Person, guardian: school.GuardianID(h.PeopleKey, answer.Person.FiscalCode.String()),
		method: cns.Method, entry: answer.Entry, previous: answer.Previous, returnTo: answer.ReturnTo,
	})
}

// explainCNS returns what the holder of a card reads; false for a reason that
// has nothing to do with the card.
func explainCNS(reason identity.Reason) (failure, bool) {
	switch reason {
	case cns.NoCard:
		return failure{Retry: true, Text: "Il browser non ci ha mostrato nessuna carta. Inserisci la CNS nel lettore " +
			"e riprova. Se il browser non ti chiede più il certificato, chiudilo e riaprilo."}, true
	case cns.Unreadable, cns.WrongPurpose, cns.WrongPolicy, cns.BadSubject:
		return failure{Retry: true, Text: "Il certificato che hai scelto non è quello di accesso di una Carta " +
			"nazionale dei servizi. Scegli il certificato di autenticazione, non quello di firma. " +
			"Con la Carta d'identità elettronica usa «Entra con CIE»."}, true
	case cns.NotYet:
		return failure{Text: "La tua carta non è ancora valida: controlla da quando vale. " +
			"Intanto puoi entrare con SPID o CIE."}, true
	case cns.Expired:
		return failure{Text: "La tua carta è scaduta. Chiedi come rinnovarla all'ente che l'ha rilasciata; " +
			"intanto puoi entrare con SPID o CIE."}, true
	case cns.Revoked:
		return failure{Text: "La tua carta è stata revocata o sospesa. Contatta l'ente che l'ha rilasciata; " +
			"intanto puoi entrare con SPID o CIE."}, true
	case cns.Untrusted:
		return failure{Text: "La tua carta non è di un ente che rilascia la Carta nazionale dei servizi. " +
			"Entra con SPID o CIE."}, true
	case cns.Unverified:
		return failure{Retry: true, Text: "In questo momento non riusciamo a verificare se la tua carta è ancora " +
			"valida, perciò non possiamo farti entrare. Riprova tra qualche minuto, oppure entra con SPID o CIE."}, true
	default:
		return failure{}, false
	}
}
