package main

import (
	"errors"
	"log/slog"
	"net/http"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/web"
)

// failure is what the page of a failed login shows.
type failure struct {
	Text string
	// Retry says that trying again makes sense; ReturnTo is where it leads.
	Retry    bool
	ReturnTo string
	// Method is the way in that was tried.
	Method string
	// ID is the request's, which the parent can quote to the office. The log tells
	// the office the reason beside it.
	ID string
}

// failed shows why a login did not succeed, with status 403, and notes the
// reason in the log. An error of another kind is ours, and is returned.
func (h way) failed(
	w http.ResponseWriter, r *http.Request, visit web.Visit, answer identity.Answer, err error,
) error {
	return h.refused(w, r, visit, refusedLogin{
		cause: err, method: h.profile.Method, provider: answer.Provider, returnTo: answer.ReturnTo,
	})
}

// refusedLogin is a login that did not succeed.
type refusedLogin struct {
	cause              error
	method             string
	provider, returnTo string // "" when not known
}

func (h Handler) refused(w http.ResponseWriter, r *http.Request, visit web.Visit, l refusedLogin) error {
	id := w.Header().Get("X-Request-Id")
	shown, known := explain(l.cause, l.method)
	if !known {
		return l.cause
	}
	h.Site.Log.LogAttrs(r.Context(), slog.LevelWarn, "login refused",
		slog.String("id", id), slog.String("cause", l.cause.Error()), slog.String("provider", l.provider))
	shown.ID, shown.Method, shown.ReturnTo = id, l.method, web.ReturnPath(l.returnTo)
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Accesso non riuscito", Template: "failed", Data: shown, Status: http.StatusForbidden,
	})
}

// explain returns what the citizen reads; false for an error that is no refusal.
func explain(err error, method string) (failure, bool) {
	var anomaly *identity.Anomaly
	if errors.As(err, &anomaly) {
		if method == identity.CIE().Method {
			return explainCIE(anomaly.Number), true
		}
		return explainSPID(anomaly.Number), true
	}
	var refusal *identity.Refusal
	if !errors.As(err, &refusal) {
		return failure{}, false
	}
	if shown, ofCard := explainCNS(refusal.Reason); ofCard {
		return shown, true
	}
	switch refusal.Reason {
	case identity.NotAdult:
		return failure{Text: "Questi servizi sono per i genitori: " +
			"può accedere solo chi ha compiuto 18 anni."}, true
	case identity.NotACode:
		return failure{Text: "Per accedere serve un'identità digitale con un codice fiscale italiano valido. " +
			"Se il tuo codice fiscale non viene riconosciuto, contatta l'ufficio."}, true
	case identity.NoRequest, identity.WrongBrowser, identity.RelayChanged, identity.Replayed:
		return failure{Text: "Questo accesso è scaduto, è già stato usato o è iniziato in un altro browser. " +
			"Riparti dall'inizio: bastano pochi minuti.", Retry: true}, true
	default:
		return failure{Text: "La risposta del tuo gestore non è valida, perciò non possiamo farti entrare. " +
			"Riprova; se succede ancora, contatta l'ufficio.", Retry: true}, true
	}
}

// explainSPID follows the table of messages that AgID prescribes for the
// anomalies that a citizen causes or suffers.
func explainSPID(number int) failure {
	switch number {
	case 19:
		return failure{Retry: true, Text: "Hai inserito più volte credenziali sbagliate. " +
			"Controlla nome utente e password con il tuo gestore SPID."}
	case 20:
		return failure{Text: "La tua identità digitale non ha il livello di sicurezza richiesto, il livello 2. " +
			"Chiedi al tuo gestore SPID di attivarlo."}
	case 21:
		return failure{Retry: true, Text: "È passato troppo tempo: l'accesso si completa entro pochi minuti. " +
			"Riparti dall'inizio."}
	case 22:
		return failure{Retry: true, Text: "Non hai dato il consenso all'invio dei tuoi dati. " +
			"Senza consenso non possiamo riconoscerti."}
	case 23:
		return failure{Text: "La tua identità digitale è sospesa o revocata, " +
			"oppure le credenziali sono bloccate. Contatta il tuo gestore SPID."}
	case 25:
		return failure{Retry: true, Text: "Hai annullato l'accesso."}
	case 30:
		return failure{Retry: true, Text: "Hai usato un'identità digitale professionale. " +
			"Per questi servizi usa la tua identità personale, da cittadino."}
	default:
		return failure{Retry: true, Text: "Il tuo gestore SPID non ha potuto completare l'accesso. " +
			"Riprova più tardi."}
	}
}

// explainCIE does the same for the identity card: its provider sends other
// numbers for other reasons (CIE, manuale SAML, codici di errore).
func explainCIE(number int) failure {
	switch number {
	case 21, 22, 25:
		return explainSPID(number)
	case 23:
		return failure{Text: "La tua Carta d'identità elettronica è scaduta o revocata. " +
			"Rivolgiti all'ufficio anagrafe del tuo Comune."}
	default:
		return failure{Retry: true, Text: "Il servizio della Carta d'identità elettronica " +
			"non ha potuto completare l'accesso. Riprova più tardi."}
	}
}
